import type { ArrowType } from '@sluice/sdk/manifest';
import { type Type, TypeFlags } from 'ts-morph';
import { compareText } from '../diagnostics/diagnostic.ts';
import { fail, type Mapping, type Place, partsOf } from './mapping.ts';

const primitive = TypeFlags.StringLike | TypeFlags.NumberLike | TypeFlags.BigIntLike | TypeFlags.BooleanLike;

/** Maps text, numbers, bigints and booleans, literals and enums of them; undefined for what is something else. */
export function mapPrimitive(place: Place, mapping: Mapping): ArrowType | undefined {
  const members = place.members.map(primitivePart);
  const every = (flags: TypeFlags): boolean => members.every((member) => hasFlags(member, flags));
  const some = (flags: TypeFlags): boolean => members.some((member) => hasFlags(member, flags));

  if (every(TypeFlags.StringLike)) {
    const texts = literalsOf(members);
    if (texts !== undefined) return { kind: 'dictionary', value: { kind: 'utf8' }, values: texts };
    return some(TypeFlags.String) ? utf8 : narrower('string', utf8, place, mapping);
  }
  if (every(TypeFlags.NumberLike)) {
    return some(TypeFlags.Number) ? float64 : narrower('number', float64, place, mapping);
  }
  if (every(TypeFlags.BigIntLike)) {
    return some(TypeFlags.BigInt) ? int64 : narrower('bigint', int64, place, mapping);
  }
  // `boolean` is the union of its two literals.
  if (every(TypeFlags.BooleanLike)) {
    return members.length === 2 ? bool : narrower('boolean', bool, place, mapping);
  }
  return undefined;
}

const utf8: ArrowType = { kind: 'utf8' };
const float64: ArrowType = { kind: 'float', bitWidth: 64 };
const int64: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' };
const bool: ArrowType = { kind: 'bool' };

/** A type with fewer values than its column can have: a result's column need not have them all. */
function narrower(name: string, type: ArrowType, place: Place, mapping: Mapping): ArrowType {
  if (mapping.role === 'result') return type;
  return fail(place, mapping, `; use ${name}: a column can hold any ${name}`);
}

/** A brand, `string & { __brand: 'UserId' }`, is its primitive at run time. */
function primitivePart(type: Type): Type {
  return partsOf(type).find((part) => hasFlags(part, primitive)) ?? type;
}

function hasFlags(type: Type, flags: TypeFlags): boolean {
  return (type.getFlags() & flags) !== 0;
}

/** The texts of string literals and members of string enums, sorted; undefined where there is any other text. */
function literalsOf(members: readonly Type[]): readonly string[] | undefined {
  const texts = new Set<string>();
  for (const member of members) {
    const text = textLiteral(member);
    if (text === undefined) return undefined;
    texts.add(text);
  }
  return [...texts].sort(compareText);
}

/** The text of a string literal or of a member of a string enum. */
export function textLiteral(type: Type): string | undefined {
  const value = type.isLiteral() ? type.getLiteralValue() : undefined;
  return typeof value === 'string' ? value : undefined;
}
