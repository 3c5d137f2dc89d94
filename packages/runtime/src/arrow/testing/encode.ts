import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { type Data, type DataType, makeData, RecordBatch, type Schema, Struct } from 'apache-arrow';
import { toDataType } from '../types.ts';

/**
 * An `apache-arrow` array of the rows, built buffer by buffer as the Arrow columnar format says. Null rows hide bytes,
 * elements and members that no reader may look at, where the format allows it.
 */
export function encode(type: ArrowType, rows: readonly unknown[]): Data {
  const nullCount = rows.filter(isNull).length;
  const filled = rows.map((row) => (isNull(row) ? garbage(type) : row));
  return make(toDataType(type), {
    length: rows.length,
    nullCount,
    ...(nullCount === 0 ? {} : { nullBitmap: packBits(rows.map((row) => !isNull(row))) }),
    ...buffers(type, filled),
  });
}

/** `makeData`, whose own type lists one type of array at a time. */
export function make(type: DataType, parts: object): Data {
  return makeData({ type, ...parts });
}

/** A batch of arrays that all have `rowCount` rows. */
export function batchOf(
  schema: Schema,
  rowCount: number,
  children: readonly Data[],
  metadata?: Map<string, string>,
): RecordBatch {
  const data = make(new Struct(schema.fields), { length: rowCount, nullCount: 0, children });
  return new RecordBatch(schema, data as Data<Struct>, metadata);
}

export function packBits(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array((bits.length + 7) >> 3);
  bits.forEach((bit, at) => {
    if (bit) bytes[at >> 3] = (bytes[at >> 3] as number) | (1 << (at & 7));
  });
  return bytes;
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

function buffers(type: ArrowType, rows: readonly unknown[]): object {
  switch (type.kind) {
    case 'bool':
      return { data: packBits(rows as boolean[]) };
    case 'int': {
      const { ArrayType } = toDataType(type);
      return { data: type.bitWidth === 64 ? ArrayType.from(rows, toBigInt) : ArrayType.from(rows) };
    }
    case 'float':
      return { data: toDataType(type).ArrayType.from(rows) };
    case 'utf8':
      return spans(rows.map((row) => new TextEncoder().encode(row as string)));
    case 'binary':
      return spans(rows as Uint8Array[]);
    case 'decimal':
      return { data: words(rows, 4, (row) => split128(BigInt((row as string).replace('.', '')))) };
    case 'date':
      return { data: Int32Array.from(rows as Date[], (row) => row.getTime() / 86_400_000) };
    case 'timestamp':
    case 'duration':
      return { data: BigInt64Array.from(rows as (Date | bigint)[], toBigInt) };
    case 'interval':
      return { data: intervals(type.unit, rows as Record<string, number | bigint>[]) };
    case 'list': {
      const lists = rows as unknown[][];
      return { valueOffsets: offsets(lists), child: encode(type.element.type, lists.flat()) };
    }
    case 'map': {
      const entries = (rows as Map<unknown, unknown>[]).map((row) => [...row]);
      const pairs = entries.flat().map(([key, value]) => ({ key, value }));
      const child = make(toDataType(type).children[0]?.type, {
        length: pairs.length,
        nullCount: 0,
        children: [type.key, type.value].map((field) => member(field, pairs)),
      });
      return { valueOffsets: offsets(entries), child };
    }
    case 'struct':
      return { children: type.fields.map((field) => member(field, rows)) };
  }
}

function member({ name, type }: ArrowField, rows: readonly unknown[]): Data {
  return encode(
    type,
    rows.map((row) => (row as Record<string, unknown>)[name]),
  );
}

function toBigInt(value: unknown): bigint {
  return value instanceof Date ? BigInt(value.getTime()) : BigInt(value as bigint | number);
}

function offsets(rows: readonly ArrayLike<unknown>[]): Int32Array {
  const ends = new Int32Array(rows.length + 1);
  rows.forEach((row, at) => {
    ends[at + 1] = (ends[at] as number) + row.length;
  });
  return ends;
}

function spans(rows: readonly Uint8Array[]): object {
  return { valueOffsets: offsets(rows), data: Uint8Array.from(rows.flatMap((row) => [...row])) };
}

function words(rows: readonly unknown[], stride: number, split: (row: unknown) => bigint[]): Uint32Array {
  const all = new Uint32Array(rows.length * stride);
  rows.forEach((row, at) => {
    split(row).forEach((word, part) => {
      all[at * stride + part] = Number(word);
    });
  });
  return all;
}

function split128(value: bigint): bigint[] {
  return [0n, 32n, 64n, 96n].map((shift) => BigInt.asUintN(32, value >> shift));
}

function intervals(unit: string, rows: readonly Record<string, number | bigint>[]): Int32Array {
  const parts = {
    'year-month': ['months'],
    'day-time': ['days', 'milliseconds'],
    'month-day-nano': ['months', 'days'],
  };
  return Int32Array.from(
    rows.flatMap((row) => {
      const own = parts[unit as 'day-time'].map((part) => Number(row[part]));
      if (unit !== 'month-day-nano') return own;
      const nanoseconds = BigInt(row['nanoseconds'] as bigint);
      return [...own, Number(BigInt.asIntN(32, nanoseconds)), Number(BigInt.asIntN(32, nanoseconds >> 32n))];
    }),
  );
}

/** A value that a test would notice. */
function garbage(type: ArrowType): unknown {
  switch (type.kind) {
    case 'bool':
      return true;
    case 'int':
    case 'float':
    case 'duration':
      return 77;
    case 'timestamp':
    case 'date':
      return new Date(77 * 86_400_000);
    case 'utf8':
      return 'hidden';
    case 'binary':
      return Uint8Array.of(0xff, 0xfe);
    case 'decimal':
      return '7.7';
    case 'interval':
      return { months: 7, days: 7, milliseconds: 7, nanoseconds: 7n };
    case 'list':
      return [garbage(type.element.type), null];
    case 'map':
      return new Map([[garbage(type.key.type), null]]);
    case 'struct':
      return Object.fromEntries(type.fields.map(({ name }) => [name, null]));
  }
}
