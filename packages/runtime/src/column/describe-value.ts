import { UNITS_OF_DAY } from './units-of-day.ts';

/** Words for values and types in error messages. Cold code: nothing here runs for a row that is right. */

/** `returned 'abc' (string), expected Int32`, with the reason and the edit where they are known. */
export function describeMisfit(
  value: unknown,
  expected: string,
  verb: 'returned' | 'got',
  nested: boolean,
  hint: string = representation(expected),
): string {
  if (isThenable(value)) {
    // Nobody will await it: without a handler its rejection would end the thread, long after this row.
    value.then(undefined, () => undefined);
    return verb === 'returned' && !nested
      ? 'returned a Promise: declare async: true'
      : `${verb} a Promise, expected ${expected}: await it first`;
  }
  if (value === null || value === undefined) {
    return `${verb} ${value}, expected ${expected}: declare the type \`| null\` to allow it`;
  }
  const range = rangeOf(expected);
  if (range !== undefined && isWhole(value) && !fitsRange(value, range)) {
    return `${verb} ${value}, out of range for ${expected} (${range[0]} to ${range[1]})`;
  }
  if (typeof value === 'number' && (expected === 'Float32' || expected === 'Float16')) {
    const limit = expected === 'Float32' ? '3.4028234663852886e38' : '65504';
    return `${verb} ${value}, out of range for ${expected} (-${limit} to ${limit})`;
  }
  return `${verb} ${describeValue(value)}, expected ${expected}${hint === '' ? '' : ` (${hint})`}`;
}

/** A value and its JavaScript type, in at most some sixty characters. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `${quote(value)} (string)`;
    case 'bigint':
      return `${value}n (bigint)`;
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return `${String(value)} (${typeof value})`;
  }
}

/** A string in single quotes, cut after 40 characters. */
export function quote(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return `'${shown.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? 'an invalid Date' : `${value.toISOString()} (Date)`;
  }
  if (value instanceof Map) return `a Map of ${value.size}`;
  if (ArrayBuffer.isView(value)) {
    const { name } = value.constructor;
    const count =
      value instanceof Uint8Array || !('length' in value) ? `${value.byteLength} bytes` : value.length;
    return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name} of ${count}`;
  }
  const keys = Object.keys(value);
  const shown = keys.length > 5 ? `${keys.slice(0, 5).join(', ')}, …` : keys.join(', ');
  const name = (value.constructor as { name?: string } | undefined)?.name ?? 'Object';
  return `${shown === '' ? '{}' : `{ ${shown} }`} (${name})`;
}

/** Whether a value is a promise, of whatever make. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

function fitsRange(value: number | bigint, range: readonly [bigint, bigint]): boolean {
  return value >= range[0] && value <= range[1];
}

/** The whole numbers that the named type holds; undefined where it holds others too. */
function rangeOf(expected: string): readonly [bigint, bigint] | undefined {
  if (expected.startsWith('SafeInt')) {
    return [expected.startsWith('SafeInt (U') ? 0n : BigInt(Number.MIN_SAFE_INTEGER), 2n ** 53n - 1n];
  }
  if (/^(Timestamp|Duration)\(/.test(expected)) return [-(2n ** 63n), 2n ** 63n - 1n];
  const unit = /^Time(?:32|64)\((\w+)\)$/.exec(expected)?.[1];
  if (unit !== undefined) {
    return [0n, BigInt(UNITS_OF_DAY[unit as keyof typeof UNITS_OF_DAY]) - 1n];
  }
  const match = /^(U?)Int(8|16|32|64)$/.exec(expected);
  if (match === null) return undefined;
  const bits = BigInt(match[2] as string); // the second group takes part in every match
  return match[1] === 'U' ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

/** What the type is in JavaScript, where its name leaves it open. */
function representation(expected: string): string {
  if (/^U?Int64$|^Timestamp|^Duration|^Time64/.test(expected)) return 'a bigint';
  if (/^Date(32|64)$/.test(expected)) return 'a Date at midnight UTC';
  if (expected.startsWith('Decimal')) return 'decimal text';
  if (/^(Large)?Binary(View)?$/.test(expected)) return 'a Uint8Array';
  return '';
}
