import { carryOptions } from './carried-options.ts';

// What `sluice build` puts in the place of `@sluice/sdk` in a bundle: the same names, without the checks of options.

export { isRetryableError, isTerminalError, RetryableError, TerminalError } from './author-errors.ts';
export { isSluiceError, SluiceError } from './errors.ts';
export { getUdfMetadata } from './metadata.ts';

/** `udf` of options that the compiler has checked: leaves them on the function or method. */
export function udf(options: unknown, fn?: object): unknown {
  if (fn !== undefined) {
    carryOptions(fn, options);
    return fn;
  }
  // A method: the value itself under TC39 decorators, its descriptor's under TypeScript's own.
  return (target: object, _context: unknown, descriptor?: PropertyDescriptor): void => {
    carryOptions(descriptor === undefined ? target : descriptor.value, options);
  };
}

/** `aggregate` of options that the compiler has checked: leaves them on the class. */
export function aggregate(options: unknown): (target: object) => void {
  return (target) => carryOptions(target, options);
}
