/**
 * What a bundle's `udf` leaves: the options as the author wrote them. The compiler has checked them, so that a bundle need
 * not carry the checks, nor reflect-metadata; whoever loads it resolves them. By a symbol that all copies of the sdk share.
 */
const KEY = Symbol.for('sluice.written-options');

type Carrier = { [KEY]?: WeakMap<object, unknown> };

/** Attaches the options that stand on a function or a class. */
export function carryOptions(on: object, written: unknown): void {
  const carrier = globalThis as Carrier; // nobody else uses the symbol
  carrier[KEY] ??= new WeakMap();
  carrier[KEY].set(on, written ?? {});
}

/** The options that a bundle's `udf` left; undefined for anything else. */
export function carriedOptions(on: object): unknown {
  return (globalThis as Carrier)[KEY]?.get(on);
}
