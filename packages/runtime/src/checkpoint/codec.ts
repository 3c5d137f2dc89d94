import { isSluiceError } from '@sluice/sdk';
import type { UdfModel } from '@sluice/sdk/manifest';
import {
  type Data,
  makeData,
  RecordBatch,
  RecordBatchReader,
  Schema,
  Struct,
  Table,
  tableToIPC,
} from 'apache-arrow';
import { exportColumn } from '../arrow/export-columns.ts';
import { DictionaryIds, toField } from '../arrow/types.ts';
import { checkFunction, malformed, readHeader, writeHeader } from './header.ts';
import { InputWriter } from './input-columns.ts';
import { inputSchema } from './input-schema.ts';
import { ROW_COLUMNS, readRows, rowFields, writeRows } from './rows.ts';
import type { SavedBatch, SavedStream } from './saved.ts';
import { HEADER_KEY, seal, unseal } from './seal.ts';

// A checkpoint is an ordinary Arrow IPC stream, which any reader opens, and a trailer behind its end (`seal.ts`). It
// has one record batch a saved batch: the input's columns, then those of `rows.ts`. The rest is in its header.

/**
 * Writes a stream down. The bytes are the caller's: nothing refers to them, nor they to what was saved.
 *
 * @throws SluiceError `schema-mismatch` when the batches have not all the same columns, or one of a name that is ours;
 *   `invalid-argument` when the buffers of a column do not hold its rows
 */
export function encodeCheckpoint(udf: UdfModel, saved: SavedStream): Uint8Array {
  const batches = saved.entries.filter((entry) => entry.kind === 'batch');
  const input = inputSchema(
    udf,
    batches.map(({ batch }) => batch),
    writeHeader(udf, saved),
  );
  const writer = new InputWriter(udf, input);
  const ids = new DictionaryIds(input.fields);
  const added = rowFields(udf).map((field) => toField(field, ids));
  const schema = new Schema([...input.fields, ...added], input.metadata);
  const written = batches.map((entry) => {
    const { numRows, metadata } = entry.batch;
    const rows = writeRows(udf, numRows, entry).map(({ field, column }) => exportColumn(field, column));
    const columns = [...writer.columns(entry.batch), ...rows];
    return batchOf(schema, numRows, columns, metadata);
  });
  return seal(tableToIPC(new Table(schema, written)));
}

/**
 * The opposite of `encodeCheckpoint`. What comes out shares no memory with `bytes`. Errors and unfinished rows come
 * sorted by row; dictionaries inside lists, structs and maps come expanded.
 *
 * @throws SluiceError `checkpoint-invalid` when the bytes are not, to the bit, a checkpoint of this function, with its
 *   present signature, written in the version that this release reads
 */
export function decodeCheckpoint(udf: UdfModel, bytes: Uint8Array): SavedStream {
  const stream = unseal(bytes, udf.name);
  return reading(udf.name, () => {
    const reader = RecordBatchReader.from(stream).open();
    const { streamId, position, entries, ...by } = readHeader(reader.schema.metadata, udf.name);
    checkFunction(udf, { streamId, position, entries, ...by });
    checkColumns(udf, reader.schema);
    const expected = entries.filter(({ kind }) => kind === 'batch').length;
    // A stream without batches is read as one empty batch.
    const batches = expected === 0 ? [] : [...reader];
    if (batches.length !== expected) {
      throw malformed(udf.name, `it has ${batches.length} batches, and its metadata names ${expected}`);
    }
    let next = 0;
    return {
      streamId,
      position,
      entries: entries.map((entry) =>
        entry.kind === 'batch' ? readBatch(udf, entry.id, batches[next++] as RecordBatch) : entry,
      ),
    };
  });
}

/**
 * How many items, batches and watermarks, a stream had taken from its input before a checkpoint: where whoever restores
 * it must continue that input.
 *
 * @throws SluiceError `checkpoint-invalid` when the bytes are damaged, of another version, or no checkpoint
 */
export function checkpointPosition(bytes: Uint8Array): number {
  const stream = unseal(bytes, undefined);
  return reading(
    undefined,
    () => readHeader(RecordBatchReader.from(stream).open().schema.metadata, undefined).position,
  );
}

/** The checksum is right when this runs: whatever fails, the bytes were not written by us. */
function reading<T>(udf: string | undefined, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (isSluiceError(cause) && cause.code === 'checkpoint-invalid') throw cause;
    const what = cause instanceof Error ? cause.message : String(cause);
    throw malformed(udf, `it cannot be read: ${what}`, cause);
  }
}

function checkColumns(udf: UdfModel, schema: Schema): void {
  const expected = rowFields(udf).map((field) => String(toField(field)));
  const found = schema.fields.slice(-ROW_COLUMNS.length).map(String);
  if (found.join() !== expected.join()) {
    throw malformed(udf.name, `its last columns are ${found.join(', ')}, not ${expected.join(', ')}`);
  }
}

function readBatch(udf: UdfModel, id: string, written: RecordBatch): SavedBatch {
  const count = written.schema.fields.length - ROW_COLUMNS.length;
  const fields = written.schema.fields.slice(0, count);
  const metadata = new Map([...written.schema.metadata].filter(([key]) => key !== HEADER_KEY));
  const columns = written.data.children;
  const schema = new Schema(fields, metadata);
  const batch = batchOf(schema, written.numRows, columns.slice(0, count), written.metadata);
  return { kind: 'batch', batch, id, ...readRows(udf, columns.slice(count)) };
}

function batchOf(
  schema: Schema,
  rowCount: number,
  children: Data[],
  metadata: Map<string, string>,
): RecordBatch {
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length: rowCount, nullCount: 0, children }), metadata);
}
