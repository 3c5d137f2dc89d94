import type { ArrowField, ArrowType, UdfModel } from '@sluice/sdk/manifest';
import { type Data, Dictionary, Field, Int16, type RecordBatch, Schema, Vector } from 'apache-arrow';
import fc from 'fast-check';
import { batchOf, encode, make, packBits } from '../../arrow/testing/encode.ts';
import { float64, int32, rowsOf, slot, types, utf8 } from '../../arrow/testing/fields.ts';
import { imported, importedColumn, values } from '../../arrow/testing/read.ts';
import { toField } from '../../arrow/types.ts';
import type { Column } from '../../column/abi.ts';
import type { WireRowError } from '../../worker/protocol.ts';
import type { SavedBatch, SavedStream } from '../saved.ts';

/** A function, as far as a checkpoint looks at it. */
export function udfOf(
  result: ArrowType = float64,
  name = 'price',
  parameters: readonly ArrowField[] = [slot('id', int32), slot('currency', utf8, true)],
): UdfModel {
  return { name, parameters, result: slot('value', result) } as unknown as UdfModel;
}

/** Those that make no dictionary inside: a checkpoint expands it, and a stream's batches must have one schema. */
export const inputTypes: readonly ArrowType[] = types.filter(
  (type) => !JSON.stringify(type).includes('"kind":"dictionary"'),
);

/** One column of a stream's input: the same in all its batches. */
interface InputColumn {
  readonly type: ArrowType;
  readonly dictionary: boolean;
}

const column: fc.Arbitrary<InputColumn> = fc.record({
  type: fc.constantFrom(...inputTypes),
  dictionary: fc.boolean(),
});

/** A dictionary-encoded array; null where the index is. */
export function dictionaryOf(dictionary: readonly Data[], indices: readonly (number | null)[]): Data {
  return make(new Dictionary((dictionary[0] as Data).type, new Int16()), {
    length: indices.length,
    nullBitmap: packBits(indices.map((at) => at !== null)),
    data: Int16Array.from(indices, (at) => at ?? 77),
    dictionary: new Vector(dictionary),
  });
}

function arrayOf({ type, dictionary }: InputColumn, count: number): fc.Arbitrary<Data> {
  if (!dictionary) return rowsOf(type, count, 'some').map((rows) => encode(type, rows));
  const parts = fc.array(
    rowsOf(type, 3, 'some').map((rows) => encode(type, rows)),
    { minLength: 1, maxLength: 1 },
  );
  return parts.chain((known) =>
    fc
      .array(fc.option(fc.nat({ max: known.length * 3 - 1 })), { minLength: count, maxLength: count })
      .map((indices) => dictionaryOf(known, indices)),
  );
}

/** A slice, so that no buffer starts with its first row. */
function batchIn(columns: readonly InputColumn[]): fc.Arbitrary<RecordBatch> {
  return fc
    .tuple(fc.constantFrom(0, 1, 7, 33, 70), fc.nat({ max: 9 }), fc.nat({ max: 3 }))
    .chain(([count, from, behind]) =>
      fc.tuple(...columns.map((each) => arrayOf(each, from + count + behind))).map((arrays) => {
        const fields = columns.map(({ type }, at) => {
          const { name, type: plain } = toField(slot(`c${at}`, type));
          return new Field(name, arrays[at]?.type ?? plain, true, new Map([['unit', `${at}`]]));
        });
        const schema = new Schema(fields, new Map([['origin', 'a test']]));
        const whole = batchOf(schema, from + count + behind, arrays, new Map([['part', String(count)]]));
        return whole.slice(from, from + count);
      }),
    );
}

const error = (row: number): fc.Arbitrary<WireRowError> =>
  fc.record(
    {
      row: fc.constant(row),
      attempts: fc.nat({ max: 9 }),
      code: fc.constantFrom('udf-threw', 'timeout', 'invalid-argument'),
      message: fc.string({ unit: 'grapheme' }),
      at: fc.constant('src/price.ts:3:9'),
    },
    { requiredKeys: ['row', 'attempts', 'code', 'message'] },
  );

type Fate = 'done' | 'failed' | 'unfinished';

/** A batch of which the first rows have been called. */
export function savedBatchOf(result: ArrowType, batch: RecordBatch): fc.Arbitrary<SavedBatch> {
  const fates = fc.array(fc.constantFrom<Fate>('done', 'failed', 'unfinished'), { maxLength: batch.numRows });
  return fates.chain((fate) => {
    const rowsWith = (wanted: Fate): number[] => [...fate.keys()].filter((row) => fate[row] === wanted);
    return fc
      .record({
        id: fc.string({ minLength: 1 }),
        unfinished: fc.tuple(
          ...rowsWith('unfinished').map((row) => fc.record({ row: fc.constant(row), attempts: fc.nat() })),
        ),
        errors: fc.tuple(...rowsWith('failed').map(error)),
        results: rowsOf(result, batch.numRows, 'some'),
      })
      .map(({ results, ...rest }) => {
        const rows = results.map((value, row) => (fate[row] === 'done' ? value : null));
        return { kind: 'batch', batch, nextRow: fate.length, column: built(result, rows), ...rest };
      });
  });
}

export function built(type: ArrowType, rows: readonly unknown[]): Column {
  return importedColumn(slot('value', type, true), encode(type, rows));
}

const watermark = fc.record({
  kind: fc.constant('watermark' as const),
  value: fc.oneof(
    fc.bigInt(),
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(null, -0, Number.NaN),
  ),
});

/** A function and a stream through it, as a checkpoint may find it. */
export const streams: fc.Arbitrary<{ udf: UdfModel; saved: SavedStream }> = fc
  .tuple(fc.constantFrom(...types), fc.array(column, { maxLength: 3 }))
  .chain(([result, columns]) => {
    const entry = fc.oneof(
      batchIn(columns).chain((batch) => savedBatchOf(result, batch)),
      watermark,
    );
    return fc.record({
      udf: fc.constant(udfOf(result)),
      saved: fc.record({
        streamId: fc.uuid(),
        position: fc.maxSafeNat(),
        entries: fc.array(entry, { maxLength: 4 }),
      }),
    });
  });

/** All that a stream says, as values: what two must have in common to be equal. */
export function told(udf: UdfModel, { streamId, position, entries }: SavedStream): unknown {
  return {
    streamId,
    position,
    entries: entries.map((entry) => {
      if (entry.kind === 'watermark') return entry;
      const { batch, column: results, ...rest } = entry;
      return {
        ...rest,
        rows: batch.numRows,
        metadata: [[...batch.schema.metadata], [...batch.metadata]],
        input: batch.schema.fields.map((field, at) => ({
          name: field.name,
          type: String(field.type),
          metadata: [...field.metadata],
          rows: inputRows(batch, at),
        })),
        results: values({ ...udf.result, nullable: true }, results),
        nulls: results.nullCount,
      };
    }),
  };
}

function inputRows(batch: RecordBatch, at: number): unknown[] {
  const { type } = inputTypes.map((each) => slot('c', each, true)).find((each) => reads(each, batch, at)) ?? {
    type: utf8,
  };
  return imported(slot('c', type, true), batch.data.children[at] as Data);
}

function reads({ type }: ArrowField, batch: RecordBatch, at: number): boolean {
  const given = batch.schema.fields[at]?.type;
  const plain = given instanceof Dictionary ? given.dictionary : given;
  return String(toField(slot('c', type)).type) === String(plain);
}

/** A batch of named arrays. */
export function inputOf(columns: Readonly<Record<string, Data>>, rowCount?: number): RecordBatch {
  const arrays = Object.values(columns);
  const fields = Object.entries(columns).map(([name, { type }]) => new Field(name, type, true));
  return batchOf(new Schema(fields), rowCount ?? arrays[0]?.length ?? 0, arrays);
}

export function saved(entries: SavedStream['entries']): SavedStream {
  return { streamId: 'stream', position: 12, entries };
}

/** A batch none of whose rows has been called. */
export function uncalled(batch: RecordBatch): SavedBatch {
  const column = built(
    float64,
    Array.from({ length: batch.numRows }, () => null),
  );
  return { kind: 'batch', batch, id: 'stream/0', nextRow: 0, unfinished: [], column, errors: [] };
}
