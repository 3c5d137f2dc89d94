import { load, type UdfPackage } from '@sluice/runtime';
import { type InlinePackage, loadInline } from '@sluice/runtime/inline';
import { END_OF_STREAM, type IpcBatch, IpcStreamReader, IpcStreamWriter } from '@sluice/runtime/ipc';
import {
  Field,
  IntervalDayTime,
  IntervalYearMonth,
  makeData,
  RecordBatch,
  Schema,
  Table,
  tableFromIPC,
  tableToIPC,
} from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { batchOf, encode } from '../../packages/runtime/src/arrow/testing/encode.ts';
import { someRows } from '../../packages/runtime/src/arrow/testing/fields.ts';
import { buildPackage } from '../support/package.ts';
import { grid, SOURCE, type Variant, variants } from './columns.ts';
import { ArrowScript, hasPython } from './python.ts';

const isHere = hasPython('test/interop/pyarrow.test.ts');
const tables = new ArrowScript('tables.py');

/** What apache-arrow cannot read, and what is in the columns: `pipe()` and inline adapters can. */
const NOT_IN_APACHE_ARROW: Readonly<Record<string, string>> = {
  run_ends: 'RunEndEncoded',
  list_views: 'ListView',
  duckdb_views: 'ListView',
};

/** Of these, functions get slices that apache-arrow makes; pyarrow itself writes no slices, but what is in them. */
const slicedHere = new Set(['plain', 'no_nulls', 'dictionary', 'intervals']);

let udfs: UdfPackage;
let inline: InlinePackage;
let cases: string[] = [];

beforeAll(async () => {
  if (!isHere) return;
  cases = tables.writeAll();
  tables.write('intervals', tableToIPC(intervalTable(), 'stream'));
  const folder = await buildPackage('pyarrow', SOURCE);
  udfs = await load(folder);
  tables.write('grid', tableToIPC(gridTable(), 'stream'));
  cases.push('intervals', 'grid');
  inline = await loadInline(folder);
});

afterAll(async () => {
  await udfs?.close();
  await inline?.close();
});

/** The types that pyarrow reads and compares, but has no way to make. */
function intervalTable(): Table {
  const shared = { length: 3, nullCount: 1, nullBitmap: Uint8Array.of(0b101) };
  const months = Int32Array.of(-1, 0, 2 ** 31 - 1);
  const days = Int32Array.of(1, -1, 0, 0, 7, 8);
  return new Table(
    new RecordBatch({
      year_month: makeData({ type: new IntervalYearMonth(), ...shared, data: months }),
      day_time: makeData({ type: new IntervalDayTime(), ...shared, data: days }),
    }),
  );
}

/** Every type in every other, but dictionaries: `encode` gives all of them the same id. */
function gridTable(): Table {
  const names = Object.keys(grid).filter((name) => !/_(words|literals)/.test(name));
  const columns = names.flatMap((name) => {
    const result = udfs.manifest.udfs.find((udf) => udf.name === `${name}_sync`)?.result;
    if (result === undefined) return [];
    const data = encode(result.type, someRows(result.type, 40));
    return [{ field: new Field(name, data.type, true), data }];
  });
  const schema = new Schema(columns.map(({ field }) => field));
  return new Table([
    batchOf(
      schema,
      40,
      columns.map(({ data }) => data),
    ),
  ]);
}

/** A stream of each column by itself. Columns are called as their functions. */
function columnsOf(stream: Uint8Array): Map<string, Uint8Array<ArrayBuffer>> {
  const reader = new IpcStreamReader();
  reader.push(stream);
  const batches = [...nextOf(reader)];
  const { fields = [], metadata = new Map() } = reader.schema ?? {};
  return new Map(
    fields.map((field, at) => {
      const writer = new IpcStreamWriter({ fields: [field], metadata });
      const parts = [writer.begin()];
      for (const { columns, ...batch } of batches) {
        parts.push(writer.batch({ ...batch, columns: columns.slice(at, at + 1) }));
      }
      return [field.name, Uint8Array.from(Buffer.concat([...parts, END_OF_STREAM]))];
    }),
  );
}

function* nextOf(reader: IpcStreamReader): Generator<IpcBatch> {
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) yield batch;
}

function cut(batch: RecordBatch): RecordBatch[] {
  return [batch.slice(0, 3), batch.slice(3, 46), batch.slice(46, 46), batch.slice(46)];
}

/** A way through which batches go from function to function: each passes on the columns that it is given. */
interface Way {
  readonly variants: readonly Variant[];
  run(column: string, stream: Uint8Array<ArrayBuffer>, isCut: boolean): Promise<Uint8Array> | Uint8Array;
}

const options = (column: string, variant: Variant) => ({
  columns: { v: column },
  as: `${column}__${variant}`,
});

/** With `apache-arrow` on both sides. */
const call: Way = {
  variants,
  async run(column, stream, isCut) {
    const { batches: whole } = tableFromIPC(stream);
    let batches = isCut ? whole.flatMap(cut) : whole;
    for (const variant of variants) {
      const handle = udfs.udf(`${column}_${variant}`, options(column, variant));
      const outputs: RecordBatch[] = [];
      for (const batch of batches) outputs.push(await handle.call(batch));
      await handle.stop();
      batches = outputs;
    }
    const table = new Table(batches);
    // apache-arrow itself writes some slices wrongly: of views it cuts some off, of a Null it counts wrongly.
    const results = variants.map((variant) => options(column, variant).as);
    return tableToIPC(isCut ? table.select(results) : table, 'stream');
  },
};

const pipe: Way = {
  variants: ['sync', 'async'],
  async run(column, stream) {
    let bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = inChunks(stream, 1000);
    for (const variant of this.variants) {
      const order = variant === 'async' ? { ordered: true } : {}; // for the comparison, row by row
      bytes = udfs.udf(`${column}_${variant}`, { ...order, ...options(column, variant) }).pipe(bytes);
    }
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    return Buffer.concat(parts);
  },
};

function* inChunks(bytes: Uint8Array, chunkBytes: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

const inThread: Way = {
  variants: ['sync_strict', 'vectorized'],
  run(column, stream) {
    const schemaBytes = 8 + new DataView(stream.buffer).getInt32(4, true); // the first message
    let schema: Uint8Array = stream.subarray(0, schemaBytes);
    let batches: Uint8Array = stream.subarray(schemaBytes);
    for (const variant of this.variants) {
      const adapter = inline.udf(`${column}_${variant}`, { ...options(column, variant), input: true });
      schema = Uint8Array.from(adapter.schema(schema));
      batches = adapter.batch(batches); // good until the call after the next, of this adapter
    }
    return Buffer.concat([schema, batches, END_OF_STREAM]);
  },
};

function waysOf(name: string): Readonly<Record<string, Way>> {
  if (name === 'grid') return { pipe };
  return name in NOT_IN_APACHE_ARROW ? { pipe, inline: inThread } : { call, pipe, inline: inThread };
}

it.skipIf(!isHere)(
  'pyarrow finds what functions of every type made of tables by pyarrow and DuckDB valid, and equal to their input',
  async () => {
    let results = 0;
    for (const name of cases) {
      const columns = columnsOf(tables.read(name));
      for (const [wayName, way] of Object.entries(waysOf(name))) {
        const outputs: Uint8Array[] = [];
        for (const [column, stream] of columns) {
          outputs.push(await way.run(column, stream, slicedHere.has(name)));
          results += way.variants.length;
        }
        tables.write(`${name}.${wayName}.out`, Buffer.concat(outputs));
      }
    }
    const { problems, checksums, compared } = tables.compare();
    expect(problems).toEqual([]);
    expect(compared).toBe(results);
    const [given, made] = checksums as unknown[][];
    expect(made).toEqual(given);
    expect(given?.every((sum) => sum !== null)).toBe(true);
  },
);

it.skipIf(!isHere).each(Object.entries(NOT_IN_APACHE_ARROW))(
  'apache-arrow cannot read %s: the README says that it lacks %s',
  (name) => {
    expect(() => tableFromIPC(tables.read(name))).toThrow();
  },
);
