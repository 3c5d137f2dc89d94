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
import { type DistinctColumns, packDistinct } from './pack-distinct.ts';
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
