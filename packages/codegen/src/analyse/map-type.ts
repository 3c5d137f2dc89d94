import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { Node, type Project, type Symbol as TsSymbol, type Type, TypeFlags, type ts } from 'ts-morph';
import { textOf } from '../type-text.ts';
import { aliasTag, arrowTypeOfTag } from './arrow-alias.ts';

/** Why a type, or a part of it, has no Arrow type. */
export type TypeProblem =
  | {
      readonly code: 'unmappable-type' | 'any-type' | 'unresolved-type';
      /** Where in the value: `trip.deep.m`; the root alone for the whole. */
      readonly path: string;
      /** As TypeScript writes it. */
      readonly type: string;
      /** What to do, as the end of a sentence; may be empty. */
      readonly hint: string;
    }
  | {
      readonly code: 'duplicate-field';
      readonly path: string;
      readonly first: string;
      readonly field: string;
    };

/** What a type is mapped for. */
export interface TypeUse {
  readonly project: Project;
  /** Where the type is written: names in messages are those in scope here. */
  readonly at: Node;
  /** A parameter must admit every value of its column; a result may be narrower than its column. */
  readonly role: 'parameter' | 'result';
}

interface Mapping extends TypeUse {
  readonly problems: TypeProblem[];
  /** The objects around the one that is mapped: one that comes again is recursive. */
  readonly around: readonly Type[];
}

/** Arrow itself sets no bound; a deeper type than this is a generic that grows without end. */
const deepest = 32;

/** The Arrow field of a TypeScript type, and everything in it that has no mapping. */
export function mapType(
  name: string,
  type: Type,
  use: TypeUse,
): { readonly field: ArrowField; readonly problems: readonly TypeProblem[] } {
  const problems: TypeProblem[] = [];
  const field = mapField(name, type, name, { ...use, problems, around: [] });
  return { field, problems };
}

function mapField(name: string, type: Type, path: string, mapping: Mapping): ArrowField {
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  const admitsNull = members.some((member) => member.isNull());
  const admitsUndefined = members.some((member) => member.isUndefined());
  const value = admitsNull || admitsUndefined ? type.getNonNullableType() : type;
  // The type of null or undefined alone holds no values at all: say so of itself, not of `never`.
  const mapped = mapValue(value.isNever() ? type : value, path, mapping);
  return {
    name,
    type: mapped,
    nullable: admitsNull || admitsUndefined,
    ...(admitsUndefined && !admitsNull ? { nullAs: 'undefined' as const } : {}),
  };
}

/** Stands where a problem was reported: a model with problems is never built. */
const nothing: ArrowType = { kind: 'struct', fields: [] };

function mapValue(type: Type, path: string, mapping: Mapping): ArrowType {
  const fail = (hint = '', code: 'unmappable-type' | 'any-type' | 'unresolved-type' = 'unmappable-type') => {
    mapping.problems.push({ code, path, type: textOf(type, mapping.at, mapping.project), hint });
    return nothing;
  };
  if (isUnresolved(type)) return fail('', 'unresolved-type');
  if (type.isAny() || type.isUnknown()) return fail('', 'any-type');

  const tag = aliasTag(type, mapping.at);
  if (tag !== undefined) {
    const alias = arrowTypeOfTag(tag);
    return 'problem' in alias ? fail(alias.problem) : alias;
  }
  const plain = mapPrimitive(type);
  if (plain !== undefined) return plain;
  const literal = primitiveOfLiterals(type);
  if (literal !== undefined) {
    if (mapping.role === 'result') return literal.type;
    return fail(`; use ${literal.name}: a column can hold any ${literal.name}`);
  }
  if (type.isUnion()) {
    const each =
      mapping.role === 'parameter' ? 'take one parameter for each' : 'return an object with a field for each';
    return fail(`; a column has one type: ${each}, or use string`);
  }
  if (type.isTypeParameter()) return fail('; replace it by a concrete type');
  if (type.isVoid() || type.isUndefined() || type.isNull()) return fail('; use the type of a value');
  if (!type.isObject() && !type.isIntersection()) return fail('; a column holds data only');
  return mapObject(type, path, mapping, fail);
}

function mapPrimitive(type: Type): ArrowType | undefined {
  if (type.isString()) return { kind: 'utf8' };
  if (type.isNumber()) return { kind: 'float', bitWidth: 64 };
  if (type.isBigInt()) return { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' };
  if (type.isBoolean()) return { kind: 'bool' };
  // A brand, `string & { __brand: 'UserId' }`, is its primitive at run time.
  if (type.isIntersection()) {
    for (const member of type.getIntersectionTypes()) {
      const plain = mapPrimitive(member);
      if (plain !== undefined) return plain;
    }
  }
  return undefined;
}

/** Literals, their unions and enums: narrower than the column that holds them. */
function primitiveOfLiterals(type: Type): { readonly name: string; readonly type: ArrowType } | undefined {
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  const all = (flags: TypeFlags) => members.every((member) => (member.getFlags() & flags) !== 0);
  if (all(TypeFlags.StringLike)) return { name: 'string', type: { kind: 'utf8' } };
  if (all(TypeFlags.NumberLike)) return { name: 'number', type: { kind: 'float', bitWidth: 64 } };
  if (all(TypeFlags.BooleanLike)) return { name: 'boolean', type: { kind: 'bool' } };
  if (all(TypeFlags.BigIntLike)) {
    return { name: 'bigint', type: { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' } };
  }
  return undefined;
}

/** Standard types that hold data in a form that has no column, and what to use instead. */
const instead: Readonly<Record<string, string>> = {
  Set: '; use an array',
  ReadonlySet: '; use an array',
  ArrayBuffer: '; use Uint8Array',
  SharedArrayBuffer: '; use Uint8Array',
  DataView: '; use Uint8Array',
  Float32Array: '; use Float32[]',
  Float64Array: '; use number[]',
  Int8Array: '; use Int8[]',
  Int16Array: '; use Int16[]',
  Int32Array: '; use Int32[]',
  Uint8ClampedArray: '; use Uint8Array',
  Uint16Array: '; use UInt16[]',
  Uint32Array: '; use UInt32[]',
  BigInt64Array: '; use bigint[]',
  BigUint64Array: '; use UInt64[]',
  Promise: '; only the result as a whole can be a Promise',
  PromiseLike: '; only the result as a whole can be a Promise',
  RegExp: '; use string',
  URL: '; use string',
  Error: '; throw it, and choose what becomes of its row with the option onError',
  Object: '; name its fields in an interface',
};

function mapObject(
  type: Type,
  path: string,
  mapping: Mapping,
  fail: (hint?: string) => ArrowType,
): ArrowType {
  if (mapping.around.some((outer) => outer.compilerType === type.compilerType)) {
    return fail(', because it contains itself: flatten it, or use string and JSON');
  }
  if (mapping.around.length >= deepest) {
    return fail(`, because it is nested more than ${deepest} deep: flatten it, or use string and JSON`);
  }
  const inner: Mapping = { ...mapping, around: [...mapping.around, type] };

  if (type.isTuple()) return fail('; use an array of one type, or an interface with named fields');
  if (type.isArray() || type.isReadonlyArray()) {
    const element = type.getArrayElementTypeOrThrow();
    return { kind: 'list', element: mapField('item', element, `${path}[]`, inner) };
  }
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) {
    return fail('; a column holds data only');
  }
  const standard = standardName(type, mapping.project);
  if (standard === 'Date') return { kind: 'timestamp', unit: 'ms', timezone: 'UTC', as: 'date' };
  if (standard === 'Uint8Array' || standard === 'Buffer') return { kind: 'binary' };
  if (standard === 'Map' || standard === 'ReadonlyMap') return mapMap(type, path, inner);
  if (standard !== undefined && instead[standard] !== undefined) return fail(instead[standard]);
  if (isInstance(type) || (standard !== undefined && hasMethods(type, mapping.at))) {
    return fail('; use an interface with the fields that you need');
  }
  if (type.getStringIndexType() !== undefined || type.getNumberIndexType() !== undefined) {
    return fail('; its keys are not known beforehand: use Map<string, V>');
  }
  const properties = type.getProperties();
  if (properties.length === 0) return fail('; name its fields in an interface');
  return mapStruct(properties, path, inner);
}

function mapStruct(properties: readonly TsSymbol[], path: string, mapping: Mapping): ArrowType {
  const seen = new Map<string, string>();
  const fields = properties.map((property): ArrowField => {
    const name = property.getName();
    const first = seen.get(name.toLowerCase());
    if (first === undefined) seen.set(name.toLowerCase(), name);
    else mapping.problems.push({ code: 'duplicate-field', path, first, field: name });

    const type = property.getTypeAtLocation(mapping.at);
    const field = mapField(name, type, `${path}.${name}`, mapping);
    const optional = property.isOptional() && !field.nullable;
    return optional ? { ...field, nullable: true, nullAs: 'undefined' } : field;
  });
  return { kind: 'struct', fields };
}

function mapMap(type: Type, path: string, mapping: Mapping): ArrowType {
  const [keyType, valueType] = type.getTypeArguments();
  if (keyType === undefined || valueType === undefined) return nothing; // The checker always gives a Map both.
  const key = mapField('key', keyType, `${path}.key`, mapping);
  if (key.nullable) {
    mapping.problems.push({
      code: 'unmappable-type',
      path: `${path}.key`,
      type: textOf(keyType, mapping.at, mapping.project),
      hint: ': the key of a Map cannot be null or undefined',
    });
  }
  return { kind: 'map', key, value: mapField('value', valueType, `${path}.value`, mapping) };
}

/** The name of a type that the language's or Node's own declarations define. */
export function standardName(type: Type, project: Project): string | undefined {
  const symbol = type.getSymbol();
  if (symbol === undefined) return undefined;
  const program = project.getProgram().compilerObject;
  const standard = symbol.getDeclarations().some((declaration) => {
    const file = declaration.getSourceFile();
    return (
      program.isSourceFileDefaultLibrary(file.compilerNode) || file.getFilePath().includes('/@types/node/')
    );
  });
  return standard && !type.isAnonymous() ? symbol.getName() : undefined;
}

function isInstance(type: Type): boolean {
  const parts = type.isIntersection() ? type.getIntersectionTypes() : [type];
  return parts.some((part) =>
    (part.getSymbol()?.getDeclarations() ?? []).some(
      (declaration) => Node.isClassDeclaration(declaration) || Node.isClassExpression(declaration),
    ),
  );
}

function hasMethods(type: Type, at: Node): boolean {
  return type
    .getProperties()
    .some((property) => property.getTypeAtLocation(at).getCallSignatures().length > 0);
}

/** The checker's type for what it could not resolve: it has the flags of `any` and none of its meaning. */
function isUnresolved(type: Type): boolean {
  if (!type.isAny()) return false;
  // Not in the public declarations; `any` as an author writes it has the name 'any'.
  const { intrinsicName } = type.compilerType as ts.Type & { readonly intrinsicName?: string };
  return intrinsicName !== 'any';
}
