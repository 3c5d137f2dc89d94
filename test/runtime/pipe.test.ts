import { load, type UdfPackage } from '@sluice/runtime';
import { RecordBatchStreamWriter, type Table, tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPackage } from '../support/package.ts';

const SOURCE = `import { udf } from '@sluice/sdk';
export const double = udf({}, (n: number): number => {
  if (n === 13) throw new RangeError('13 is unlucky');
  return 2 * n;
});
export const shout = udf({ async: true, ordered: true, maxInFlight: 4 }, async (text: string): Promise<string> => {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  return text.toUpperCase();
});
export const sums = udf({ async: true, batch: { maxRows: 1000, linger: '1m' } }, async (n: number[]): Promise<number[]> =>
  n.map((value) => value + 1));
`;

let udfs: UdfPackage;

beforeAll(async () => {
  udfs = await load(await buildPackage('pipe', SOURCE));
});

afterAll(() => udfs.close());

/** A stream of batches of the rows, in chunks of so many bytes. */
function* chunks(table: Table, batchRows: number, chunkBytes: number): Generator<Uint8Array> {
  const batches = [];
  for (let row = 0; row < table.numRows; row += batchRows) {
    batches.push(...table.slice(row, row + batchRows).batches);
  }
  const bytes = RecordBatchStreamWriter.writeAll(batches).toUint8Array(true);
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function read(pipe: AsyncIterable<Uint8Array>): Promise<Table> {
  const parts: Uint8Array[] = [];
  for await (const part of pipe) parts.push(part);
  return tableFromIPC(parts);
}

const numbers = tableFromArrays({
  id: Int32Array.from({ length: 100 }, (_, i) => i),
  n: Float64Array.from({ length: 100 }, (_, i) => i + 20),
});

it.each([1, 100, 1_000_000])(
  'a stream in chunks of %i bytes comes out with its result beside it',
  async (size) => {
    const out = await read(udfs.udf('double', { as: 'twice' }).pipe(chunks(numbers, 7, size)));
    expect(out.schema.fields.map(String)).toEqual(['id: Int32', 'n: Float64', 'twice: Float64']);
    expect(out.toArray().map((row) => row.toJSON())).toEqual(
      numbers.toArray().map(({ id, n }) => ({ id, n, twice: 2 * n })),
    );
  },
);

it('an ordered asynchronous function keeps the order of batches', async () => {
  const table = tableFromArrays({ text: Array.from({ length: 60 }, (_, i) => `word ${i}`) });
  const out = await read(udfs.udf('shout').pipe(chunks(table, 4, 333)));
  expect([...(out.getChild('shout') ?? [])]).toEqual(Array.from({ length: 60 }, (_, i) => `WORD ${i}`));
});

it('rows that wait for others go at the end of the stream', async () => {
  const out = await read(udfs.udf('sums').pipe(chunks(numbers, 10, 4096)));
  expect(out.getChild('sums')?.get(99)).toBe(120);
});

it('a row that fails ends the pipe, or stands beside its row', async () => {
  const table = tableFromArrays({ n: Float64Array.of(1, 13, 3) });
  await expect(read(udfs.udf('double').pipe(chunks(table, 3, 100)))).rejects.toMatchObject({
    code: 'udf-threw',
    message: 'double: row 1 of the batch: 13 is unlucky',
  });
  const out = await read(udfs.udf('double', { onError: 'capture' }).pipe(chunks(table, 3, 100)));
  expect([...(out.getChild('double') ?? [])]).toEqual([2, null, 6]);
  expect(out.getChild('double_error')?.get(1)?.toJSON()).toMatchObject({
    code: 'udf-threw',
    message: '13 is unlucky',
    at: expect.stringContaining('src/udfs.ts:3'),
  });
});

it('a stream without batches keeps its schema', async () => {
  const none = numbers.slice(0, 0);
  const out = await read(udfs.udf('double').pipe([tableToIPC(none)]));
  expect(out.numRows).toBe(0);
  expect(out.schema.names).toEqual(['id', 'n', 'double']);
});

it('reads no further than its consumer follows', async () => {
  const table = tableFromArrays({ n: Float64Array.from({ length: 500 }, (_, i) => i + 20) });
  let taken = 0;
  let closed = false;
  function* counted(): Generator<Uint8Array> {
    try {
      for (const chunk of chunks(table, 1, 300)) {
        taken++;
        yield chunk;
      }
    } finally {
      closed = true;
    }
  }
  const pipe = udfs.udf('double').pipe(counted());
  await pipe.next(); // the schema
  await pipe.next();
  expect(taken).toBeLessThan(60);
  await pipe.return();
  expect(closed).toBe(true);
});

it('can be given up', async () => {
  const abort = new AbortController();
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield* chunks(numbers, 100, 1_000_000);
    await new Promise(() => {});
  }
  const pipe = udfs.udf('double').pipe(endless(), { signal: abort.signal });
  const reading = read(pipe);
  abort.abort(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
});

it.each([
  ['bytes that are no stream', [Buffer.from('id,n\n1,2\n')], 'no message begins where one should'],
  [
    'a stream that is cut off',
    [[...chunks(numbers, 100, 500)][0] ?? new Uint8Array()],
    'it ends within a message',
  ],
  ['a column of another type', [tableToIPC(tableFromArrays({ n: ['x'] }))], "column 'n' has type"],
  ['no such column', [tableToIPC(tableFromArrays({ m: [1] }))], "the batch has no column 'n'"],
  [
    'a column of the result’s name',
    [tableToIPC(tableFromArrays({ n: [1.5], double: [1] }))],
    "already has a column 'double'",
  ],
])('%s is refused', async (_, source, message) => {
  await expect(read(udfs.udf('double').pipe(source))).rejects.toThrow(message);
});
