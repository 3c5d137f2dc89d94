import { parseDuration } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { arroyoCases } from './cases.ts';

const arroyo = arroyoCases('duration');

arroyo('D01', 'seconds in each spelling, with or without blanks', () => {
  expect(['5s', '5 seconds', '5   secs'].map(parseDuration)).toEqual([5000, 5000, 5000]);
});

arroyo('D02', 'milliseconds in each spelling', () => {
  expect(['10ms', '110millis'].map(parseDuration)).toEqual([10, 110]);
});

for (const text of ['-10ms', '10.0s', '5s what', '', 's', ' 5s', '5s ', '5']) {
  arroyo('D04', `'${text}' is not a duration`, () => {
    expect(() => parseDuration(text)).toThrow(`invalid duration specification '${text}'`);
  });
}

arroyo('D05', 'beat: us, min, sec, hour and d are units too', () => {
  expect(['5us', '5min', '5sec', '5hour', '5d'].map(parseDuration)).toEqual([
    1,
    5 * 60_000,
    5000,
    5 * 3_600_000,
    5 * 86_400_000,
  ]);
});

arroyo('D05', 'units are case-sensitive, and an unknown one is named', () => {
  expect(() => parseDuration('5S')).toThrow("unknown time unit 'S'");
});

arroyo('D07', 'beat: a count beyond 64 bits is an error, not a crash', () => {
  expect(() => parseDuration('99999999999999999999s')).toThrow('99999999999999999999s');
});

arroyo('D08', 'beat: less than a millisecond is rounded up, never down to no time at all', () => {
  expect(parseDuration('500ns')).toBe(1);
});

it('accepts both spellings of the micro sign', () => {
  expect([parseDuration('1500\u00b5s'), parseDuration('1500\u03bcs')]).toEqual([2, 2]);
});
