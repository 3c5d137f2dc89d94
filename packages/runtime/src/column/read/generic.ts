import { type ArrowField, type ArrowType, formatType } from '@sluice/sdk/manifest';
import type { Column } from '../abi.ts';
import { readFloat16 } from '../float16.ts';
import { UNITS_OF_DAY } from '../units-of-day.ts';
import { Utf8Reader } from '../utf8-reader.ts';
import { isNull } from '../validity.ts';
import { DecimalReader } from './decimals.ts';
import { JsonReader } from './json.ts';
import { LiteralReader } from './literals.ts';
import { refuseNulls, unknownVariant } from './refuse.ts';
import { readDate, readDate64, readTime32, readTime64, readTimestampDate } from './times.ts';
import { UuidReader } from './uuids.ts';
import {
  bytesOf,
  readBinary,
  readBool,
  readDayTime,
  readFixedBinary,
  readMonthDayNano,
  readSafeInt,
  readSafeUint,
  readYearMonth,
  wordsOf,
} from './values.ts';

/** Reads the row's value. */
export type Get = (row: number) => unknown;

/**
 * What adapters have compiled in, driven by the field instead: see `createReader`.
 * @param path how messages name the field
 */
export function readerOf(field: ArrowField, column: Column, path: string): Get {
  const get = valueReader(field.type, column, path);
  const { validity } = column;
  const absent = field.nullAs === 'undefined' ? undefined : null;
  return validity === null ? get : (row) => (isNull(validity, row) ? absent : get(row));
}

// The buffers of a column are those that abi.ts lists for its type: hence the casts of `values` below.
function valueReader(type: ArrowType, column: Column, path: string): Get {
  switch (type.kind) {
    case 'null':
      return () => null;
    case 'bool':
      return (row) => readBool(column.values as Uint8Array, row);
    case 'int':
      if (type.bitWidth === 64 && type.as === 'number') {
        const words = wordsOf(column);
        return type.signed ? (row) => readSafeInt(words, row, path) : (row) => readSafeUint(words, row, path);
      }
      return (row) => column.values?.[row];
    case 'float':
      if (type.bitWidth === 16) return (row) => readFloat16(column.values as Uint16Array, row);
      return (row) => column.values?.[row];
    case 'duration':
      return (row) => column.values?.[row];
    case 'utf8':
      return readerGet(new Utf8Reader(column));
    case 'json':
      return readerGet(new JsonReader(column, path));
    case 'uuid':
      return readerGet(new UuidReader(column));
    case 'binary': {
      const bytes = bytesOf(column);
      return (row) => readBinary(bytes, column.offsets as Int32Array, row);
    }
    case 'fixed-binary': {
      const bytes = bytesOf(column);
      return (row) => readFixedBinary(bytes, type.byteWidth, row);
    }
    case 'decimal':
      return readerGet(new DecimalReader(column, type.bitWidth, type.scale));
    case 'date': {
      if (type.bitWidth === 32) return (row) => readDate(column.values as Int32Array, row, path);
      const words = wordsOf(column);
      return (row) => readDate64(words, row, path);
    }
    case 'time': {
      const limit = UNITS_OF_DAY[type.unit];
      return typeof limit === 'number'
        ? (row) => readTime32(column.values as Int32Array, row, limit, path)
        : (row) => readTime64(column.values as BigInt64Array, row, limit, path);
    }
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
    case 'fixed-list':
      return listReader(type, column, path);
    case 'struct':
      return structReader(type.fields, column, path);
    case 'map':
      return mapReader(type.key, type.value, column, path);
    case 'dictionary':
      return dictionaryReader(type, column, path);
    case 'union':
      return unionReader(type, column, path);
  }
}

function readerGet(reader: { get: Get }): Get {
  return (row) => reader.get(row);
}

/** A view is good for one call of an adapter: here it is an array. */
function listReader(type: ArrowType & { kind: 'list' | 'fixed-list' }, column: Column, path: string): Get {
  const { element } = type;
  const elements = column.children[0] as Column;
  const offsets = column.offsets as Int32Array;
  const boundOf: (row: number) => number =
    type.kind === 'list' ? (row) => offsets[row] as number : (row) => row * type.size;
  if (type.as === 'typed-array') {
    const { values, validity } = elements;
    const array = values instanceof Uint8Array ? bytesOf(elements) : values;
    return (row) => {
      const start = boundOf(row);
      const end = boundOf(row + 1);
      refuseNulls(validity, start, end, `${path}[]`, formatType(element.type));
      return array?.slice(start, end);
    };
  }
  const get = readerOf(element, elements, `${path}[]`);
  return (row) => {
    const list: unknown[] = [];
    const end = boundOf(row + 1);
    for (let at = boundOf(row); at < end; at++) list.push(get(at));
    return list;
  };
}

function mapReader(key: ArrowField, value: ArrowField, column: Column, path: string): Get {
  const entries = column.children[0] as Column;
  const getKey = readerOf(key, entries.children[0] as Column, `${path}.keys()[]`);
  const getValue = readerOf(value, entries.children[1] as Column, `${path}.values()[]`);
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
    readerOf(field, column.children[index] as Column, `${path}.${field.name}`),
  ]);
  // fromEntries defines its properties, so that a member may be named __proto__.
  return (row) => Object.fromEntries(members.map(([name, get]) => [name, get(row)]));
}

function dictionaryReader(type: ArrowType & { kind: 'dictionary' }, column: Column, path: string): Get {
  if (type.values !== undefined) return readerGet(new LiteralReader(column, type.values, path));
  const indices = column.values as Int32Array;
  const get = valueReader(type.value, column.children[0] as Column, path);
  return (row) => get(indices[row] as number);
}

function unionReader(type: ArrowType & { kind: 'union' }, column: Column, path: string): Get {
  const variants = column.values as Int8Array;
  const places = column.offsets as Int32Array;
  const tags = type.variants.map(({ field }) => field.name);
  const contents = type.variants.map(({ field, content }, at): ((place: number) => [string, unknown][]) => {
    if (content === 'none') return () => [];
    const get = valueReader(field.type, column.children[at] as Column, `${path}.${field.name}`);
    if (content === 'value') return (place) => [['value', get(place)]];
    return (place) => Object.entries(get(place) as object); // a struct is read as an object
  });
  return (row) => {
    const variant = variants[row] as number;
    const read = contents[variant];
    if (read === undefined) return unknownVariant(path, tags);
    return Object.fromEntries([[type.tag, tags[variant]], ...read(places[row] as number)]);
  };
}
