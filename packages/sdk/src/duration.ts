import { SluiceError } from './errors.ts';

const NS_PER_MS = 1_000_000n;
const MAX_MS = BigInt(Number.MAX_SAFE_INTEGER);
/** More digits than this are too many in any unit, and are not worth a BigInt of their length. */
const MAX_DIGITS = 25;

/** Every spelling of a unit, and its nanoseconds. Arroyo's, and the short forms that its users ask for. */
const NANOSECONDS: ReadonlyMap<string, bigint> = new Map(
  (
    [
      [1n, ['ns', 'nanos']],
      // Both characters that print as a micro sign: U+00B5, and the Greek letter U+03BC.
      [1_000n, ['\u00b5s', '\u03bcs', 'us', 'micros']],
      [1_000_000n, ['ms', 'millis']],
      [1_000_000_000n, ['s', 'sec', 'secs', 'second', 'seconds']],
      [60_000_000_000n, ['m', 'min', 'mins', 'minute', 'minutes']],
      [3_600_000_000_000n, ['h', 'hr', 'hrs', 'hour', 'hours']],
      [86_400_000_000_000n, ['d', 'day', 'days']],
    ] as const
  ).flatMap(([nanoseconds, units]) => units.map((unit) => [unit, nanoseconds] as const)),
);

const GRAMMAR = /^(\d+)\s*([a-zA-Z\u00b5\u03bc]+)$/;

/**
 * Milliseconds of a duration such as `'2s'`, `'500ms'`, `'1 minute'`: digits, optional blanks, one unit; no sign, no
 * fraction, no blanks around it. Rounded up to a whole millisecond, so that only zero is zero.
 *
 * Units, case-sensitive: `ns nanos`, `µs us micros`, `ms millis`, `s sec secs second seconds`,
 * `m min mins minute minutes`, `h hr hrs hour hours`, `d day days`. The grammar is Arroyo's
 * (`arroyo-udf-common/src/parse.rs`), with more spellings.
 *
 * @returns 0 to 2^53 - 1.
 * @throws SluiceError `invalid-options` when the text is no duration, its unit is unknown, or it is longer than that.
 * @example
 * ```ts
 * parseDuration('1 minute'); // 60000
 * parseDuration('500ns'); // 1
 * ```
 */
export function parseDuration(text: string): number {
  // The type says string, but options come from JavaScript too.
  const match = typeof text === 'string' ? GRAMMAR.exec(text) : null;
  if (match === null) {
    throw invalid(text, "write digits and a unit, such as '5s', '500ms' or '1 minute'");
  }
  const [, digits = '', unit = ''] = match;
  const nanoseconds = NANOSECONDS.get(unit);
  if (nanoseconds === undefined) {
    throw new SluiceError(
      'invalid-options',
      `unknown time unit '${unit}'; the units are ns, us, ms, s, m or min, h, d, and their long forms (${LONG_FORMS})`,
    );
  }
  const significant = digits.replace(/^0+/, '');
  if (significant.length > MAX_DIGITS) throw tooLong(text);
  const milliseconds = (BigInt(significant) * nanoseconds + NS_PER_MS - 1n) / NS_PER_MS;
  if (milliseconds > MAX_MS) throw tooLong(text);
  return Number(milliseconds);
}

const LONG_FORMS = 'nanos, micros, millis, seconds, minutes, hours, days';

function invalid(text: unknown, advice: string): SluiceError {
  const shown = String(text);
  const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
  return new SluiceError('invalid-options', `invalid duration specification '${short}': ${advice}`);
}

function tooLong(text: string): SluiceError {
  return invalid(text, 'it is longer than 2^53 - 1 milliseconds, the longest that can be counted');
}
