import type { TimeUnit } from '@sluice/sdk/manifest';

/** Dates, times of day and durations as text. ISO 8601, with as many digits as the unit has. */

const DIGITS: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 };

/** Units of a second. */
export const PER_SECOND: Readonly<Record<TimeUnit, bigint>> = {
  s: 1n,
  ms: 1000n,
  us: 1_000_000n,
  ns: 1_000_000_000n,
};

const DAY_SECONDS = 86_400n;

/** `2026-01-31T12:00:00.000`, without a zone. */
export function timestampText(count: bigint, unit: TimeUnit): string {
  const per = PER_SECOND[unit];
  const seconds = floorDivide(count, per);
  const text = isoSeconds(seconds);
  return `${text}${fraction(count - seconds * per, unit)}`;
}

/** `2026-01-31` */
export function dateText(date: Date): string {
  return isoSeconds(BigInt(Math.floor(date.getTime() / 1000))).slice(0, -'T00:00:00'.length);
}

/** `12:00:00.000000` */
export function timeText(count: bigint, unit: TimeUnit): string {
  const per = PER_SECOND[unit];
  const seconds = Number(count / per);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}${fraction(count % per, unit)}`;
}

/** `PT1.5S`, `-PT90S`: seconds alone, for a duration is a count and no calendar's. */
export function durationText(count: bigint, unit: TimeUnit): string {
  const size = count < 0n ? -count : count;
  const per = PER_SECOND[unit];
  const digits = fraction(size % per, unit).replace(/\.?0+$/, '');
  return `${count < 0n ? '-' : ''}PT${size / per}${digits}S`;
}

/**
 * The count of a timestamp's text: a date, or a date and a time with a zone or without one, which then is UTC. Undefined
 * where it is none, or has digits finer than the unit.
 */
export function parseTimestamp(text: string, unit: TimeUnit): bigint | undefined {
  const match =
    /^([+-]?\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?\s?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', digits = '', zone = 'Z'] =
    match;
  const days = daysOf(Number(year), Number(month), Number(day));
  const clock = secondsOf(hour, minute, second);
  const part = fractionCount(digits, unit);
  const offset = offsetOf(zone);
  if (days === undefined || clock === undefined || part === undefined || offset === undefined)
    return undefined;
  return (BigInt(days) * DAY_SECONDS + clock - offset) * PER_SECOND[unit] + part;
}

/** A date at midnight UTC. */
export function parseDate(text: string): Date | undefined {
  const seconds = /^[+-]?\d{4,6}-\d\d-\d\d(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/.test(text)
    ? (parseTimestamp(text, 's') ?? parseTimestamp(text.replace(/\.0+/, ''), 's'))
    : undefined;
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000);
}

/** The count of a time of day, `12:00` or finer. */
export function parseTime(text: string, unit: TimeUnit): bigint | undefined {
  const match = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,18}))?)?$/.exec(text);
  if (match === null) return undefined;
  const [, hour = '0', minute = '0', second = '0', digits = ''] = match;
  const clock = secondsOf(hour, minute, second);
  const part = fractionCount(digits, unit);
  return clock === undefined || part === undefined ? undefined : clock * PER_SECOND[unit] + part;
}

/** The count of a duration, `PT1.5S`, `P1DT2H3M`. Months and years are of no fixed length, and not taken. */
export function parseDuration(text: string, unit: TimeUnit): bigint | undefined {
  const match =
    /^([+-])?P(?=[\dT])(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,18}))?S)?)?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, sign, weeks = '0', days = '0', hours = '0', minutes = '0', seconds = '0', digits = ''] = match;
  const part = fractionCount(digits, unit);
  if (part === undefined) return undefined;
  const whole =
    ((BigInt(weeks) * 7n + BigInt(days)) * 24n + BigInt(hours)) * 3600n +
    BigInt(minutes) * 60n +
    BigInt(seconds);
  const count = whole * PER_SECOND[unit] + part;
  return sign === '-' ? -count : count;
}

function isoSeconds(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000);
  // Arrow's counts go further than JavaScript's calendar, to the year 292 278 994.
  if (Number.isNaN(date.getTime())) throw new RangeError(`a date beyond the years that can be written`);
  return date.toISOString().slice(0, -'.000Z'.length);
}

function fraction(count: bigint, unit: TimeUnit): string {
  return DIGITS[unit] === 0 ? '' : `.${String(count).padStart(DIGITS[unit], '0')}`;
}

function fractionCount(digits: string, unit: TimeUnit): bigint | undefined {
  const kept = digits.slice(0, DIGITS[unit]).padEnd(DIGITS[unit], '0');
  // Nothing is rounded.
  return /[1-9]/.test(digits.slice(DIGITS[unit])) ? undefined : BigInt(kept === '' ? '0' : kept);
}

function daysOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? date.getTime() / 86_400_000 : undefined;
}

function secondsOf(hour: string, minute: string, second: string): bigint | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second));
}

function offsetOf(zone: string): bigint | undefined {
  if (zone === 'Z' || zone === 'z') return 0n;
  const seconds = secondsOf(zone.slice(1, 3), zone.slice(3).replace(':', '') || '0', '0');
  return seconds === undefined ? undefined : zone.startsWith('-') ? -seconds : seconds;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
