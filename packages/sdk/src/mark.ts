import { SluiceError } from './errors.ts';
import { getUdfMetadata, setUdfMetadata, toMetadata } from './metadata.ts';
import type { RetryPredicate } from './options.ts';
import type { OptionProblem } from './resolve-options.ts';
import type { ResolvedOptions } from './resolved-options.ts';

/** Options as an author wrote them, after they were checked. */
interface CheckedAndResolved {
  readonly name: string | undefined;
  readonly options: ResolvedOptions;
  readonly retryWhen?: RetryPredicate | undefined;
  readonly problems: readonly OptionProblem[];
}

/**
 * Leaves the options on a function or on the class of an aggregate.
 *
 * @param site what is marked and with what, as the start of a message
 * @param marked what to say, and to advise, where it is marked already
 * @throws SluiceError `invalid-options`, with every problem
 */
export function mark(
  target: object,
  { name, options, retryWhen, problems }: CheckedAndResolved,
  site: string,
  marked: string,
): void {
  if (problems.length > 0) {
    const sentences = problems.map(({ message }) => message);
    throw new SluiceError(
      'invalid-options',
      sentences.length === 1
        ? `${site}: ${sentences[0]}`
        : `${site}:\n${sentences.map((line) => `  - ${line}`).join('\n')}`,
      name === undefined ? {} : { udf: name },
    );
  }
  if (getUdfMetadata(target) !== undefined) throw new SluiceError('invalid-options', `${site}: ${marked}`);
  setUdfMetadata(target, toMetadata({ name, options, retryWhen }));
}
