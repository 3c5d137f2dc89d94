import { type ArrowField, formatType } from '@sluice/sdk/manifest';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sourceArray } from '../arrow/source.ts';
import { encode } from '../arrow/testing/encode.ts';
import { dictionary, int32, rowsOf, slot, someRows, types, utf8 } from '../arrow/testing/fields.ts';
import { values } from '../arrow/testing/read.ts';
import { runsOf } from '../arrow/testing/runs.ts';
import type { Column } from '../column/abi.ts';
import { transferables } from '../worker/protocol.ts';
import { type DistinctColumns, packDistinct, viewDistinct } from './pack-distinct.ts';
import type { SourceArray } from './source.ts';

const bound = (field: ArrowField, array: SourceArray) => ({ field, array, origin: { udf: 'f', path: 'v' } });

/** Each row's arguments, as the tuples and the indices into them say. */
function written(fields: readonly ArrowField[], { columns, indices }: DistinctColumns): unknown[][] {
  const tuples = fields.map((field, at) => values(field, columns[at] as Column));
  return [...indices].map((index) => tuples.map((rows) => rows[index]));
}

it.each(types.filter(({ kind }) => kind !== 'dictionary').map((type) => [formatType(type), type] as const))(
  'gives the tuples that rows have, each once, and the one of each row: %s',
  (_, type) => {
    const fields = [slot('a', type, true), slot('b', dictionary(utf8), true), slot('c', utf8, true)];
    const cases = fc.record({
      a: rowsOf(type, 60, 'some'),
      b: rowsOf(utf8, 60, 'some'),
      c: rowsOf(utf8, 60, 'some'),
    });
    fc.assert(
      fc.property(cases, ({ a, b, c }) => {
        const arrays = [
          runsOf(type, a),
          sourceArray(encode(dictionary(utf8), b)),
          sourceArray(encode(dictionary({ kind: 'utf8', layout: 'view' }), c)),
        ].map((array, at) => bound(fields[at] as ArrowField, array));
        const distinct = packDistinct(arrays);
        if (distinct === undefined) return;
        expect(written(fields, distinct)).toEqual(a.map((value, row) => [value, b[row], c[row]]));
        const count = distinct.columns[0]?.length as number;
        expect(count).toBeLessThan(60);
        expect(new Set(distinct.indices).size).toBe(count);
        expect(transferables([...distinct.columns])).toEqual([distinct.buffer]);
        expect(distinct.indices.buffer).toBe(distinct.buffer);
      }),
      { numRuns: 10 },
    );
  },
);

it('has one tuple a value of a dictionary, however many rows and unused values there are', () => {
  const field = slot('a', utf8, true);
  const rows = Array.from({ length: 1000 }, (_, row) => ['x', null, 'y'][row % 3]);
  const array = sourceArray(encode(dictionary(utf8), rows));
  const distinct = packDistinct([bound(field, array)]) as DistinctColumns;
  expect(values(field, distinct.columns[0] as Column)).toEqual(['x', null, 'y']);
  expect([...distinct.indices.slice(0, 4)]).toEqual([0, 1, 2, 0]);
  const some = packDistinct([{ ...bound(field, array), rows: { start: 2, end: 6 } }]) as DistinctColumns;
  expect([...some.indices]).toEqual([0, 1, 2, 0]);
  expect(values(field, some.columns[0] as Column)).toEqual(['y', 'x', null]);
});

it('has nothing to say where an argument is not encoded, where all rows differ, and where there is none', () => {
  const field = slot('a', int32, true);
  const plain = bound(field, sourceArray(encode(int32, [1, 1, 1])));
  const encoded = bound(field, sourceArray(encode(dictionary(int32), [1, 1, 1])));
  expect(packDistinct([plain])).toBeUndefined();
  expect(packDistinct([encoded, plain])).toBeUndefined();
  expect(packDistinct([encoded])).toBeDefined();
  expect(packDistinct([])).toBeUndefined();
  expect(packDistinct([bound(field, sourceArray(encode(dictionary(int32), [1, 2, 3])))])).toBeUndefined();
  expect(packDistinct([bound(field, sourceArray(encode(dictionary(int32), [])))])).toBeUndefined();
});

it('tells tuples apart where there may be more of them than a table holds', () => {
  const many = Array.from({ length: 2000 }, (_, at) => at);
  const fields = ['a', 'b', 'c'].map((name) => slot(name, int32));
  const rows = Array.from({ length: 2000 }, (_, row) => row % 1999);
  const arrays = fields.map((field) =>
    bound(field, sourceArray(encode(dictionary(int32), [...rows, ...many]))),
  );
  const distinct = packDistinct(arrays.map((each) => ({ ...each, rows: { start: 0, end: 2000 } })));
  expect(written(fields, distinct as DistinctColumns)).toEqual(rows.map((row) => [row, row, row]));
  expect(distinct?.columns[0]?.length).toBe(1999);
});

it('uses the memory that it is given', () => {
  const field = slot('a', utf8);
  const array = sourceArray(
    encode(
      dictionary(utf8),
      someRows(utf8, 4, 'none').flatMap((row) => [row, row, row]),
    ),
  );
  const spare = new ArrayBuffer(4096);
  expect(packDistinct([bound(field, array)], () => spare)?.buffer).toBe(spare);
});

/** A dictionary with 32-bit indices. Behind a null stands any index. */
function indexed(part: SourceArray, rows: readonly (number | null)[], bitOffset = 0): SourceArray {
  const bits = new Uint8Array((bitOffset + rows.length + 7) >> 3);
  rows.forEach((row, at) => {
    const bit = bitOffset + at;
    if (row !== null) bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
  });
  const nullCount = rows.filter((row) => row === null).length;
  return {
    ...part,
    type: {
      kind: 'dictionary',
      index: { bitWidth: 32, signed: true },
      value: part.type,
      ordered: false,
      id: 0n,
    },
    length: rows.length,
    nullCount,
    validity: nullCount === 0 ? undefined : bits,
    bitOffset,
    values: Int32Array.from(rows, (row) => row ?? 77),
    offsets: undefined,
    dictionary: [part],
  };
}

it('leaves the indices of a dictionary as they are where rows have all of its values', () => {
  const names = ['x', 'yy', '', 'zéro'];
  const part = sourceArray(encode(utf8, names));
  const index = fc.option(fc.nat({ max: names.length - 1 }), { freq: 5 });
  const more = fc.array(index, { minLength: 2, maxLength: 80 });
  fc.assert(
    fc.property(more, fc.nat(9), fc.constantFrom(utf8, dictionary(utf8)), (rows, bitOffset, type) => {
      const all = [...rows, 2, 0, 1, 3, ...rows];
      const field = slot('a', type, true);
      const distinct = packDistinct([bound(field, indexed(part, all, bitOffset))]) as DistinctColumns;
      expect(written([field], distinct)).toEqual(all.map((row) => [row === null ? null : names[row]]));
      expect([...distinct.indices]).toEqual(all.map((row) => row ?? names.length));
      const viewed = viewDistinct([bound(field, indexed(part, all, bitOffset))]) as DistinctColumns;
      expect(written([field], viewed)).toEqual(written([field], distinct));
      const rest = packDistinct([
        { ...bound(field, indexed(part, all, bitOffset)), rows: { start: 1, end: all.length } },
      ]) as DistinctColumns;
      expect(written([field], rest)).toEqual(all.slice(1).map((row) => [row === null ? null : names[row]]));
    }),
  );
});

it('names a dictionary by one object for as long as batches share it, unless it has a null more', () => {
  const part = sourceArray(encode(utf8, ['x', 'y']));
  const of = (array: SourceArray) => packDistinct([bound(slot('a', utf8, true), array)])?.dictionary;
  const first = of(indexed(part, [0, 1, 1]));
  expect(first).toBeDefined();
  expect(of(indexed(part, [1, 0, 0, 0]))).toBe(first);
  const another = sourceArray(encode(utf8, ['x', 'y']));
  expect(of(indexed(another, [0, 1, 1]))).not.toBe(first);
  expect(of(indexed(part, [0, 1, null]))).toBeUndefined();
  expect(of(indexed(part, [0, 0, 0]))).toBeUndefined(); // y is no row's
});

it.each([[[0, 1, 2, 1]], [[0, 1, -1, 1]], [[0, 1, 2_147_483_647, -2_147_483_648]]])(
  'refuses indices that no value of the dictionary has: %j',
  (rows) => {
    const array = indexed(sourceArray(encode(utf8, ['x', 'y'])), rows);
    expect(() => packDistinct([bound(slot('a', utf8, true), array)])).toThrow(
      'and its dictionary has 2 values',
    );
  },
);
