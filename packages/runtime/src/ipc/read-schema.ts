import type { IntervalUnit, TimeUnit } from '@sluice/sdk/manifest';
import type { SourceField, SourceType } from '../layout/source.ts';
import { damaged, unsupported } from './damaged.ts';
import type { FlatReader } from './flat-reader.ts';
import { DICTIONARY_ENCODING, FIELD, KEY_VALUE, SCHEMA, TYPE } from './format.ts';

/** What a stream begins with. */
export interface SourceSchema {
  readonly fields: readonly SourceField[];
  readonly metadata: ReadonlyMap<string, string>;
}

export const NO_METADATA: ReadonlyMap<string, string> = new Map();

export const TIME_UNITS: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns'];
export const INTERVAL_UNITS: readonly IntervalUnit[] = ['year-month', 'day-time', 'month-day-nano'];
const FLOAT_WIDTHS = [16, 32, 64] as const;
const DATE_WIDTHS = [32, 64] as const;
const MILLISECONDS = 1;

const TYPE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(TYPE).map(([name, number]) => [number, name]),
);

/** Types nested deeper are refused: no engine has them, and a damaged schema might. */
const MAX_DEPTH = 64;

/** The table `Schema` of Schema.fbs. */
export function readSchema(flat: FlatReader, schema: number): SourceSchema {
  if (flat.short(schema, SCHEMA.endianness) !== 0) {
    throw unsupported('is big-endian, which Sluice does not read: write it on a little-endian machine');
  }
  const fields = flat.tables(schema, SCHEMA.fields).map((field) => readField(flat, field, 1));
  return { fields, metadata: readMetadata(flat, schema, SCHEMA.metadata) };
}

/** A vector of KeyValue. */
export function readMetadata(flat: FlatReader, table: number, slot: number): ReadonlyMap<string, string> {
  const pairs = flat.tables(table, slot);
  if (pairs.length === 0) return NO_METADATA;
  return new Map(pairs.map((pair) => [flat.text(pair, KEY_VALUE.key), flat.text(pair, KEY_VALUE.value)]));
}

function readField(flat: FlatReader, field: number, depth: number): SourceField {
  if (depth > MAX_DEPTH) throw damaged(`its types are nested more than ${MAX_DEPTH} deep`);
  const children = flat.tables(field, FIELD.children).map((child) => readField(flat, child, depth + 1));
  const plain = readType(flat, field, children);
  const encoding = flat.table(field, FIELD.dictionary);
  return {
    name: flat.text(field, FIELD.name),
    type: encoding === 0 ? plain : readDictionary(flat, encoding, plain),
    nullable: flat.byte(field, FIELD.nullable) !== 0,
    metadata: readMetadata(flat, field, FIELD.metadata),
  };
}

function readDictionary(flat: FlatReader, encoding: number, value: SourceType): SourceType {
  const indexType = flat.table(encoding, DICTIONARY_ENCODING.indexType);
  const index = indexType === 0 ? ({ bitWidth: 32, signed: true } as const) : readInt(flat, indexType);
  if (index === undefined) return { kind: 'unknown', name: 'Dictionary' };
  return {
    kind: 'dictionary',
    index,
    value,
    ordered: flat.byte(encoding, DICTIONARY_ENCODING.isOrdered) !== 0,
    id: flat.bigint(encoding, DICTIONARY_ENCODING.id),
  };
}

function readInt(
  flat: FlatReader,
  type: number,
): { bitWidth: 8 | 16 | 32 | 64; signed: boolean } | undefined {
  const bitWidth = flat.int(type, 0);
  if (bitWidth !== 8 && bitWidth !== 16 && bitWidth !== 32 && bitWidth !== 64) return undefined;
  return { bitWidth, signed: flat.byte(type, 1) !== 0 };
}

function readType(flat: FlatReader, field: number, children: readonly SourceField[]): SourceType {
  const id = flat.byte(field, FIELD.typeType);
  const name = TYPE_NAMES.get(id) ?? `type ${id}`;
  const type = flat.table(field, FIELD.type);
  if (type === 0) throw damaged(`a field has no type, though it should be ${name}`);
  return typeOf(flat, id, type, children, name) ?? { kind: 'unknown', name };
}

/** Undefined for a type that Sluice does not know, or a width or unit of it that it does not. */
function typeOf(
  flat: FlatReader,
  id: number,
  type: number,
  children: readonly SourceField[],
  name: string,
): SourceType | undefined {
  switch (id) {
    case TYPE.Null:
      return { kind: 'null' };
    case TYPE.Bool:
      return { kind: 'bool' };
    case TYPE.Int: {
      const int = readInt(flat, type);
      return int && { kind: 'int', ...int };
    }
    case TYPE.FloatingPoint: {
      const bitWidth = FLOAT_WIDTHS[flat.short(type, 0)];
      return bitWidth && { kind: 'float', bitWidth };
    }
    case TYPE.Utf8:
      return { kind: 'utf8' };
    case TYPE.LargeUtf8:
      return { kind: 'utf8', layout: 'large' };
    case TYPE.Utf8View:
      return { kind: 'utf8', layout: 'view' };
    case TYPE.Binary:
      return { kind: 'binary' };
    case TYPE.LargeBinary:
      return { kind: 'binary', layout: 'large' };
    case TYPE.BinaryView:
      return { kind: 'binary', layout: 'view' };
    case TYPE.FixedSizeBinary:
      return { kind: 'fixed-binary', byteWidth: readSize(flat, type, name) };
    case TYPE.Decimal: {
      const bitWidth = flat.int(type, 2, 128);
      if (bitWidth !== 32 && bitWidth !== 64 && bitWidth !== 128 && bitWidth !== 256) return undefined;
      return { kind: 'decimal', bitWidth, precision: flat.int(type, 0), scale: flat.int(type, 1) };
    }
    case TYPE.Date: {
      const bitWidth = DATE_WIDTHS[flat.short(type, 0, 1)];
      return bitWidth && { kind: 'date', bitWidth };
    }
    case TYPE.Time:
    case TYPE.Duration: {
      const unit = TIME_UNITS[flat.short(type, 0, MILLISECONDS)];
      return unit && { kind: id === TYPE.Time ? 'time' : 'duration', unit };
    }
    case TYPE.Timestamp: {
      const unit = TIME_UNITS[flat.short(type, 0)];
      return unit && { kind: 'timestamp', unit, timezone: flat.text(type, 1) || null };
    }
    case TYPE.Interval: {
      const unit = INTERVAL_UNITS[flat.short(type, 0)];
      return unit && { kind: 'interval', unit };
    }
    case TYPE.List:
      return { kind: 'list', element: only(children, name) };
    case TYPE.LargeList:
      return { kind: 'list', element: only(children, name), layout: 'large' };
    case TYPE.ListView:
      return { kind: 'list', element: only(children, name), layout: 'view' };
    case TYPE.LargeListView:
      return { kind: 'list', element: only(children, name), layout: 'large-view' };
    case TYPE.FixedSizeList:
      return { kind: 'fixed-list', size: readSize(flat, type, name), element: only(children, name) };
    case TYPE.Struct:
      return { kind: 'struct', fields: children };
    case TYPE.Map: {
      const entries = only(children, name);
      if (entries.type.kind !== 'struct' || entries.type.fields.length !== 2) {
        throw damaged('a Map has entries that are not of a key and a value');
      }
      return { kind: 'map', entries, keysSorted: flat.byte(type, 0) !== 0 };
    }
    case TYPE.Union:
      return readUnion(flat, type, children);
    case TYPE.RunEndEncoded: {
      const [ends, value] = children;
      const bitWidth = ends?.type.kind === 'int' && ends.type.signed ? ends.type.bitWidth : undefined;
      if (value === undefined || bitWidth === undefined || bitWidth === 8 || children.length !== 2) {
        throw damaged('a run-end encoded type has not one child of run ends and one of values');
      }
      return { kind: 'run-end', bitWidth, value };
    }
    default:
      return undefined;
  }
}

function readUnion(flat: FlatReader, type: number, fields: readonly SourceField[]): SourceType {
  const typeIds = flat.ints(type, 1) ?? fields.map((_, i) => i);
  if (typeIds.length !== fields.length || typeIds.some((id) => id < 0 || id > 127)) {
    throw damaged(`a Union has ${fields.length} fields and the type ids ${typeIds.slice(0, 128).join(', ')}`);
  }
  return { kind: 'union', mode: flat.short(type, 0) === 0 ? 'sparse' : 'dense', typeIds, fields };
}

function readSize(flat: FlatReader, type: number, name: string): number {
  const size = flat.int(type, 0);
  if (size < 0) throw damaged(`a ${name} has the size ${size}`);
  return size;
}

function only(children: readonly SourceField[], name: string): SourceField {
  const [child] = children;
  if (child === undefined || children.length !== 1) {
    throw damaged(`a ${name} has ${children.length} children in place of one`);
  }
  return child;
}
