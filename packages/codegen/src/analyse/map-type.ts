import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Type, ts } from 'ts-morph';
import { type AliasTag, aliasTag, arrowTypeOfTag, isMarked, isMixed } from './arrow-alias.ts';
import { checkJson } from './json-type.ts';
import { mapListAlias } from './map-list.ts';
import { isStruct, mapObject } from './map-object.ts';
import { mapPrimitive } from './map-primitive.ts';
import { mapUnion } from './map-union.ts';
import { fail, type Mapping, membersOf, type Place, type TypeProblem, type TypeUse } from './mapping.ts';

/** An Arrow field, and everything that has no mapping in the type that it was made from. */
export interface MappedType {
  readonly field: ArrowField;
  readonly problems: readonly TypeProblem[];
}

/** The Arrow field of a TypeScript type. */
export function mapType(name: string, type: Type, use: TypeUse): MappedType {
  return mapMembers(name, type, membersOf(type), use);
}

/** The Arrow field of some members of a union. */
export function mapMembers(name: string, union: Type, members: readonly Type[], use: TypeUse): MappedType {
  const problems: TypeProblem[] = [];
  const field = fieldOf(name, union, members, name, {
    ...use,
    problems,
    around: [],
    extent: { entered: 0, exceeded: false },
    field: mapField,
  });
  return { field, problems };
}

function mapField(name: string, type: Type, path: string, mapping: Mapping): ArrowField {
  return fieldOf(name, type, membersOf(type), path, mapping);
}

function fieldOf(
  name: string,
  union: Type,
  members: readonly Type[],
  path: string,
  mapping: Mapping,
): ArrowField {
  const admitsNull = members.some((member) => member.isNull());
  const nullable = admitsNull || members.some((member) => member.isUndefined());
  const [first, ...rest] = members.filter((member) => !member.isNull() && !member.isUndefined());
  const undefinedOnly = nullable && !admitsNull ? ({ nullAs: 'undefined' } as const) : {};
  if (first === undefined) {
    if (admitsNull) return { name, type: { kind: 'null' }, nullable: true };
    return { name, type: fail({ shown: union, path }, mapping, '; use null'), nullable: true };
  }
  const whole = members.length === membersOf(union).length;
  const shown = rest.length === 0 ? first : whole ? union.getNonNullableType() : union;
  const type = mapValue({ members: [first, ...rest], nullable, shown, path }, mapping);
  return { name, type, nullable, ...undefinedOnly };
}

/** Maps a type without null and undefined. */
function mapValue(place: Place, mapping: Mapping): ArrowType {
  const [type] = place.members;
  if (isUnresolved(type)) return fail(place, mapping, '', 'unresolved-type');
  if (type.isAny() || type.isUnknown()) return fail(place, mapping, '', 'any-type');
  if (isMarked(place.members, '~dictionary')) return mapDictionary(place, mapping);
  return mapUnencoded(place, mapping);
}

function mapUnencoded(place: Place, mapping: Mapping): ArrowType {
  const { members } = place;
  const [type, ...others] = members;
  const tag = aliasTag(members, mapping.at);
  if (tag !== undefined) return mapAlias(tag, place, mapping);
  if (!isMixed(members)) {
    const primitive = mapPrimitive(place, mapping);
    if (primitive !== undefined) return primitive;
    if (others.length === 0) return mapOther(type, place, mapping);
    if (members.every((member) => isStruct(member, mapping))) {
      return mapUnion(place, isMarked(members, '~union') ? 'sparse' : 'dense', mapping);
    }
  }
  const each =
    mapping.role === 'parameter' ? 'take one parameter for each' : 'return an object with a field for each';
  return fail(place, mapping, `; a column has one type: ${each}, or use string`);
}

/** What is neither an alias nor a primitive nor a union. */
function mapOther(type: Type, place: Place, mapping: Mapping): ArrowType {
  if (type.isTypeParameter()) return fail(place, mapping, '; replace it by a concrete type');
  if (type.isVoid()) return fail(place, mapping, '; use the type of a value');
  if (!type.isObject() && !type.isIntersection()) return fail(place, mapping, '; a column holds data only');
  if (isMarked([type], '~union')) {
    return fail(place, mapping, '; Sparse is for a union of object types: leave it out');
  }
  return mapObject(place, mapping);
}

function mapAlias(tag: AliasTag, place: Place, mapping: Mapping): ArrowType {
  const list = mapListAlias(tag, place, mapping);
  if (list !== undefined) return list;
  const type = arrowTypeOfTag(tag);
  if ('problem' in type) return fail(place, mapping, type.problem);
  if (type.kind === 'json') checkJson(place, mapping);
  return type;
}

function mapDictionary(place: Place, mapping: Mapping): ArrowType {
  const problems = mapping.problems.length;
  const value = mapUnencoded(place, mapping);
  switch (value.kind) {
    case 'bool':
    case 'int':
    case 'float':
    case 'utf8':
    case 'decimal':
    case 'time':
    case 'timestamp':
    case 'duration':
    case 'uuid':
      return { kind: 'dictionary', value };
    case 'dictionary': // Of literals, which is what it was to become.
      return value;
    default:
      if (mapping.problems.length > problems) return value;
      return fail(place, mapping, '; a Dictionary is of text, numbers, bigints or booleans: leave it out');
  }
}

/** The checker's type for what it could not resolve: it has the flags of `any` and none of its meaning. */
function isUnresolved(type: Type): boolean {
  if (!type.isAny()) return false;
  // Not in the public declarations; `any` as an author writes it has the name 'any'.
  const { intrinsicName } = type.compilerType as ts.Type & { readonly intrinsicName?: string };
  return intrinsicName !== 'any';
}
