import { load, type UdfHandle, type UdfPackage } from '@sluice/runtime';
import { type InlinePackage, type IpcAdapter, loadInline } from '@sluice/runtime/inline';
import { readMessage } from '@sluice/runtime/ipc';
import type { ArrowType } from '@sluice/sdk/manifest';
import {
  type Data,
  Field,
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
import { type Nulls, rowsOf } from '../../packages/runtime/src/arrow/testing/fields.ts';
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

it.each(Object.keys({ ...columns, ...others, ...grid }))(
  `apache-arrow reads the rows of %s that a function gave back, whatever their nulls, slice and batches (seed ${seed})`,
  async (column) => {
    const { type } = udfs.manifest.udfs.find(({ name }) => name === `${column}_sync`)?.result ?? {};
    if (type === undefined) throw new Error(`there is no function of ${column}`);
    const isPlain = !(column in grid);
    const own = isPlain ? variants : (['sync', 'async'] as const);
    await fc.assert(
      fc.asyncProperty(casesOf(type), async (given) => {
        const batches = batchesOf(type, given);
        const stream = streamOf(type, given);
        for (const variant of own) {
          const handle = handleOf(column, variant);
          expect(await streamed(handle, type, batches), `stream() of ${column}_${variant}`).toEqual(
            given.rows,
          );
          expect(await piped(handle, type, stream), `pipe() of ${column}_${variant}`).toEqual(given.rows);
          if (handle.options.async) continue;
          const inThread = adapted(adapterOf(column, variant), type, stream);
          expect(inThread, `inline ${column}_${variant}`).toEqual(given.rows);
        }
      }),
      { numRuns: isPlain ? 8 : 4, seed },
    );
  },
);
