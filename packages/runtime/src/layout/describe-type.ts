import { type ArrowField, type ArrowType, formatType } from '@sluice/sdk/manifest';
import { extensionName, extensionType } from './extensions.ts';
import type { SourceField, SourceType } from './source.ts';

/**
 * The manifest's type of one of the wire, without its encoding; undefined where Sluice has none. An extension counts as
 * the type that it is stored as.
 */
export function declaredType(type: SourceType): ArrowType | undefined {
  switch (type.kind) {
    case 'int':
      return { ...type, as: type.bitWidth === 64 ? 'bigint' : 'number' };
    case 'timestamp':
      return { ...type, as: 'bigint' };
    case 'list': {
      const element = declaredField(type.element);
      const isLarge = type.layout === 'large' || type.layout === 'large-view';
      return element && { kind: 'list', element, ...(isLarge ? { layout: 'large' } : {}) };
    }
    case 'fixed-list': {
      const element = declaredField(type.element);
      return element && { ...type, element };
    }
    case 'struct': {
      const fields = declaredFields(type.fields);
      return fields && { kind: 'struct', fields };
    }
    case 'map': {
      const [key, value] =
        type.entries.type.kind === 'struct' ? (declaredFields(type.entries.type.fields) ?? []) : [];
      return key && value && { kind: 'map', key, value };
    }
    case 'union': {
      const fields = declaredFields(type.fields);
      const variants = fields?.map((field) => ({
        field,
        content: field.type.kind === 'null' ? ('none' as const) : ('value' as const),
      }));
      return variants && { kind: 'union', mode: type.mode, tag: 'kind', variants };
    }
    case 'dictionary':
      return declaredType(type.value);
    case 'run-end':
      return declaredType(type.value.type);
    case 'unknown':
      return undefined;
    default:
      return type;
  }
}

/** `declaredType` of a column, or its extension where Sluice has that. */
export function declaredColumn(field: SourceField): ArrowType | undefined {
  return extensionType(field) ?? declaredType(field.type);
}

function declaredField({ name, type, nullable }: SourceField): ArrowField | undefined {
  const declared = declaredType(type);
  return declared && { name, type: declared, nullable };
}

function declaredFields(fields: readonly SourceField[]): ArrowField[] | undefined {
  const declared = fields.map(declaredField);
  return declared.every((field) => field !== undefined) ? declared : undefined;
}

const LIST_NAMES = {
  plain: 'List',
  large: 'LargeList',
  view: 'ListView',
  'large-view': 'LargeListView',
} as const;

/** The type as a person reads it, with its encoding, whether or not Sluice has it. */
export function describeType(type: SourceType): string {
  switch (type.kind) {
    case 'dictionary':
      return `Dictionary<${describeType(type.value)}>`;
    case 'run-end':
      return `RunEndEncoded<${describeField(type.value)}>`;
    case 'list':
      return `${LIST_NAMES[type.layout ?? 'plain']}<${describeField(type.element)}>`;
    case 'fixed-list':
      return `FixedSizeList<${describeField(type.element)}, ${type.size}>`;
    case 'struct':
      return `Struct<${describeMembers(type.fields)}>`;
    case 'map':
      return `Map<${type.entries.type.kind === 'struct' ? type.entries.type.fields.map(describeField).join(', ') : ''}>`;
    case 'union':
      return `${type.mode === 'dense' ? 'DenseUnion' : 'SparseUnion'}<${describeMembers(type.fields)}>`;
    case 'unknown':
      return type.name;
    case 'int':
      return formatType({ ...type, as: 'number' });
    case 'timestamp':
      return formatType({ ...type, as: 'bigint' });
    default:
      return formatType(type);
  }
}

function describeField(field: SourceField): string {
  return field.nullable ? `${describeColumn(field)}?` : describeColumn(field);
}

/** A field's type as a person reads it, with the name of its extension: DuckDB's booleans are `Int8 (arrow.bool8)`. */
export function describeColumn(field: SourceField): string {
  const known = extensionType(field);
  if (known !== undefined) return formatType(known);
  const name = extensionName(field);
  return name === undefined ? describeType(field.type) : `${describeType(field.type)} (${name})`;
}

function describeMembers(fields: readonly SourceField[]): string {
  return fields.map((field) => `${field.name}: ${describeField(field)}`).join(', ');
}
