import { type AggregateHandle, load, type UdfHandle, type UdfPackage } from '@sluice/runtime';
import { type InlinePackage, type IpcAdapter, loadInline } from '@sluice/runtime/inline';
import { readMessage } from '@sluice/runtime/ipc';
import type { ArrowType } from '@sluice/sdk/manifest';
import {
  type Data,
  Field,
  Int32,
  makeData,
  type RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  type Table,
  tableFromIPC,
  type Vector,
} from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decode } from '../../packages/runtime/src/arrow/testing/decode.ts';
import { batchOf, encode } from '../../packages/runtime/src/arrow/testing/encode.ts';
import { type Nulls, rowsOf, someRows } from '../../packages/runtime/src/arrow/testing/fields.ts';
import { buildPackage } from '../support/package.ts';
import { columns, grid, others, SOURCE, type Variant, variants } from './columns.ts';

/*
 * Every type as parameter and as result: rows are encoded buffer by buffer, go through a function that gives back what
 * it is given, and are read again by apache-arrow. Where the variants of a case differ, they are those of `columns.ts`.
 */

/** By which a failure comes up again. */
const seed = Math.floor(Math.random() * 2 ** 31);

let folder: string;
let udfs: UdfPackage;
let inline: InlinePackage;

beforeAll(async () => {
  folder = await buildPackage('every-type', SOURCE);
  udfs = await load(folder);
  inline = await loadInline(folder);
});

afterAll(async () => {
  await udfs?.close();
  await inline?.close();
});

/** The column's type, as the compiler found it. */
function typeOf(column: string): ArrowType {
  const udf = udfs.manifest.udfs.find(({ name }) => name === `${column}_sync`);
  if (udf === undefined) throw new Error(`there is no function of ${column}`);
  return udf.result.type;
}

/** Rows behind so many others, cut into batches at the given rows: some of them are empty. */
interface Case {
  readonly nulls: Nulls;
  readonly rows: readonly unknown[];
  readonly offset: number;
  readonly cuts: readonly number[];
}

const ROWS = 70;

function casesOf(type: ArrowType): fc.Arbitrary<Case> {
  return fc
    .record({
      nulls: fc.constantFrom<Nulls>('none', 'some', 'all'),
      // Of bitmaps 3, 5 and 13 are the first rows that do not begin with a byte.
      offset: fc.constantFrom(0, 3, 5, 13),
      cuts: fc.array(fc.nat({ max: ROWS }), { maxLength: 3 }),
      length: fc.constantFrom(0, 1, 31, 33, ROWS),
    })
    .chain(({ nulls, offset, cuts, length }) =>
      rowsOf(type, length, nulls).map((rows) => ({
        nulls,
        rows,
        offset,
        cuts: cuts.map((cut) => Math.min(cut, length)).sort((a, b) => a - b),
      })),
    );
}

/** These come first, whatever the seed. */
function examplesOf(type: ArrowType): [Case][] {
  return [
    [{ nulls: 'some', rows: someRows(type, ROWS, 'some'), offset: 13, cuts: [0, 37, 37] }],
    [{ nulls: 'none', rows: someRows(type, 33, 'none'), offset: 3, cuts: [5] }],
    [{ nulls: 'all', rows: someRows(type, 33, 'all'), offset: 5, cuts: [] }],
  ];
}

/** Batches of one column `v`, each of which is a slice of one array that has other rows on both sides. */
function batchesOf(type: ArrowType, { rows, offset, cuts }: Case): RecordBatch[] {
  const around = rows.slice(0, offset);
  const filling = Array.from({ length: offset - around.length }, () => null);
  const whole = encode(type, [...around, ...filling, ...rows, ...around]);
  const schema = new Schema([new Field('v', whole.type, true)]);
  const starts = [0, ...cuts];
  return starts.map((start, at) => {
    const length = (starts[at + 1] ?? rows.length) - start;
    return batchOf(schema, length, [whole.slice(offset + start, length) as Data]);
  });
}

/** The same batches as a stream. Each has an array of its own: apache-arrow cuts off what a slice of views needs. */
function streamOf(type: ArrowType, { rows, cuts }: Case): Uint8Array {
  const starts = [0, ...cuts];
  const batches = starts.map((start, at) => {
    const data = encode(type, rows.slice(start, starts[at + 1]));
    return batchOf(new Schema([new Field('v', data.type, true)]), data.length, [data]);
  });
  return RecordBatchStreamWriter.writeAll(batches).toUint8Array(true);
}

const handles = new Map<string, UdfHandle>();

function handleOf(column: string, variant: Variant): UdfHandle {
  const name = `${column}_${variant}`;
  let handle = handles.get(name);
  if (handle === undefined) {
    const isAsync = udfs.manifest.udfs.some((udf) => udf.name === name && udf.options.async);
    handle = udfs.udf(name, { as: 'out', ...(isAsync ? { ordered: true } : {}) }); // to compare it row by row
    handles.set(name, handle);
  }
  return handle;
}

function outOf(type: ArrowType, table: RecordBatch | Table): unknown[] {
  return decode(type, table.getChild('out') as Vector);
}

async function streamed(handle: UdfHandle, type: ArrowType, batches: RecordBatch[]): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const batch of handle.stream(batches)) rows.push(...outOf(type, batch));
  return rows;
}

async function piped(handle: UdfHandle, type: ArrowType, stream: Uint8Array): Promise<unknown[]> {
  const parts: Uint8Array[] = [];
  for await (const part of handle.pipe(inChunks(stream, 1000))) parts.push(part);
  return outOf(type, tableFromIPC(Buffer.concat(parts)));
}

function* inChunks(bytes: Uint8Array, chunkBytes: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

const adapters = new Map<string, IpcAdapter>();

function adapterOf(column: string, variant: Variant): IpcAdapter {
  const name = `${column}_${variant}`;
  let adapter = adapters.get(name);
  if (adapter === undefined) {
    adapter = inline.udf(name, { as: 'out' });
    adapters.set(name, adapter);
  }
  return adapter;
}

/** The messages of a stream one by one, as a transport has them. */
function adapted(adapter: IpcAdapter, type: ArrowType, stream: Uint8Array): unknown[] {
  const [schema = stream, ...batches] = messagesOf(stream);
  // Copies: an adapter uses its memory again.
  const parts = [schema, ...batches].map((message, at) =>
    Uint8Array.from(at === 0 ? adapter.schema(message) : adapter.batch(message)),
  );
  return outOf(type, tableFromIPC(Buffer.concat(parts)));
}

function messagesOf(stream: Uint8Array): Uint8Array[] {
  const messages: Uint8Array[] = [];
  const view = new DataView(stream.buffer, stream.byteOffset);
  for (let at = 0; ; ) {
    const length = view.getInt32(at + 4, true);
    if (length === 0) return messages;
    const { bodyLength } = readMessage(stream.subarray(at + 8, at + 8 + length));
    const end = at + 8 + length + bodyLength;
    messages.push(stream.subarray(at, end));
    at = end;
  }
}

/** Every way through which rows go. */
async function expectSame(
  column: string,
  variant: Variant,
  { rows }: Case,
  type: ArrowType,
  batches: RecordBatch[],
  stream: Uint8Array,
): Promise<void> {
  const handle = handleOf(column, variant);
  const name = `${column}_${variant}`;
  expect(await streamed(handle, type, batches), `stream() of ${name}`).toEqual(rows);
  expect(await piped(handle, type, stream), `pipe() of ${name}`).toEqual(rows);
  if (!handle.options.async) {
    expect(adapted(adapterOf(column, variant), type, stream), `inline ${name}`).toEqual(rows);
  }
}

it.each(Object.keys({ ...columns, ...others }))(
  `apache-arrow reads the rows of %s that a function gave back, whatever their nulls, slice and batches (seed ${seed})`,
  async (column) => {
    const type = typeOf(column);
    await fc.assert(
      fc.asyncProperty(casesOf(type), async (given) => {
        const batches = batchesOf(type, given);
        const stream = streamOf(type, given);
        for (const variant of variants) await expectSame(column, variant, given, type, batches, stream);
      }),
      { examples: examplesOf(type), numRuns: 5, seed },
    );
  },
);

it.each(Object.keys(grid))(`so it does where a type is inside another: %s (seed ${seed})`, async (column) => {
  const type = typeOf(column);
  await fc.assert(
    fc.asyncProperty(casesOf(type), async (given) => {
      const [sync, async] = [handleOf(column, 'sync'), handleOf(column, 'async')];
      expect(await streamed(sync, type, batchesOf(type, given)), `${column}_sync`).toEqual(given.rows);
      expect(await piped(async, type, streamOf(type, given)), `${column}_async`).toEqual(given.rows);
    }),
    { examples: examplesOf(type), numRuns: 4, seed },
  );
});

/** Row by row, as an engine of rows does it. */
async function sent(handle: UdfHandle, type: ArrowType, rows: readonly unknown[]): Promise<unknown[]> {
  await Promise.all(rows.map((row, id) => handle.send(BigInt(id), [row])));
  const results: unknown[] = [];
  for (let count = 0; count < rows.length; ) {
    await handle.waitForResults();
    const batch = handle.drainResults();
    if (batch === null) continue;
    const values = decode(type, batch.getChild('value') as Vector);
    [...(batch.getChild('id') ?? [])].forEach((id, at) => {
      results[Number(id)] = values[at];
    });
    count += batch.numRows;
  }
  return results;
}

/** Each row a group of its own, whose state goes from one session to another before it ends. */
async function aggregated(
  handle: AggregateHandle,
  type: ArrowType,
  batches: RecordBatch[],
): Promise<unknown[]> {
  let first = 0;
  await using half = handle.open({ by: ['row'] });
  await using whole = handle.open({ by: ['row'] });
  for (const { data, numRows } of batches) {
    const row = makeData({ type: new Int32(), data: Int32Array.from({ length: numRows }, () => first++) });
    const fields = [new Field('row', row.type, false), ...data.type.children];
    await half.update(batchOf(new Schema(fields), numRows, [row, ...data.children]));
  }
  await whole.merge(await half.state());
  return outOf(type, await whole.finish());
}

it.each(Object.keys({ ...columns, ...others }))(
  `so it does what functions of other kinds gave back, and what was sent row by row: %s (seed ${seed})`,
  async (column) => {
    const type = typeOf(column);
    const last = udfs.aggregate(`${column}_last`, { as: 'out' });
    const table = udfs.udf(`${column}_table`, { as: 'out', input: 'omit' });
    const single = udfs.udf(`${column}_async`).start();
    await fc.assert(
      fc.asyncProperty(casesOf(type), async (given) => {
        const batches = batchesOf(type, given);
        expect(await streamed(table, type, batches), `${column}_table`).toEqual(given.rows);
        expect(await aggregated(last, type, batches), `${column}_last`).toEqual(given.rows);
        expect(await sent(single, type, given.rows), `send() to ${column}_async`).toEqual(given.rows);
      }),
      { examples: examplesOf(type), numRuns: 4, seed },
    );
    await single.stop();
  },
);
