import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encode } from '../arrow/testing/encode.ts';
import { float64, int32, slot, utf8 } from '../arrow/testing/fields.ts';
import { values } from '../arrow/testing/read.ts';
import { checkpointPosition, decodeCheckpoint, encodeCheckpoint } from './codec.ts';
import type { SavedBatch, SavedStream } from './saved.ts';
import { built, inputOf, saved, streams, told, udfOf } from './testing/streams.ts';

it('what a stream was written down as is what is restored, whatever its columns, rows and watermarks', () => {
  fc.assert(
    fc.property(streams, ({ udf, saved: given }) => {
      const bytes = encodeCheckpoint(udf, given);
      expect(told(udf, decodeCheckpoint(udf, bytes))).toEqual(told(udf, given));
      expect(checkpointPosition(bytes)).toBe(given.position);
      // A stream that was restored and is written down before anything has come of it is the same.
      expect(encodeCheckpoint(udf, decodeCheckpoint(udf, bytes))).toEqual(bytes);
    }),
    { numRuns: 40 },
  );
});

const batch: SavedBatch = {
  kind: 'batch',
  batch: inputOf({
    id: encode(int32, [1, 2, 3, 4, 5]),
    currency: encode(utf8, ['EUR', null, 'PLN', '', 'x']),
  }),
  id: 'stream/0',
  nextRow: 4,
  unfinished: [{ row: 1, attempts: 2 }],
  column: built(float64, [1.5, null, null, null, null]),
  errors: [
    { row: 3, attempts: 5, code: 'timeout', message: 'late' },
    { row: 2, attempts: 1, code: 'udf-threw', message: 'nö', at: 'src/price.ts:3:9' },
  ],
};

it('any Arrow reader finds each batch with its results, errors, attempts and states beside the input', () => {
  const table = tableFromIPC(
    encodeCheckpoint(udfOf(), saved([batch, { kind: 'watermark', value: 7n }, batch])),
  );
  expect(table.schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'id: Int32',
    'currency: Utf8',
    'sluice.value: Float64',
    'sluice.error: Struct<{code:Utf8, message:Utf8, attempts:Int32, at:Utf8}>',
    'sluice.attempts: Int32',
    'sluice.state: Uint8',
  ]);
  expect(table.batches.map(({ numRows }) => numRows)).toEqual([5, 5]);
  const column = (name: string): unknown[] => [...(table.getChild(name)?.slice(0, 5) ?? [])];
  expect(column('currency')).toEqual(['EUR', null, 'PLN', '', 'x']);
  expect(column('sluice.value')).toEqual([1.5, null, null, null, null]);
  expect(column('sluice.state')).toEqual([2, 1, 2, 2, 0]);
  expect(column('sluice.attempts')).toEqual([null, 2, 1, 5, null]);
  expect(column('sluice.error').map((error) => (error as { code: string } | null)?.code)).toEqual([
    undefined,
    undefined,
    'udf-threw',
    'timeout',
    undefined,
  ]);
  expect(JSON.parse(table.schema.metadata.get('sluice.checkpoint') as string)).toEqual({
    version: 1,
    udf: 'price',
    signature: 'price(id: Int32, currency: Utf8?) -> Float64',
    stream: 'stream',
    position: 12,
    entries: [{ batch: 'stream/0' }, { watermark: { bigint: '7' } }, { batch: 'stream/0' }],
  });
});

it('errors and unfinished rows come back by row, with all that is known of them', () => {
  const [restored] = decodeCheckpoint(udfOf(), encodeCheckpoint(udfOf(), saved([batch]))).entries;
  expect(restored).toMatchObject({
    kind: 'batch',
    id: 'stream/0',
    nextRow: 4,
    unfinished: batch.unfinished,
    errors: [batch.errors[1], batch.errors[0]],
  });
});

it('a stream without batches keeps its watermarks and position, and can be opened by any reader', () => {
  const watermarks = [-0, Number.NaN, Number.NEGATIVE_INFINITY, 1.5, 2n ** 80n, null, '{"a":1}', '\ud800'];
  const given = saved(watermarks.map((value) => ({ kind: 'watermark', value })));
  const bytes = encodeCheckpoint(udfOf(), given);
  expect(decodeCheckpoint(udfOf(), bytes)).toEqual(given);
  expect(tableFromIPC(bytes).numRows).toBe(0);
  const empty = saved([]);
  expect(decodeCheckpoint(udfOf(), encodeCheckpoint(udfOf(), empty))).toEqual(empty);
});

it('a batch without columns keeps its rows', () => {
  const udf = udfOf(float64, 'price', []);
  const bare = { ...batch, batch: inputOf({}, 5) };
  const [restored] = decodeCheckpoint(udf, encodeCheckpoint(udf, saved([bare]))).entries;
  expect((restored as SavedBatch).batch.numRows).toBe(5);
  expect((restored as SavedBatch).batch.schema.fields).toEqual([]);
});

it.each([3, 8])(
  'bytes that lie %i bytes into a larger buffer are read, and may be overwritten afterwards',
  (from) => {
    const bytes = encodeCheckpoint(udfOf(), saved([batch]));
    const pool = Buffer.alloc(bytes.length + 16);
    pool.set(bytes, from);
    const restored = decodeCheckpoint(udfOf(), pool.subarray(from, from + bytes.length));
    pool.fill(0xff);
    expect(told(udfOf(), restored)).toEqual(told(udfOf(), decodeCheckpoint(udfOf(), bytes)));
  },
);

it('the result column has a buffer of its own, which can be transferred to another thread', () => {
  const given = saved([batch, batch]);
  const [first, second] = decodeCheckpoint(udfOf(), encodeCheckpoint(udfOf(), given)).entries as SavedBatch[];
  const buffer = first?.column.values?.buffer as ArrayBuffer;
  structuredClone(null, { transfer: [buffer] });
  const all = { ...slot('value', float64), nullable: true };
  expect(values(all, second?.column as SavedBatch['column'])).toEqual([1.5, null, null, null, null]);
  expect(second?.batch.getChild('currency')?.get(0)).toBe('EUR');
  expect(first?.batch.getChild('currency')?.get(0)).toBe('EUR');
});

it.each([
  ['more rows called than there are', { nextRow: 6 }],
  ['an unfinished row that was not called', { unfinished: [{ row: 4, attempts: 1 }] }],
  ['an unfinished row with an error', { unfinished: [{ row: 3, attempts: 1 }] }],
  ['a row with two errors', { errors: [...batch.errors, ...batch.errors] }],
  ['results for another number of rows', { column: built(float64, [1]) }],
])('does not write down what cannot be restored: %s', (_, change) => {
  const given: SavedStream = saved([{ ...batch, ...change }]);
  expect(() => encodeCheckpoint(udfOf(), given)).toThrow('contradict each other; please report');
});
