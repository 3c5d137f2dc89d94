import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  allValid,
  clearValid,
  countNulls,
  freshMemory,
  intersectValidity,
  isNull,
  narrowValid,
  type ResultMemory,
  setValid,
  withoutRow,
} from './index.ts';

function bitmap(bits: readonly boolean[], spare = 0): Int32Array {
  // What lies behind the last row is not the column's: here all ones.
  const words = new Int32Array(((bits.length + 31) >> 5) + spare).fill(-1);
  bits.forEach((valid, row) => {
    if (!valid) clearValid(words, row);
  });
  return words;
}

const bits = fc.array(fc.boolean(), { maxLength: 100 });

it('counts the nulls of the first rows only', () => {
  fc.assert(
    fc.property(bits, fc.nat({ max: 2 }), (rows, spare) => {
      const nulls = rows.filter((valid) => !valid).length;
      expect(countNulls(bitmap(rows, spare), rows.length)).toBe(nulls);
    }),
  );
  expect(countNulls(null, 10)).toBe(0);
});

it('marks rows as null and back without touching their neighbours', () => {
  const words = allValid(70);
  clearValid(words, 31);
  clearValid(words, 32);
  setValid(words, 31);
  expect([30, 31, 32, 33].map((row) => isNull(words, row))).toEqual([false, false, true, false]);
  expect(isNull(null, 5)).toBe(false);
});

it('intersects bitmaps into a fresh one with nothing behind the last row', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 100 }), (rows) => {
      const first = bitmap(rows.map(([valid]) => valid));
      const second = bitmap(
        rows.map(([, valid]) => valid),
        1,
      );
      const both = intersectValidity(rows.length, [first, null, second]) as Int32Array;
      expect(rows.map((_, row) => isNull(both, row))).toEqual(rows.map(([a, b]) => !(a && b)));
      expect(both).toHaveLength((rows.length + 31) >> 5);
      if ((rows.length & 31) !== 0) expect((both.at(-1) as number) >>> (rows.length & 31)).toBe(0);
      expect(both).not.toBe(first);
    }),
  );
  expect(intersectValidity(5, [null, null])).toBeNull();
  expect(intersectValidity(5, [])).toBeNull();
});

it('takes out rows one by one, from all of them at first', () => {
  const words = withoutRow(null, 2, 40, freshMemory);
  expect(withoutRow(words, 39, 40, freshMemory)).toBe(words);
  expect(Array.from({ length: 40 }, (_, row) => row).filter((row) => isNull(words, row))).toEqual([2, 39]);
  expect((words[1] as number) >>> 8).toBe(0);
});

it('narrows a bitmap of its own, in memory that held something else', () => {
  const memory: ResultMemory = {
    take: (Elements, length) => new Elements(new Uint8Array(8 + 8 * length).fill(0xaa).buffer, 8, length),
  };
  const first = bitmap([true, false, true], 1);
  const second = bitmap([false, true, true]);
  expect(narrowValid(null, null, 3, memory)).toBeNull();
  const words = narrowValid(null, first, 3, memory) as Int32Array;
  expect([...words]).toEqual([0b101]);
  expect(narrowValid(words, null, 3, memory)).toBe(words);
  expect(narrowValid(words, second, 3, memory)).toBe(words);
  expect([...words]).toEqual([0b100]);
  expect(isNull(first, 0)).toBe(false);
});
