import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import {
  type Data,
  type DataType,
  type Field,
  makeData,
  RecordBatch,
  type Schema,
  Struct,
  Vector,
} from 'apache-arrow';
import { nullVariant } from '../../layout/union-rows.ts';
import { toDataType } from '../types.ts';
import { halves } from './fields.ts';

/**
 * An `apache-arrow` array of the rows, built buffer by buffer as the Arrow columnar format says. Null rows hide bytes,
 * elements and members that no reader may look at, where the format allows it.
 */
export function encode(type: ArrowType, rows: readonly unknown[]): Data {
  if (type.kind === 'null') return make(toDataType(type), { length: rows.length });
  if (type.kind === 'union') return encodeUnion(type, rows);
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

/** The child of each variant has its rows, in a sparse union one beside each of the union's. */
function encodeUnion(type: ArrowType & { kind: 'union' }, rows: readonly unknown[]): Data {
  const { mode, tag, variants } = type;
  const chosen: unknown[][] = variants.map(() => []);
  const typeIds = new Int8Array(rows.length);
  const valueOffsets = new Int32Array(rows.length);
  rows.forEach((row, at) => {
    const object = row as Record<string, unknown>;
    const id = isNull(row)
      ? nullVariant(variants)
      : variants.findIndex(({ field }) => field.name === object[tag]);
    const content = variants[id]?.content;
    typeIds[at] = id;
    const value = isNull(row) || content === 'none' ? null : content === 'value' ? object['value'] : object;
    if (mode === 'dense') {
      valueOffsets[at] = (chosen[id] as unknown[]).push(value) - 1;
      return;
    }
    variants.forEach(({ field, content }, other) => {
      (chosen[other] as unknown[])[at] =
        other === id ? value : content === 'none' ? null : garbage(field.type);
    });
  });
  return make(toDataType(type, undefined, true), {
    length: rows.length,
    typeIds,
    valueOffsets,
    children: variants.map(({ field }, at) => encode(field.type, chosen[at] as unknown[])),
  });
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
      if (type.bitWidth === 16) return { data: Uint16Array.from(rows as number[], halfBits) };
      return { data: toDataType(type).ArrayType.from(rows) };
    case 'utf8':
      return textOf(
        type.layout,
        rows.map((row) => new TextEncoder().encode(row as string)),
      );
    case 'json':
      return textOf(
        undefined,
        rows.map((row) => new TextEncoder().encode(JSON.stringify(row))),
      );
    case 'binary':
      return textOf(type.layout, rows as Uint8Array[]);
    case 'fixed-binary':
      return { data: joined(rows as Uint8Array[]) };
    case 'uuid':
      return { data: joined(rows.map((row) => uuidBytes(row as string))) };
    case 'decimal':
      return {
        data: words(rows, type.bitWidth / 32, (row) => BigInt((row as string).replace('.', ''))),
      };
    case 'date':
      return type.bitWidth === 32
        ? { data: Int32Array.from(rows as Date[], (row) => row.getTime() / 86_400_000) }
        : { data: BigInt64Array.from(rows as Date[], toBigInt) };
    case 'time':
      return {
        data:
          type.unit === 's' || type.unit === 'ms'
            ? Int32Array.from(rows as number[])
            : BigInt64Array.from(rows as bigint[], toBigInt),
      };
    case 'timestamp':
    case 'duration':
      return { data: BigInt64Array.from(rows as (Date | bigint)[], toBigInt) };
    case 'interval':
      return { data: intervals(type.unit, rows as Record<string, number | bigint>[]) };
    case 'list': {
      const lists = rows as unknown[][];
      const child = encode(type.element.type, lists.flat());
      return { valueOffsets: widened(type.layout, offsets(lists)), child };
    }
    case 'fixed-list':
      return { child: encode(type.element.type, (rows as unknown[][]).flat()) };
    case 'map': {
      const entries = (rows as Map<unknown, unknown>[]).map((row) => [...row]);
      const pairs = entries.flat().map(([key, value]) => ({ key, value }));
      const child = make((toDataType(type).children[0] as Field).type, {
        length: pairs.length,
        nullCount: 0,
        children: [type.key, type.value].map((field) => member(field, pairs)),
      });
      return { valueOffsets: offsets(entries), child };
    }
    case 'struct':
      return { children: type.fields.map((field) => member(field, rows)) };
    case 'dictionary': {
      // With a null among the values, and one that no row has.
      const values = [...new Set([...rows, garbage(type)]), null];
      const data = Int32Array.from(rows, (row) => values.indexOf(row));
      return { data, dictionary: new Vector([encode(type.value, values)]) };
    }
    default:
      throw new Error(`${type.kind} is above`);
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

function widened(layout: 'large' | undefined, narrow: Int32Array): Int32Array | BigInt64Array {
  return layout === 'large' ? BigInt64Array.from(narrow, BigInt) : narrow;
}

function joined(rows: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(rows.flatMap((row) => [...row]));
}

function textOf(layout: 'large' | 'view' | undefined, rows: readonly Uint8Array[]): object {
  if (layout !== 'view') return { valueOffsets: widened(layout, offsets(rows)), data: joined(rows) };
  // Long values lie in two buffers by turns, behind a byte that is nobody's.
  const views = new DataView(new ArrayBuffer(rows.length * 16));
  const variadic: number[][] = [[0xee], [0xee]];
  rows.forEach((row, at) => {
    views.setInt32(at * 16, row.length, true);
    const long = row.length > 12;
    row.subarray(0, long ? 4 : 12).forEach((byte, place) => {
      views.setUint8(at * 16 + 4 + place, byte);
    });
    if (!long) return;
    const buffer = variadic[at % 2] as number[];
    views.setInt32(at * 16 + 8, at % 2, true);
    views.setInt32(at * 16 + 12, buffer.length, true);
    buffer.push(...row);
  });
  return {
    views: new Uint8Array(views.buffer),
    variadicBuffers: variadic.map((bytes) => Uint8Array.from(bytes)),
  };
}

function uuidBytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll('-', ''), 'hex'));
}

/** JavaScript has one NaN, of these bits, and knows no other. */
const HALF_NAN = 0x7e00;

function halfBits(value: number): number {
  return Number.isNaN(value) ? HALF_NAN : halves.findIndex((half) => Object.is(half, value));
}

function words(rows: readonly unknown[], stride: number, unscaled: (row: unknown) => bigint): Uint32Array {
  const all = new Uint32Array(rows.length * stride);
  rows.forEach((row, at) => {
    const value = unscaled(row);
    for (let part = 0; part < stride; part++) {
      all[at * stride + part] = Number(BigInt.asUintN(32, value >> BigInt(32 * part)));
    }
  });
  return all;
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
    case 'null':
      return null;
    case 'bool':
      return true;
    case 'int':
    case 'float':
    case 'duration':
    case 'time':
      return 77;
    case 'timestamp':
    case 'date':
      return new Date(77 * 86_400_000);
    case 'utf8':
    case 'json':
      return 'hidden behind a null';
    case 'binary':
      return Uint8Array.of(0xff, 0xfe);
    case 'fixed-binary':
      return new Uint8Array(type.byteWidth).fill(0xff);
    case 'uuid':
      return '77777777-7777-7777-7777-777777777777';
    case 'decimal':
      return '7.7';
    case 'interval':
      return { months: 7, days: 7, milliseconds: 7, nanoseconds: 7n };
    case 'list':
      return [garbage(type.element.type), null];
    case 'fixed-list':
      return Array.from({ length: type.size }, () => garbage(type.element.type));
    case 'map':
      return new Map([[garbage(type.key.type), null]]);
    case 'struct':
      return Object.fromEntries(type.fields.map(({ name }) => [name, null]));
    case 'dictionary':
      return garbage(type.value);
    case 'union':
      return null;
  }
}
