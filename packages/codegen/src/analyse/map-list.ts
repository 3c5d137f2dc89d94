import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Type } from 'ts-morph';
import { arrayText, textOf } from '../type-text.ts';
import { type AliasTag, isSize, wrongSize } from './arrow-alias.ts';
import { enter, fail, type Mapping, nothing, type Place, partsOf } from './mapping.ts';

const int = (bitWidth: 8 | 16 | 32, signed: boolean): ArrowType => ({
  kind: 'int',
  bitWidth,
  signed,
  as: 'number',
});

/** The elements of the language's typed arrays, but for those of bytes, which are Binary. */
const elements: Readonly<Record<string, ArrowType>> = {
  Int8Array: int(8, true),
  Int16Array: int(16, true),
  Int32Array: int(32, true),
  Uint16Array: int(16, false),
  Uint32Array: int(32, false),
  BigInt64Array: { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' },
  BigUint64Array: { kind: 'int', bitWidth: 64, signed: false, as: 'bigint' },
  Float32Array: { kind: 'float', bitWidth: 32 },
  Float64Array: { kind: 'float', bitWidth: 64 },
};

/** The list that a typed array of the language is; undefined for what is none. */
export function mapTypedArray(name: string): ArrowType | undefined {
  const type = elements[name];
  if (type === undefined) return undefined;
  return { kind: 'list', element: { name: 'item', type, nullable: false }, as: 'typed-array' };
}

/** What is an array of any length, or was made from one by an alias. */
export function arrayElement(type: Type): Type | undefined {
  const array = partsOf(type).find((part) => part.isArray() || part.isReadonlyArray());
  return array?.getArrayElementTypeOrThrow();
}

export function mapArray(element: Type, place: Place, mapping: Mapping): ArrowType {
  const item = mapElement(element, place, mapping);
  return item === undefined ? nothing : { kind: 'list', element: item };
}

/** The list that an alias of the sdk says it is; undefined for an alias of another kind. */
export function mapListAlias(tag: AliasTag, place: Place, mapping: Mapping): ArrowType | undefined {
  const [kind, size] = tag;
  if (kind === 'array_view') return mapView(place, mapping);
  if (kind !== 'large_list' && kind !== 'fixed_size_list') return undefined;
  const element = arrayElement(place.members[0]);
  if (element === undefined) return undefined;
  const item = mapElement(element, place, mapping);
  if (item === undefined) return nothing;
  if (kind === 'large_list') return { kind: 'list', element: item, layout: 'large' };
  if (!isSize(size)) return fail(place, mapping, wrongSize);
  return { kind: 'fixed-list', size, element: item };
}

/** A view shows the row that its function is called for. */
function mapView(place: Place, mapping: Mapping): ArrowType | undefined {
  const [view] = place.members;
  const element = view
    .getProperty('at')
    ?.getTypeAtLocation(mapping.at)
    .getCallSignatures()[0]
    ?.getReturnType();
  if (element === undefined) return undefined;
  // In a batch a whole parameter is all rows, and the type is of one.
  const whole = mapping.around.length === 0 && !place.path.endsWith('[]');
  if (mapping.role !== 'parameter' || mapping.async === true || !whole) {
    const edit = `readonly ${arrayText(textOf(element, mapping.at, mapping.project))}`;
    return fail(place, mapping, edit, 'misplaced-view');
  }
  const item = mapElement(element, place, mapping);
  return item === undefined ? nothing : { kind: 'list', element: item, as: 'view' };
}

function mapElement(element: Type, place: Place, mapping: Mapping): ArrowField | undefined {
  const inner = enter(place.members[0], place, mapping);
  return inner && mapping.field('item', element, `${place.path}[]`, inner);
}
