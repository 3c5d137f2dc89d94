import type { ArrowField, ArrowType, UnionVariant } from '@sluice/sdk/manifest';
import type { SourceField, SourceType } from './source.ts';

/** The type of the values, where they are encoded: a dictionary's, or those of runs. */
export function decodedType(type: SourceType): SourceType {
  switch (type.kind) {
    case 'dictionary':
      return decodedType(type.value);
    case 'run-end':
      return decodedType(type.value.type);
    default:
      return type;
  }
}

/**
 * Whether a column of type `given` can be read as `wanted`: what differs is how it is laid out, or encoded, never what a
 * value is. The names of list elements and map entries do not count; struct members and union variants are found by
 * name, and those that the function does not declare are left aside. Whether members and elements may be null does not
 * count either: a null that the function does not admit there is its row's error.
 */
export function fitsType(wanted: ArrowType, encoded: SourceType): boolean {
  const given = decodedType(encoded);
  switch (wanted.kind) {
    case 'int':
      return given.kind === 'int' && given.bitWidth === wanted.bitWidth && given.signed === wanted.signed;
    case 'float':
    case 'date':
      return given.kind === wanted.kind && given.bitWidth === wanted.bitWidth;
    case 'fixed-binary':
      return given.kind === 'fixed-binary' && given.byteWidth === wanted.byteWidth;
    case 'decimal':
      return given.kind === 'decimal' && given.precision === wanted.precision && given.scale === wanted.scale;
    case 'time':
    case 'duration':
    case 'interval':
      return given.kind === wanted.kind && given.unit === wanted.unit;
    case 'timestamp':
      return (
        given.kind === 'timestamp' && given.unit === wanted.unit && sameZone(given.timezone, wanted.timezone)
      );
    case 'list':
      return (
        (given.kind === 'list' || given.kind === 'fixed-list') && fitsField(wanted.element, given.element)
      );
    case 'fixed-list':
      return (
        given.kind === 'fixed-list' && given.size === wanted.size && fitsField(wanted.element, given.element)
      );
    case 'struct':
      return given.kind === 'struct' && wanted.fields.every((field) => fitsMember(field, given.fields));
    case 'map': {
      if (given.kind !== 'map' || given.entries.type.kind !== 'struct') return false;
      const [key, value] = given.entries.type.fields;
      return fitsField(wanted.key, key) && fitsField(wanted.value, value);
    }
    case 'union':
      return given.kind === 'union' && fitsVariants(wanted.variants, given.fields);
    case 'dictionary':
      return fitsType(wanted.value, given);
    // Extensions over these: the extension's own name need not be there.
    case 'json':
      return given.kind === 'utf8';
    case 'uuid':
      return given.kind === 'fixed-binary' && given.byteWidth === 16;
    default:
      return given.kind === wanted.kind;
  }
}

function fitsField(wanted: ArrowField, given: SourceField | undefined): boolean {
  return given !== undefined && fitsType(wanted.type, given.type);
}

function fitsMember(wanted: ArrowField, given: readonly SourceField[]): boolean {
  return fitsField(
    wanted,
    given.find(({ name }) => name === wanted.name),
  );
}

/** One variant that both have, and none that they understand differently. Of one without content any type will do. */
function fitsVariants(wanted: readonly UnionVariant[], given: readonly SourceField[]): boolean {
  const shared = wanted.filter(({ field }) => given.some(({ name }) => name === field.name));
  return (
    shared.length > 0 && shared.every(({ field, content }) => content === 'none' || fitsMember(field, given))
  );
}

const UTC_NAMES: ReadonlySet<string> = new Set(['UTC', 'Etc/UTC', '+00:00', 'Z']);

function sameZone(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && UTC_NAMES.has(a) && UTC_NAMES.has(b));
}
