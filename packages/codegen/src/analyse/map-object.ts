import type { ArrowType } from '@sluice/sdk/manifest';
import type { Node, Type } from 'ts-morph';
import { isSdkType } from '../discover/sdk-symbol.ts';
import { textOf } from '../type-text.ts';
import { arrayElement, mapArray, mapTypedArray } from './map-list.ts';
import { mapFields, propertiesOf } from './map-struct.ts';
import { enter, fail, type Mapping, nothing, type Place } from './mapping.ts';
import { isFunction, isInstance, standardName } from './standard-type.ts';

/** Standard types that hold data in a form that has no column, and what to use instead. */
const instead: Readonly<Record<string, string>> = {
  Set: '; use an array',
  ReadonlySet: '; use an array',
  ArrayBuffer: '; use Uint8Array',
  SharedArrayBuffer: '; use Uint8Array',
  DataView: '; use Uint8Array',
  Uint8ClampedArray: '; use Uint8Array',
  Float16Array: '; use Float16[]',
  Promise: '; only the result as a whole can be a Promise',
  PromiseLike: '; only the result as a whole can be a Promise',
  RegExp: '; use string',
  URL: '; use string',
  Error: '; throw it, and choose what becomes of its row with the option onError',
  Object: '; name its fields in an interface',
};

/** Maps an object type: a standard one, an array, or one with fields. */
export function mapObject(place: Place, mapping: Mapping): ArrowType {
  const [type] = place.members;
  const refuse = (hint: string): ArrowType => fail(place, mapping, hint);
  if (type.isTuple()) return refuse(tupleHint(type, mapping));
  const element = arrayElement(type);
  if (element !== undefined) return mapArray(element, place, mapping);
  if (isFunction(type)) return refuse('; a column holds data only');

  if (isSdkType(type, 'Column')) {
    return refuse('; it is a whole column: take one value, or give the function the option vectorized');
  }

  const standard = standardName(type, mapping.project);
  if (standard === 'Date') return { kind: 'timestamp', unit: 'ms', timezone: 'UTC', as: 'date' };
  if (standard === 'Uint8Array' || standard === 'Buffer') return { kind: 'binary' };
  if (standard === 'Map' || standard === 'ReadonlyMap') return mapMap(place, mapping);
  const typed = standard === undefined ? undefined : mapTypedArray(standard);
  if (typed !== undefined) return typed;
  if (standard !== undefined && instead[standard] !== undefined) return refuse(instead[standard]);
  if (isInstance(type) || (standard !== undefined && hasMethods(type, mapping.at))) {
    return refuse('; use an interface with the fields that you need');
  }
  if (type.getStringIndexType() !== undefined || type.getNumberIndexType() !== undefined) {
    return refuse('; its keys are not known beforehand: use Map<string, V>, or Json');
  }
  const properties = propertiesOf(type);
  if (properties.length === 0) return refuse('; name its fields in an interface');
  const inner = enter(type, place, mapping);
  return inner === undefined ? nothing : { kind: 'struct', fields: mapFields(properties, place.path, inner) };
}

/** Whether an object type is one with fields, as the members of a union are. */
export function isStruct(type: Type, { project }: Mapping): boolean {
  if (!type.isObject() && !type.isIntersection()) return false;
  if (type.isTuple() || arrayElement(type) !== undefined || isFunction(type) || isInstance(type))
    return false;
  return standardName(type, project) === undefined;
}

function mapMap(place: Place, mapping: Mapping): ArrowType {
  const { path } = place;
  const [keyType, valueType] = place.members[0].getTypeArguments();
  const inner = enter(place.members[0], place, mapping);
  // The checker always gives a Map both.
  if (keyType === undefined || valueType === undefined || inner === undefined) return nothing;
  const key = mapping.field('key', keyType, `${path}.key`, inner);
  if (key.nullable) {
    fail({ shown: keyType, path: `${path}.key` }, mapping, ': the key of a Map cannot be null or undefined');
  }
  return { kind: 'map', key, value: mapping.field('value', valueType, `${path}.value`, inner) };
}

/** Tuples of one type have a column, under a name of the sdk. */
function tupleHint(type: Type, { at, project }: Mapping): string {
  const elements = type.getTupleElements();
  const [first] = elements;
  const text = first && textOf(first, at, project);
  const same = text !== undefined && elements.every((element) => textOf(element, at, project) === text);
  return same
    ? `; use FixedSizeList<${text}, ${elements.length}>`
    : '; use an array of one type, or an interface with named fields';
}

function hasMethods(type: Type, at: Node): boolean {
  return type
    .getProperties()
    .some((property) => property.getTypeAtLocation(at).getCallSignatures().length > 0);
}
