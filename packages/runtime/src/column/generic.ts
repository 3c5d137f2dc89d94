import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Column, ColumnBuilder } from './abi.ts';
import { BoolBuilder } from './build/bool.ts';
import type { Builder } from './build/builder.ts';
import { BinaryBuilder, Utf8Builder } from './build/bytes.ts';
import { DecimalBuilder } from './build/decimal.ts';
import { IntervalBuilder } from './build/interval.ts';
import { ListBuilder, MapBuilder, StructBuilder } from './build/nested.ts';
import {
  Float32Builder,
  Float64Builder,
  Int64Builder,
  IntegerBuilder,
  type IntegerName,
  UInt64Builder,
} from './build/numbers.ts';
import { DateBuilder, SafeIntBuilder, SafeUintBuilder, TimestampDateBuilder } from './build/words.ts';
import {
  bytesOf,
  readBinary,
  readBool,
  readDate,
  readDayTime,
  readDecimal,
  readMonthDayNano,
  readSafeInt,
  readSafeUint,
  readTimestampDate,
  readYearMonth,
  wordsOf,
} from './read.ts';
import { Utf8Reader } from './utf8-reader.ts';
import { isNull } from './validity.ts';
import type { ValueErrorCode } from './value-error.ts';

export { concatColumns } from './concat.ts';

// What adapters have compiled in, driven by the field instead: for the host's side, where one row at a time is read or
// written and a call through a closure does not count. No adapter imports this file.

/** Reads single values of a column. */
export interface ColumnReader {
  /**
   * The row's value; `null`, or `undefined` under `nullAs`, where it is null, whether the field admits it or not.
   * @throws UdfValueError `invalid-argument` when JavaScript's type cannot hold it exactly
   */
  get(row: number): unknown;
}

/** A reader for any type. */
export function createReader(field: ArrowField, column: Column): ColumnReader {
  return { get: nullable(field, column, field.name) };
}

/**
 * A builder for any type.
 * @param code of the errors for values that do not fit
 * @default code 'invalid-argument'
 */
export function createBuilder(
  field: ArrowField,
  rowCount: number,
  code: ValueErrorCode = 'invalid-argument',
): ColumnBuilder {
  const builder = makeBuilder(field, rowCount);
  builder.useCode(code);
  return builder;
}

type Get = (row: number) => unknown;

function nullable(field: ArrowField, column: Column, path: string): Get {
  const get = reader(field.type, column, path);
  const { validity } = column;
  const absent = field.nullAs === 'undefined' ? undefined : null;
  return validity === null ? get : (row) => (isNull(validity, row) ? absent : get(row));
}

// The buffers of a column are those that abi.ts lists for its type: hence the casts of `values` below.
function reader(type: ArrowType, column: Column, path: string): Get {
  switch (type.kind) {
    case 'bool':
      return (row) => readBool(column.values as Uint8Array, row);
    case 'int':
      if (type.bitWidth === 64 && type.as === 'number') {
        const words = wordsOf(column);
        return type.signed ? (row) => readSafeInt(words, row, path) : (row) => readSafeUint(words, row, path);
      }
      return (row) => column.values?.[row];
    case 'float':
    case 'duration':
      return (row) => column.values?.[row];
    case 'utf8': {
      const text = new Utf8Reader(column);
      return (row) => text.get(row);
    }
    case 'binary': {
      const bytes = bytesOf(column);
      return (row) => readBinary(bytes, column.offsets as Int32Array, row);
    }
    case 'decimal':
      return (row) => readDecimal(column.values as BigInt64Array, row, type.scale);
    case 'date':
      return (row) => readDate(column.values as Int32Array, row, path);
    case 'timestamp': {
      if (type.as === 'bigint') return (row) => column.values?.[row];
      const words = wordsOf(column);
      return (row) => readTimestampDate(words, row, path);
    }
    case 'interval': {
      const read = {
        'year-month': readYearMonth,
        'day-time': readDayTime,
        'month-day-nano': readMonthDayNano,
      }[type.unit];
      return (row) => read(column.values as Int32Array, row);
    }
    case 'list':
      return listReader(type.element, column, path);
    case 'struct':
      return structReader(type.fields, column, path);
    case 'map':
      return mapReader(type.key, type.value, column, path);
    default:
      throw new Error(`no code for ${type.kind} yet`);
  }
}

function listReader(element: ArrowField, column: Column, path: string): Get {
  const get = nullable(element, column.children[0] as Column, `${path}[]`);
  const offsets = column.offsets as Int32Array;
  return (row) => {
    const list: unknown[] = [];
    const end = offsets[row + 1] as number;
    for (let at = offsets[row] as number; at < end; at++) list.push(get(at));
    return list;
  };
}

function mapReader(key: ArrowField, value: ArrowField, column: Column, path: string): Get {
  const entries = column.children[0] as Column;
  const getKey = nullable(key, entries.children[0] as Column, `${path}.keys()[]`);
  const getValue = nullable(value, entries.children[1] as Column, `${path}.values()[]`);
  const offsets = column.offsets as Int32Array;
  return (row) => {
    const map = new Map<unknown, unknown>();
    const end = offsets[row + 1] as number;
    for (let at = offsets[row] as number; at < end; at++) map.set(getKey(at), getValue(at));
    return map;
  };
}

function structReader(fields: readonly ArrowField[], column: Column, path: string): Get {
  const members = fields.map((field, index): [string, Get] => [
    field.name,
    nullable(field, column.children[index] as Column, `${path}.${field.name}`),
  ]);
  // fromEntries defines its properties, so that a member may be named __proto__.
  return (row) => Object.fromEntries(members.map(([name, get]) => [name, get(row)]));
}

function makeBuilder(field: ArrowField, rowCount: number): Builder {
  const { nullable, type } = field;
  switch (type.kind) {
    case 'bool':
      return new BoolBuilder(rowCount, nullable);
    case 'int':
      if (type.bitWidth < 64) {
        const name = `${type.signed ? 'Int' : 'UInt'}${type.bitWidth}` as IntegerName; // 8, 16 or 32
        return new IntegerBuilder(rowCount, nullable, name);
      }
      if (type.as === 'number')
        return new (type.signed ? SafeIntBuilder : SafeUintBuilder)(rowCount, nullable);
      return new (type.signed ? Int64Builder : UInt64Builder)(rowCount, nullable);
    case 'float':
      return new (type.bitWidth === 32 ? Float32Builder : Float64Builder)(rowCount, nullable);
    case 'utf8':
      return new Utf8Builder(rowCount, nullable);
    case 'binary':
      return new BinaryBuilder(rowCount, nullable);
    case 'decimal':
      return new DecimalBuilder(rowCount, nullable, type.precision, type.scale);
    case 'date':
      return new DateBuilder(rowCount, nullable);
    case 'timestamp': {
      const zone = type.timezone === null ? '' : `, ${type.timezone}`;
      return new (type.as === 'date' ? TimestampDateBuilder : Int64Builder)(
        rowCount,
        nullable,
        `Timestamp(${type.unit}${zone})`,
      );
    }
    case 'duration':
      return new Int64Builder(rowCount, nullable, `Duration(${type.unit})`);
    case 'interval':
      return new IntervalBuilder(rowCount, nullable, type.unit);
    case 'list':
      return new ListBuilder(rowCount, nullable, makeBuilder(type.element, 0));
    case 'struct':
      return new StructBuilder(
        rowCount,
        nullable,
        type.fields.map((member) => member.name),
        type.fields.map((member) => makeBuilder(member, 0)),
      );
    case 'map':
      return new MapBuilder(
        rowCount,
        nullable,
        makeBuilder({ ...type.key, nullable: false }, 0),
        makeBuilder(type.value, 0),
      );
    default:
      throw new Error(`no code for ${type.kind} yet`);
  }
}
