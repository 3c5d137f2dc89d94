import { type ArrowField, type ArrowType, formatNested, formatType } from '@sluice/sdk/manifest';

/**
 * A column's type as a tree, one field a line: `address: Struct`, below it `city: Utf8?`. A type without named members
 * is one line. A trailing `?` marks what may be null.
 */
export function schemaLines(field: ArrowField): readonly string[] {
  const members = membersOf(field.type);
  if (members === undefined) return [`${field.name}: ${formatNested(field)}`];
  const mark = field.nullable ? '?' : '';
  return [
    `${field.name}: ${outerName(field.type)}${mark}`,
    ...members.flatMap(schemaLines).map((line) => `  ${line}`),
  ];
}

/** The fields of a type that has named members at any depth. */
function membersOf(type: ArrowType): readonly ArrowField[] | undefined {
  switch (type.kind) {
    case 'struct':
      return type.fields;
    case 'union':
      return type.variants.map(({ field }) => field);
    case 'list':
    case 'fixed-list':
      return membersOf(type.element.type) === undefined ? undefined : [type.element];
    case 'map':
      return [type.key, type.value].every(({ type: part }) => membersOf(part) === undefined)
        ? undefined
        : [type.key, type.value];
    default:
      return undefined;
  }
}

/** The type's own name: `Struct`, `FixedSizeList(3)`, `DenseUnion by kind`. */
function outerName(type: ArrowType): string {
  if (type.kind === 'fixed-list') return `FixedSizeList(${type.size})`;
  const name = formatType(type).replace(/<.*/s, '');
  return type.kind === 'union' ? `${name} by ${type.tag}` : name;
}
