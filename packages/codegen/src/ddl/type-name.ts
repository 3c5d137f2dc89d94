import { type ArrowField, type ArrowType, formatType } from '@sluice/sdk/manifest';

/** What an engine calls an Arrow type, or what it lacks for it. */
export type TypeName = string | Lack;

/** A type that an engine has no counterpart for, which every value would come through unchanged. */
export interface Lack {
  /** As a person reads it: `UInt64`. */
  readonly type: string;
  /** Where it stands in the type that was asked for: `.tags[]`; empty for that type itself. */
  readonly path: string;
  /** What the author may declare in its place: TypeScript. */
  readonly instead: string;
}

/** What an engine calls the values of an Arrow type. */
export type TypeNames = (type: ArrowType) => TypeName;

/** @param instead What the author may declare in its place. @default what is nearest to it and common to engines */
export function lack(type: ArrowType, instead: string = nearestCommon(type)): Lack {
  return { type: formatType(type), path: '', instead };
}

/** One name of many parts: the first lack among them, with the path to it, if there is one. */
export function combine(
  parts: Readonly<Record<string, TypeName>>,
  join: (names: readonly string[]) => string,
): TypeName {
  const names: string[] = [];
  for (const [path, part] of Object.entries(parts)) {
    if (typeof part !== 'string') return { ...part, path: path + part.path };
    names.push(part);
  }
  return join(names);
}

/** The names of a struct's members, by their paths: `.city`. */
export function memberNames(
  fields: readonly ArrowField[],
  nameOf: (field: ArrowField) => TypeName,
): Readonly<Record<string, TypeName>> {
  return Object.fromEntries(fields.map((field) => [`.${field.name}`, nameOf(field)]));
}

const wider: Readonly<Record<string, string>> = {
  Int8: 'Int16',
  UInt8: 'Int16',
  UInt16: 'Int32',
  UInt32: 'bigint',
  UInt64: 'Decimal<20, 0>',
  Float16: 'Float32',
};

function nearestCommon(type: ArrowType): string {
  switch (type.kind) {
    case 'int':
    case 'float':
      return wider[formatType(type)] ?? 'number';
    case 'fixed-binary':
      return 'Uint8Array';
    case 'fixed-list':
      return 'number[]';
    case 'date':
      return 'Date';
    case 'time':
    case 'duration':
    case 'interval':
      return 'bigint';
    case 'timestamp':
      return type.timezone === null ? 'Timestamp' : `Timestamp<'us', '${type.timezone}'>`;
    case 'null':
    case 'union':
    case 'struct':
    case 'map':
    case 'list':
      return 'Json';
    default:
      return 'string';
  }
}
