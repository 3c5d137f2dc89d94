import { type Type, TypeFlags } from 'ts-morph';
import { arrayElement } from './map-list.ts';
import { propertiesOf } from './map-struct.ts';
import { fail, type Mapping, membersOf, type Place, partsOf } from './mapping.ts';
import { isFunction, isInstance, standardName } from './standard-type.ts';

/** Reports what JSON cannot hold in the type that its text is parsed to. */
export function checkJson(place: Place, mapping: Mapping): void {
  checkMembers(place.members, place.path, mapping, new Set(), 0);
}

/** A generic that grows without end is looked into this deep, and so far: what it holds comes again and again. */
const [deepest, most] = [32, 2000];

/** @param seen a type that contains itself is no matter to JSON, as long as its values do not */
function checkMembers(
  members: readonly Type[],
  path: string,
  mapping: Mapping,
  seen: Set<Type['compilerType']>,
  depth: number,
): void {
  if (depth > deepest || seen.size > most) return;
  for (const type of members) {
    if (seen.has(type.compilerType) || isPrimitive(type)) continue;
    seen.add(type.compilerType);
    const hint = hintOf(type, mapping);
    if (hint !== undefined) fail({ shown: type, path }, mapping, hint);
    else checkInside(type, path, mapping, seen, depth + 1);
  }
}

/** What is wrong with a type, whatever is inside of it, as the end of a sentence. */
function hintOf(type: Type, { project }: Mapping): string | undefined {
  if (partsOf(type).some((part) => (part.getFlags() & TypeFlags.BigIntLike) !== 0)) {
    return ': JSON has no bigint, use number or string';
  }
  if (type.isUndefined()) return ': JSON has no undefined, use null';
  if ((!type.isObject() && !type.isIntersection()) || isFunction(type)) return ': JSON holds data only';
  if (elementOf(type) !== undefined) return undefined;
  for (const part of partsOf(type)) {
    const standard = standardName(part, project);
    if (standard !== undefined) {
      return `: JSON has no ${standard}, use ${instead[standard] ?? 'an interface with the fields that you need'}`;
    }
  }
  if (isInstance(type)) return ': JSON has no classes, use an interface with the fields that you need';
  if (propertiesOf(type).length === 0 && type.getStringIndexType() === undefined) {
    return ': name its fields in an interface, or write Json alone for any value';
  }
  return undefined;
}

function checkInside(
  type: Type,
  path: string,
  mapping: Mapping,
  seen: Set<Type['compilerType']>,
  depth: number,
): void {
  const element = elementOf(type);
  if (element !== undefined) {
    checkMembers(membersOf(element), `${path}[]`, mapping, seen, depth);
    return;
  }
  for (const property of propertiesOf(type)) {
    const members = membersOf(property.getTypeAtLocation(mapping.at));
    // A property that is undefined is not written.
    const written = members.filter((member) => !member.isUndefined());
    checkMembers(written, `${path}.${property.getName()}`, mapping, seen, depth);
  }
  const values = type.getStringIndexType();
  if (values !== undefined) checkMembers(membersOf(values), `${path}.*`, mapping, seen, depth);
}

/** What is in an array of any kind. */
function elementOf(type: Type): Type | undefined {
  return (
    partsOf(type)
      .find((part) => part.isTuple())
      ?.getNumberIndexType() ?? arrayElement(type)
  );
}

/** Text, numbers, booleans and null; and `any`, of which the author knows best. */
const primitive =
  TypeFlags.StringLike |
  TypeFlags.NumberLike |
  TypeFlags.BooleanLike |
  TypeFlags.Null |
  TypeFlags.Any |
  TypeFlags.Unknown;

function isPrimitive(type: Type): boolean {
  return partsOf(type).some((part) => (part.getFlags() & primitive) !== 0);
}

/** What of the language's own types JSON turns into something else, and what to use instead. */
const instead: Readonly<Record<string, string>> = {
  Date: 'string',
  Map: 'an object',
  ReadonlyMap: 'an object',
  Set: 'an array',
  ReadonlySet: 'an array',
};
