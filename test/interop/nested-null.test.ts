import { load, type UdfPackage } from '@sluice/runtime';
import {
  type DataType,
  Field,
  Int32,
  List,
  Map_,
  makeData,
  type RecordBatch,
  Struct,
  Table,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPackage } from '../support/package.ts';

// Arrow columns admit nulls inside lists, structs and maps whether or not a function's type does. One that it does not
// admit is its row's error, as any argument that does not fit; at the top, where a whole argument is null, the function
// is not called and the result is null.

const SOURCE = `
import { type Int32, udf } from '@sluice/sdk';
export const words = udf({}, (v: string[]): Int32 => v.length);
export const words_async = udf({ async: true }, async (v: string[] | null): Promise<Int32> => v?.length ?? -1);
export const point = udf({}, (v: { x: Int32; tags: string[] }): Int32 => v.x + v.tags.length);
export const point_async = udf({ async: true }, async (v: { x: Int32; tags: string[] }): Promise<Int32> => v.x + v.tags.length);
export const counts = udf({}, (v: Map<string, Int32>): Int32 => v.size);
export const counts_async = udf({ async: true }, async (v: Map<string, Int32>): Promise<Int32> => v.size);
export const lenient = udf({}, (v: (string | null)[]): string => JSON.stringify(v));
export const optional = udf({}, (v: { x?: Int32; tags: string[] }): string => JSON.stringify([v.x === undefined, v.tags]));
`;

let udfs: UdfPackage;
beforeAll(async () => {
  udfs = await load(await buildPackage('nested-null', SOURCE));
});
afterAll(() => udfs.close());

const batch = (v: Vector): RecordBatch => new Table({ v }).batches[0] as RecordBatch;
const item = <T extends DataType>(name: string, type: T): Field<T> => new Field(name, type, true);

const words = (...rows: unknown[]): RecordBatch =>
  batch(vectorFromArray(rows, new List(item('item', new Utf8()))));
const points = (...rows: unknown[]): RecordBatch =>
  batch(
    vectorFromArray(
      rows,
      new Struct<Record<string, DataType>>([
        item('x', new Int32()),
        item('tags', new List(item('item', new Utf8()))),
      ]),
    ),
  );
const counts = (...rows: unknown[]): RecordBatch => {
  const entries = new Struct([item('key', new Utf8()), item('value', new Int32())]);
  return batch(vectorFromArray(rows, new Map_(item('entries', entries) as never)));
};

async function captured(udf: string, input: RecordBatch): Promise<{ values: unknown[]; errors: unknown[] }> {
  const output = await udfs.udf(udf, { as: 'out', onError: 'capture' }).call(input);
  return {
    values: [...(output.getChild('out') ?? [])],
    errors: [...(output.getChild('out_error') ?? [])].map(
      (error) => error && `${error.code}: ${error.message}`,
    ),
  };
}

const refused = (path: string, type: string): string =>
  `invalid-argument: \`${path}\` is null, which ${type} does not admit: declare it \`| null\` to receive nulls`;

it.each(['words', 'words_async'])('a null element is the error of its row, and no other: %s', async (udf) => {
  const { values, errors } = await captured(udf, words(['a'], ['b', null], [], null, ['c', 'd']));
  expect(values).toEqual([1, null, 0, udf === 'words' ? null : -1, 2]);
  expect(errors).toEqual([null, refused('v[]', 'Utf8'), null, null, null]);
});

it.each(['point', 'point_async'])('so is a null member, at any depth: %s', async (udf) => {
  const rows = [
    { x: 1, tags: ['a'] },
    { x: null, tags: [] },
    { x: 2, tags: null },
    { x: 3, tags: [null] },
    null,
  ];
  const { values, errors } = await captured(udf, points(...rows));
  expect(values).toEqual([2, null, null, null, null]);
  expect(errors).toEqual([
    null,
    refused('v.x', 'Int32'),
    refused('v.tags', 'List<Utf8>'),
    refused('v.tags[]', 'Utf8'),
    null,
  ]);
});

it.each(['counts', 'counts_async'])('so is a null value of a map: %s', async (udf) => {
  const { values, errors } = await captured(
    udf,
    counts(new Map([['a', 1]]), new Map([['b', null]]), new Map()),
  );
  expect(values).toEqual([1, null, 0]);
  expect(errors).toEqual([null, refused('v.values()[]', 'Int32'), null]);
});

it('so is a null key, which Arrow forbids and nobody checks', async () => {
  const keys = makeData({
    type: new Utf8(),
    length: 2,
    nullCount: 1,
    nullBitmap: Uint8Array.of(0b01),
    valueOffsets: Int32Array.of(0, 1, 2),
    data: Uint8Array.of(97, 98),
  });
  const values = makeData({ type: new Int32(), length: 2, nullCount: 0, data: Int32Array.of(1, 2) });
  const entries = new Struct([new Field('key', new Utf8(), false), new Field('value', new Int32(), true)]);
  const child = makeData({ type: entries, length: 2, nullCount: 0, children: [keys, values] });
  const type = new Map_(new Field('entries', entries, false) as never);
  const data = makeData({ type, length: 2, nullCount: 0, valueOffsets: Int32Array.of(0, 1, 2), child });
  const { errors } = await captured('counts', batch(new Vector([data])));
  expect(errors).toEqual([null, refused('v.keys()[]', 'Utf8')]);
});

it.each(['words', 'words_async'])(
  "it ends the batch under 'fail' and leaves a null under 'null': %s",
  async (udf) => {
    const input = words(['a'], ['b', null], ['c', 'd']);
    await expect(udfs.udf(udf).call(input)).rejects.toMatchObject({
      code: 'invalid-argument',
      udf,
      message: expect.stringContaining('row 1 of the batch: `v[]` is null'),
    });
    const output = await udfs.udf(udf, { as: 'out', onError: 'null' }).call(input);
    expect([...(output.getChild('out') ?? [])]).toEqual([1, null, 2]);
  },
);

it('where the type admits nulls inside, or members may be missing, they arrive', async () => {
  const lists = await captured('lenient', words(['a', null], [null]));
  expect(lists).toEqual({ values: ['["a",null]', '[null]'], errors: [null, null] });
  const members = await captured('optional', points({ x: null, tags: [] }, { x: 1, tags: ['a'] }));
  expect(members).toEqual({ values: ['[true,[]]', '[false,["a"]]'], errors: [null, null] });
});
