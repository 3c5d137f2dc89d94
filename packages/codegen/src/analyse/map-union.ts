import type { ArrowField, ArrowType, UnionVariant } from '@sluice/sdk/manifest';
import type { Type } from 'ts-morph';
import { compareText } from '../diagnostics/diagnostic.ts';
import { mapFields, propertiesOf } from './map-struct.ts';
import { enter, fail, type Mapping, type Place } from './mapping.ts';
import { findTag } from './union-tag.ts';

/** The type ids of a union's rows are bytes, and not negative. */
const mostVariants = 128;

/** Maps a union of object types that a string literal in each tells apart. */
export function mapUnion(place: Place, mode: 'dense' | 'sparse', mapping: Mapping): ArrowType {
  const { members, path } = place;
  if (members.length > mostVariants) {
    return fail(
      place,
      mapping,
      `; an Arrow union has at most ${mostVariants} variants: use a struct, or Json`,
    );
  }
  const found = findTag(members, mapping);
  if ('hint' in found) return fail(place, mapping, found.hint);
  const { tag, literals } = found;
  const variants = members
    .map((member, index) => ({ member, literal: literals[index] as string })) // findTag gives one for each
    .sort((a, b) => compareText(a.literal, b.literal))
    .map(({ member, literal }) => mapVariant(member, literal, tag, place, mapping));
  for (const [index, { field }] of variants.entries()) {
    const same = ({ field: other }: UnionVariant): boolean =>
      other.name.toLowerCase() === field.name.toLowerCase();
    const first = variants.slice(0, index).find(same);
    if (first === undefined) continue;
    mapping.problems.push({ code: 'duplicate-field', path, first: first.field.name, field: field.name });
  }
  // A null of the union, as a row that is left out has one, is a null of what a variant holds.
  if (variants.every(({ content }) => content === 'none')) {
    return fail(
      place,
      mapping,
      `; none of its objects holds anything beside ${tag}: use a union of string literals`,
    );
  }
  return { kind: 'union', mode, tag, variants };
}

function mapVariant(
  member: Type,
  literal: string,
  tag: string,
  place: Place,
  mapping: Mapping,
): UnionVariant {
  const properties = propertiesOf(member).filter((property) => property.getName() !== tag);
  const inner = enter(member, place, mapping);
  if (properties.length === 0 || inner === undefined) {
    return { field: { name: literal, type: { kind: 'null' }, nullable: true }, content: 'none' };
  }
  const fields = mapFields(properties, place.path, inner);
  const [value] = fields;
  if (fields.length === 1 && value?.name === 'value' && isNeverNull(value)) {
    return { field: { ...value, name: literal, nullable: place.nullable }, content: 'value' };
  }
  return {
    field: { name: literal, type: { kind: 'struct', fields }, nullable: place.nullable },
    content: 'struct',
  };
}

/**
 * Whether a null in a field's column can be that of the union around it only. A union of its own keeps its nulls in its
 * variants, which do not admit them.
 */
function isNeverNull({ type, nullable }: ArrowField): boolean {
  return !nullable && type.kind !== 'union';
}
