import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { borrowed } from '../layout/borrowed.ts';
import type { SourceArray, SourceField, SourceType } from '../layout/source.ts';
import { planTake } from '../layout/take.ts';
import { NO_METADATA } from './read-schema.ts';

/** The wire's field for a column of a function's result: extension types are named in its metadata. */
export function resultField(field: ArrowField, nextDictionary: () => bigint): SourceField {
  const { name, type, nullable } = field;
  return { name, type: wireType(type, nextDictionary), nullable, metadata: extensionOf(type) };
}

/** Arrow columnar format, "Extension Types", and the canonical ones of that name. */
const EXTENSIONS: Readonly<Record<'json' | 'uuid', ReadonlyMap<string, string>>> = {
  json: extension('arrow.json'),
  uuid: extension('arrow.uuid'),
};

function extension(name: string): ReadonlyMap<string, string> {
  return new Map([
    ['ARROW:extension:name', name],
    ['ARROW:extension:metadata', ''],
  ]);
}

function extensionOf(type: ArrowType): ReadonlyMap<string, string> {
  if (type.kind === 'dictionary') return extensionOf(type.value);
  return type.kind === 'json' || type.kind === 'uuid' ? EXTENSIONS[type.kind] : NO_METADATA;
}

function wireType(type: ArrowType, nextDictionary: () => bigint): SourceType {
  const child = (field: ArrowField): SourceField => resultField(field, nextDictionary);
  switch (type.kind) {
    case 'int':
      return { kind: 'int', bitWidth: type.bitWidth, signed: type.signed };
    case 'timestamp':
      return { kind: 'timestamp', unit: type.unit, timezone: type.timezone };
    case 'list':
      return {
        kind: 'list',
        element: child(type.element),
        ...(type.layout === undefined ? {} : { layout: type.layout }),
      };
    case 'fixed-list':
      return { kind: 'fixed-list', size: type.size, element: child(type.element) };
    case 'struct':
      return { kind: 'struct', fields: type.fields.map(child) };
    case 'map': {
      // Entries and keys are never null (Schema.fbs, Map).
      const entries: SourceType = { kind: 'struct', fields: [child(type.key), child(type.value)] };
      return {
        kind: 'map',
        keysSorted: false,
        entries: { name: 'entries', type: entries, nullable: false, metadata: NO_METADATA },
      };
    }
    case 'union':
      return {
        kind: 'union',
        mode: type.mode,
        typeIds: type.variants.map((_, id) => id),
        fields: type.variants.map(({ field }) => child(field)),
      };
    case 'dictionary':
      return {
        kind: 'dictionary',
        index: { bitWidth: 32, signed: true },
        value: wireType(type.value, nextDictionary),
        ordered: false,
        id: nextDictionary(),
      };
    case 'json':
      return { kind: 'utf8' };
    case 'uuid':
      return { kind: 'fixed-binary', byteWidth: 16 };
    default:
      return type;
  }
}

const NO_BUFFERS: readonly Uint8Array[] = [];
const NO_CHILDREN: readonly SourceArray[] = [];

/** A column as the wire has it: over the column's own memory, but where the two lay it out in different ways. */
export function resultArray(field: ArrowField, wire: SourceType, column: Column): SourceArray {
  const { length, nullCount, validity, values, offsets } = column;
  const { type } = field;
  const array: SourceArray = {
    type: wire,
    length,
    nullCount: type.kind === 'null' ? length : type.kind === 'union' ? 0 : nullCount,
    validity:
      nullCount === 0 || validity === null
        ? undefined
        : new Uint8Array(validity.buffer, validity.byteOffset, validity.byteLength),
    bitOffset: 0,
    values: values ?? undefined,
    offsets: offsets ?? undefined,
    typeIds: undefined,
    variadic: NO_BUFFERS,
    children: NO_CHILDREN,
    dictionary: undefined,
  };
  return isFlat(wire) ? array : nestedArray(array, field, wire, column);
}

/** Whether a column lies as the wire's array does, and there is nothing inside it. */
function isFlat(wire: SourceType): boolean {
  switch (wire.kind) {
    case 'utf8':
    case 'binary':
      return wire.layout === undefined;
    case 'list':
    case 'fixed-list':
    case 'struct':
    case 'map':
    case 'dictionary':
    case 'union':
      return false;
    default:
      return true;
  }
}

function nestedArray(array: SourceArray, field: ArrowField, wire: SourceType, column: Column): SourceArray {
  const { length, offsets, children } = column;
  const { type } = field;
  const child = (at: number, member: ArrowField, inside: SourceType): SourceArray =>
    resultArray(member, inside, children[at] as Column); // one a child of the type
  switch (wire.kind) {
    case 'utf8':
    case 'binary':
      return wire.layout === 'view' ? views(array, column) : { ...array, offsets: wide(offsets, length) };
    case 'list': {
      const { element } = type as ArrowType & { kind: 'list' }; // of the same kind as the wire's
      const elements = child(0, element, wire.element.type);
      return {
        ...array,
        ...(wire.layout === 'large' ? { offsets: wide(offsets, length) } : {}),
        children: [elements],
      };
    }
    case 'fixed-list': {
      const { element } = type as ArrowType & { kind: 'fixed-list' };
      return { ...array, children: [child(0, element, wire.element.type)] };
    }
    case 'struct': {
      const { fields } = type as ArrowType & { kind: 'struct' };
      return { ...array, children: fields.map((member, at) => child(at, member, memberType(wire, at))) };
    }
    case 'map': {
      const { key, value } = type as ArrowType & { kind: 'map' };
      const entries: ArrowField = {
        name: 'entries',
        nullable: false,
        type: { kind: 'struct', fields: [key, value] },
      };
      return { ...array, children: [child(0, entries, wire.entries.type)] };
    }
    case 'dictionary': {
      const { value } = type as ArrowType & { kind: 'dictionary' };
      const dictionary = child(0, { name: field.name, nullable: false, type: value }, wire.value);
      return { ...array, dictionary: [dictionary] };
    }
    case 'union':
      return unionArray(array, type as ArrowType & { kind: 'union' }, wire, column);
    default:
      return array;
  }
}

function memberType(wire: SourceType & { kind: 'struct' | 'union' }, at: number): SourceType {
  return (wire.fields[at] as SourceField).type; // both have as many members
}

function wide(offsets: Int32Array | null, length: number): BigInt64Array {
  const wide = new BigInt64Array(length + 1);
  // By words: a bigint a row costs ten times as much. Offsets are not negative, so that their upper words are 0.
  const words = new Int32Array(wide.buffer);
  for (let i = 0; i <= length; i++) words[2 * i] = offsets?.[i] ?? 0;
  return wide;
}

const VIEW_BYTES = 16;
/** Arrow columnar format, "Variable-size Binary View Layout": values of up to so many bytes are in the view itself. */
const INLINE_BYTES = 12;

/** Views of all values in one buffer, which holds the short ones in vain. */
function views(array: SourceArray, { length, offsets, values }: Column): SourceArray {
  const bytes = (values ?? new Uint8Array(0)) as Uint8Array; // text and binary are bytes
  const target = new Uint8Array(length * VIEW_BYTES);
  const words = new Int32Array(target.buffer);
  for (let row = 0; row < length; row++) {
    const start = offsets?.[row] ?? 0;
    const size = (offsets?.[row + 1] ?? 0) - start;
    const at = row * VIEW_BYTES;
    words[at >> 2] = size;
    const shown = size <= INLINE_BYTES ? size : 4; // of a long value, the first four
    for (let i = 0; i < shown; i++) target[at + 4 + i] = bytes[start + i] as number;
    if (size > INLINE_BYTES) words[(at >> 2) + 3] = start; // behind the number of its buffer, which is 0
  }
  return { ...array, values: target, offsets: undefined, variadic: [bytes] };
}

function unionArray(
  array: SourceArray,
  type: ArrowType & { kind: 'union' },
  wire: SourceType & { kind: 'union' },
  { values, offsets, children, length }: Column,
): SourceArray {
  const typeIds = values as Int8Array; // the variants, by their place in the type: those are the ids
  const dense = type.mode === 'dense';
  const variants = type.variants.map(({ field }, variant) => {
    const column = children[variant] as Column; // one a variant
    if (dense) return resultArray(field, memberType(wire, variant), column);
    // Sparse: each child has every row, and those of other variants are nobody's.
    const rows = new Int32Array(length);
    for (let row = 0; row < length; row++) {
      rows[row] = typeIds[row] === variant ? (offsets?.[row] ?? 0) : -1;
    }
    const spread = planTake(
      { field, column, rows, origin: { udf: 'result', path: field.name } },
      borrowed,
    )(new ArrayBuffer(0));
    return resultArray(field, memberType(wire, variant), spread);
  });
  return {
    ...array,
    validity: undefined,
    typeIds,
    values: undefined,
    offsets: dense ? array.offsets : undefined,
    children: variants,
  };
}
