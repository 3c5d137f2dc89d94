import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allValid, boolColumn, clearValid, fixedColumn, type ResultMemory, readBool } from './index.ts';

const used: ResultMemory = { take: (byteLength) => new Uint8Array(byteLength + 3).fill(0xff).buffer };

it('packs flags into bits, with nothing behind the last row', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 100 }), (rows) => {
      const flags = Uint8Array.from(rows, Number);
      const { values, length } = boolColumn(rows.length, null, flags, used);
      const bits = values as Uint8Array;
      expect(length).toBe(rows.length);
      expect(rows.map((_, row) => readBool(bits, row))).toEqual(rows);
      expect(bits).toHaveLength((rows.length + 7) >> 3);
      if ((rows.length & 7) !== 0) expect((bits.at(-1) as number) >> (rows.length & 7)).toBe(0);
    }),
  );
});

it('drops a bitmap in which no row is null', () => {
  const validity = allValid(3);
  expect(fixedColumn(3, validity, new Float64Array(3))).toMatchObject({ nullCount: 0, validity: null });
  clearValid(validity, 1);
  expect(fixedColumn(3, validity, new Float64Array(3))).toMatchObject({ nullCount: 1, validity });
});
