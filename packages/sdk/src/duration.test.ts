import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDuration } from './duration.ts';
import { isSluiceError } from './errors.ts';

/** Every unit and how many of it, or what fraction, a millisecond has. */
const UNITS = {
  ns: 1 / 1e6,
  nanos: 1 / 1e6,
  '\u00b5s': 1 / 1e3,
  '\u03bcs': 1 / 1e3,
  us: 1 / 1e3,
  micros: 1 / 1e3,
  ms: 1,
  millis: 1,
  s: 1e3,
  sec: 1e3,
  secs: 1e3,
  second: 1e3,
  seconds: 1e3,
  m: 6e4,
  min: 6e4,
  mins: 6e4,
  minute: 6e4,
  minutes: 6e4,
  h: 36e5,
  hr: 36e5,
  hrs: 36e5,
  hour: 36e5,
  hours: 36e5,
  d: 864e5,
  day: 864e5,
  days: 864e5,
};

const failure = (text: unknown): unknown => {
  try {
    return `no error, but ${parseDuration(text as string)}`;
  } catch (error) {
    return isSluiceError(error) && error.code === 'invalid-options' ? error.message : error;
  }
};

it('a count of any unit, with any blanks between, is that many milliseconds, rounded up', () => {
  const unit = fc.constantFrom(...(Object.entries(UNITS) as [string, number][]));
  const blanks = fc.constantFrom('', ' ', '   ', '\t');
  const zeros = fc.constantFrom('', '0', '000');
  fc.assert(
    fc.property(fc.nat(100_000_000), unit, blanks, zeros, (count, [name, ms], blank, zero) => {
      const expected = ms >= 1 ? count * ms : Math.ceil(count / Math.round(1 / ms));
      expect(parseDuration(`${zero}${count}${blank}${name}`)).toBe(expected);
    }),
  );
});

it('whole milliseconds survive being written and parsed again', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (ms) => {
      expect(parseDuration(`${ms}ms`)).toBe(ms);
      expect(parseDuration(`${BigInt(ms) * 1_000_000n} nanos`)).toBe(ms);
    }),
  );
});

it('no text makes it throw anything but an invalid-options error, and every result is a whole number', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^\d{0,30}\s?(s|ms|days|[a-z]{0,3})$/),
  );
  fc.assert(
    fc.property(text, (written) => {
      try {
        const ms = parseDuration(written);
        expect(Number.isSafeInteger(ms) && ms >= 0).toBe(true);
      } catch (error) {
        expect(isSluiceError(error) && error.code).toBe('invalid-options');
      }
    }),
  );
});

it('zero is zero, and the least that is more is one millisecond', () => {
  expect(parseDuration('0s')).toBe(0);
  expect(parseDuration('0ns')).toBe(0);
  expect(parseDuration('1ns')).toBe(1);
  expect(parseDuration('500ns')).toBe(1);
  expect(parseDuration('1000001ns')).toBe(2);
});

it('signs, fractions, compounds, blanks around and missing parts are refused with the text that was written', () => {
  for (const text of [
    '-10ms',
    '+1s',
    '10.0s',
    '5s what',
    '',
    's',
    ' 5s',
    '5s ',
    '5s\n',
    '5',
    '1m30s',
    '1_000ms',
    '٥s',
  ]) {
    expect(failure(text)).toContain(`invalid duration specification '${text}': `);
  }
});

it('an unknown unit is named, with the units that there are', () => {
  expect(failure('5 parsecs')).toBe(
    "unknown time unit 'parsecs'; the units are ns, us, ms, s, m or min, h, d, and their long forms (nanos, micros, millis, seconds, minutes, hours, days)",
  );
  expect(failure('5S')).toContain("unknown time unit 'S'");
  expect(failure('5Ms')).toContain("unknown time unit 'Ms'");
  expect(failure('5constructor')).toContain("unknown time unit 'constructor'");
});

it('what is longer than can be counted is an error, however many digits it has', () => {
  expect(parseDuration('9007199254740991ms')).toBe(Number.MAX_SAFE_INTEGER);
  expect(parseDuration(`${'0'.repeat(200)}5s`)).toBe(5000);
  for (const text of [
    '9007199254740992ms',
    '99999999999999999999s',
    '104249991375days',
    `${'9'.repeat(99)}ns`,
  ]) {
    expect(failure(text)).toContain('longer than 2^53 - 1 milliseconds');
  }
});

it('what is not text is refused, since options come from JavaScript too', () => {
  for (const value of [5, null, undefined, {}]) {
    expect(failure(value)).toContain('invalid duration specification');
  }
});
