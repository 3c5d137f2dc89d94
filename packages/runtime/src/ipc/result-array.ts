import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import type { SourceArray, SourceField, SourceType } from '../layout/source.ts';
import { nullVariant } from '../layout/union-rows.ts';
import { wireBytes, wireOffsets } from '../layout/wire-bytes.ts';
import { wireUnion } from '../layout/wire-union.ts';
import { NO_METADATA } from './read-schema.ts';

/** The wire's field for a column of a function's result: extension types are named in its metadata. */
export function resultField(field: ArrowField, nextDictionary: () => bigint): SourceField {
  const { name, type, nullable } = field;
  return { name, type: wireType(field, nextDictionary), nullable, metadata: extensionOf(type) };
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

function wireType({ type, nullable }: ArrowField, nextDictionary: () => bigint): SourceType {
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
        fields: variantFields(type, nullable).map(child),
      };
    case 'dictionary':
      return {
        kind: 'dictionary',
        index: { bitWidth: 32, signed: true },
        value: wireType({ name: 'dictionary', type: type.value, nullable: false }, nextDictionary),
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

/** A union has no bitmap: where it admits null, one of its variants does. */
function variantFields({ variants }: ArrowType & { kind: 'union' }, nullable: boolean): ArrowField[] {
  const nulls = nullable ? nullVariant(variants) : -1;
  return variants.map(({ field }, at) => (at === nulls ? { ...field, nullable: true } : field));
}

const NO_BUFFERS: readonly Uint8Array[] = [];
const NO_CHILDREN: readonly SourceArray[] = [];

/**
 * A column as the wire has it: over the column's own memory, but where the two lay it out in different ways.
 *
 * @param wire what `resultField` made of the field's type
 */
export function resultArray(field: ArrowField, wire: SourceType, column: Column): SourceArray {
  const { length, nullCount, validity, values, offsets } = column;
  const array: SourceArray = {
    type: wire,
    length,
    nullCount,
    validity:
      nullCount === 0 || validity === null
        ? undefined
        : new Uint8Array(validity.buffer, validity.byteOffset, validity.byteLength),
    bitOffset: 0,
    values: values ?? undefined,
    offsets: offsets ?? undefined,
    sizes: undefined,
    typeIds: undefined,
    variadic: NO_BUFFERS,
    children: NO_CHILDREN,
    dictionary: undefined,
  };
  return isFlat(wire) ? array : relaid(array, field, wire, column);
}

/** Whether a column lies as the wire's array does, and there is nothing inside it. */
function isFlat(wire: SourceType): boolean {
  switch (wire.kind) {
    case 'utf8':
    case 'binary':
      return wire.layout === undefined;
    case 'null':
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

function relaid(array: SourceArray, field: ArrowField, wire: SourceType, column: Column): SourceArray {
  const { type } = field;
  const child = (at: number, member: ArrowField, inside: SourceType): SourceArray =>
    resultArray(member, inside, column.children[at] as Column); // one a child of the type
  switch (wire.kind) {
    case 'null':
      return { ...array, nullCount: array.length, validity: undefined };
    case 'utf8':
    case 'binary': {
      const bytes = wireBytes(wire.layout, column);
      return bytes.layout === 'view'
        ? { ...array, values: bytes.views, offsets: undefined, variadic: bytes.variadic }
        : { ...array, offsets: bytes.offsets };
    }
    case 'list':
      if (type.kind !== 'list') break;
      return {
        ...array,
        offsets: wireOffsets(type.layout, column),
        children: [child(0, type.element, wire.element.type)],
      };
    case 'fixed-list':
      if (type.kind !== 'fixed-list') break;
      return { ...array, children: [child(0, type.element, wire.element.type)] };
    case 'struct':
      if (type.kind !== 'struct') break;
      return { ...array, children: type.fields.map((member, at) => child(at, member, typeAt(wire, at))) };
    case 'map': {
      if (type.kind !== 'map') break;
      const pair: ArrowType = { kind: 'struct', fields: [type.key, type.value] };
      return {
        ...array,
        children: [child(0, { name: 'entries', nullable: false, type: pair }, wire.entries.type)],
      };
    }
    case 'dictionary': {
      if (type.kind !== 'dictionary') break;
      const values = child(0, { name: 'dictionary', nullable: false, type: type.value }, wire.value);
      return { ...array, dictionary: [values] };
    }
    case 'union': {
      if (type.kind !== 'union') break;
      const { typeIds, offsets, children } = wireUnion(
        type,
        column,
        field.nullable ? nullVariant(type.variants) : -1,
      );
      return {
        ...array,
        nullCount: 0, // those of its children
        validity: undefined,
        typeIds,
        values: undefined,
        offsets,
        children: variantFields(type, field.nullable).map((variant, at) =>
          resultArray(variant, typeAt(wire, at), children[at] as Column),
        ),
      };
    }
  }
  throw new Error(`a column of ${field.type.kind} is not one of ${wire.kind}; please report`);
}

function typeAt(wire: SourceType & { kind: 'struct' | 'union' }, at: number): SourceType {
  return (wire.fields[at] as SourceField).type; // both have as many members
}
