import { SluiceError } from '@sluice/sdk';
import type { SourceField, SourceType } from '../layout/source.ts';
import { byte, type FlatSlot, type FlatTable, flag, int, long, short, writeFlat } from './flat-writer.ts';
import { HEADER, TYPE, VERSION_5 } from './format.ts';
import { INTERVAL_UNITS, type SourceSchema, TIME_UNITS } from './read-schema.ts';

/** The flatbuffer of a schema message. */
export function writeSchema({ fields, metadata }: SourceSchema): Uint8Array {
  const schema = { slots: [short(0), { items: fields.map(toField) }, toMetadata(metadata)] };
  return writeFlat({ slots: [short(VERSION_5), byte(HEADER.schema), schema, long(0)] });
}

/** A vector of KeyValue; absent where there are none. */
export function toMetadata(metadata: ReadonlyMap<string, string>): FlatSlot {
  if (metadata.size === 0) return undefined;
  return { items: [...metadata].map(([key, value]) => ({ slots: [key, value] })) };
}

function toField({ name, type, nullable, metadata }: SourceField): FlatTable {
  const dictionary = type.kind === 'dictionary' ? toEncoding(type) : undefined;
  const { id, slots, children } = toType(type.kind === 'dictionary' ? type.value : type, name);
  return {
    slots: [
      name,
      flag(nullable),
      byte(id),
      { slots },
      dictionary,
      { items: children.map(toField) },
      toMetadata(metadata),
    ],
  };
}

function toEncoding({ id, index, ordered }: SourceType & { kind: 'dictionary' }): FlatTable {
  return { slots: [long(id), { slots: [int(index.bitWidth), flag(index.signed)] }, flag(ordered)] };
}

interface WireType {
  readonly id: number;
  readonly slots: readonly FlatSlot[];
  readonly children: readonly SourceField[];
}

function flat(id: number, ...slots: FlatSlot[]): WireType {
  return { id, slots, children: [] };
}

function nested(id: number, children: readonly SourceField[], ...slots: FlatSlot[]): WireType {
  return { id, slots, children };
}

const LIST_TYPES = {
  plain: TYPE.List,
  large: TYPE.LargeList,
  view: TYPE.ListView,
  'large-view': TYPE.LargeListView,
} as const;

function toType(type: SourceType, name: string): WireType {
  switch (type.kind) {
    case 'null':
      return flat(TYPE.Null);
    case 'bool':
      return flat(TYPE.Bool);
    case 'int':
      return flat(TYPE.Int, int(type.bitWidth), flag(type.signed));
    case 'float':
      return flat(TYPE.FloatingPoint, short(type.bitWidth === 16 ? 0 : type.bitWidth === 32 ? 1 : 2));
    case 'utf8':
      return flat({ large: TYPE.LargeUtf8, view: TYPE.Utf8View, plain: TYPE.Utf8 }[type.layout ?? 'plain']);
    case 'binary':
      return flat(
        { large: TYPE.LargeBinary, view: TYPE.BinaryView, plain: TYPE.Binary }[type.layout ?? 'plain'],
      );
    case 'fixed-binary':
      return flat(TYPE.FixedSizeBinary, int(type.byteWidth));
    case 'decimal':
      return flat(TYPE.Decimal, int(type.precision), int(type.scale), int(type.bitWidth));
    case 'date':
      return flat(TYPE.Date, short(type.bitWidth === 32 ? 0 : 1));
    case 'time':
      return flat(TYPE.Time, unitSlot(type), int(type.unit === 's' || type.unit === 'ms' ? 32 : 64));
    case 'duration':
      return flat(TYPE.Duration, unitSlot(type));
    case 'timestamp':
      return flat(TYPE.Timestamp, unitSlot(type), type.timezone ?? undefined);
    case 'interval':
      return flat(TYPE.Interval, short(INTERVAL_UNITS.indexOf(type.unit)));
    case 'list':
      return nested(LIST_TYPES[type.layout ?? 'plain'], [type.element]);
    case 'fixed-list':
      return nested(TYPE.FixedSizeList, [type.element], int(type.size));
    case 'struct':
      return nested(TYPE.Struct, type.fields);
    case 'map':
      return nested(TYPE.Map, [type.entries], flag(type.keysSorted));
    case 'union': {
      const ids = Int32Array.from(type.typeIds);
      const typeIds = { count: ids.length, bytes: new Uint8Array(ids.buffer), alignment: 4 } as const;
      return nested(TYPE.Union, type.fields, short(type.mode === 'sparse' ? 0 : 1), typeIds);
    }
    case 'run-end':
      return nested(TYPE.RunEndEncoded, [runEnds(type.bitWidth), type.value]);
    case 'dictionary':
      throw new Error(`'${name}': a dictionary of dictionaries has no place in a schema; please report`);
    case 'unknown':
      throw new SluiceError(
        'schema-mismatch',
        `column '${name}' has type ${type.name}, which Sluice cannot pass on: cast it, or leave it out`,
      );
  }
}

function unitSlot({ unit }: { readonly unit: (typeof TIME_UNITS)[number] }): FlatSlot {
  return short(TIME_UNITS.indexOf(unit));
}

/** The first child of a run-end encoded type. */
export function runEnds(bitWidth: 16 | 32 | 64): SourceField {
  return {
    name: 'run_ends',
    type: { kind: 'int', bitWidth, signed: true },
    nullable: false,
    metadata: new Map(),
  };
}
