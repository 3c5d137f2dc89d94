import type { ArrowType } from '@sluice/sdk/manifest';
import { isAsFine } from '../resolution.ts';
import { lack, type TypeName } from '../type-name.ts';

/** How a type is written in Rust where it is an argument, and where it is a result. */
export interface RustType {
  readonly argument: string;
  readonly result: string;
}

/**
 * Arroyo's name of an Arrow type: what crates/arroyo-udf/arroyo-udf-common/src/parse.rs of ArroyoSystems/arroyo accepts,
 * not doc.arroyo.dev, which promises more. Its timestamps are instants, in UTC.
 */
export function rustType(type: ArrowType): RustType | undefined {
  switch (type.kind) {
    case 'bool':
      return same('bool');
    case 'int':
      return same(`${type.signed ? 'i' : 'u'}${type.bitWidth}`);
    case 'float':
      return type.bitWidth === 16 ? undefined : same(`f${type.bitWidth}`);
    case 'utf8':
    case 'json':
      return { argument: '&str', result: 'String' };
    case 'binary':
      return { argument: '&[u8]', result: 'Vec<u8>' };
    case 'timestamp':
      return isAsFine('us', type.unit) ? same('SystemTime') : undefined;
    case 'duration':
      return isAsFine('us', type.unit) ? same('Duration') : undefined;
    case 'dictionary':
      return rustType(type.value);
    default:
      return undefined;
  }
}

function same(name: string): RustType {
  return { argument: name, result: name };
}

export function rustArgument(type: ArrowType): TypeName {
  const instead = type.kind === 'fixed-list' ? 'Json' : undefined; // It has no lists at all.
  return rustType(type)?.argument ?? lack(type, instead);
}
