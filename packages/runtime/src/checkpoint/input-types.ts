import { type ArrowType, formatType } from '@sluice/sdk/manifest';
import { DataType, Dictionary, type Field } from 'apache-arrow';
import { fromDataType, toDataType } from '../arrow/types.ts';

/** The manifest's type of what `packColumns` can copy whole; undefined for what Arrow has and Sluice has not. */
export function copyable(type: DataType): ArrowType | undefined {
  const known = fromDataType(type);
  return known !== undefined && membersAreDistinct(known) ? known : undefined;
}

/** `packColumns` finds struct members by name. */
function membersAreDistinct(type: ArrowType): boolean {
  switch (type.kind) {
    case 'list':
      return membersAreDistinct(type.element.type);
    case 'map':
      return membersAreDistinct(type.key.type) && membersAreDistinct(type.value.type);
    case 'struct':
      return (
        new Set(type.fields.map(({ name }) => name)).size === type.fields.length &&
        type.fields.every((member) => membersAreDistinct(member.type))
      );
    default:
      return true;
  }
}

/**
 * The type under which a column is written; undefined where it cannot be.
 *
 * A dictionary-encoded column stays so, under an id that no other column has: two columns made with one type object share
 * theirs, and then `apache-arrow` does not write them. Dictionaries nested in other types are expanded: it writes
 * batches that have different ones as if they had the same.
 *
 * @param id of the dictionary, if there is one
 */
export function writtenType(type: DataType, id: number): DataType | undefined {
  if (DataType.isDictionary(type)) {
    const values = DataType.isDictionary(type.dictionary)
      ? expandedType(type.dictionary)
      : writtenType(type.dictionary, id);
    // Nested values are written if Sluice can copy them.
    if (values === undefined || (copyable(values) === undefined && holds(values, () => true)))
      return undefined;
    return new Dictionary(values, type.indices, id, type.isOrdered);
  }
  if (holds(type, DataType.isDictionary)) return expandedType(type);
  // Its writer misplaces the views of a slice; at the top we can realign them ourselves.
  return holds(type, (inner) => DataType.isUtf8View(inner) || DataType.isBinaryView(inner))
    ? undefined
    : type;
}

function expandedType(type: DataType): DataType | undefined {
  const known = copyable(type);
  return known && toDataType(known);
}

/** Whether a type has one inside, at any depth. */
function holds(type: DataType, is: (inner: DataType) => boolean): boolean {
  const children = (type.children ?? []) as readonly Field[];
  return children.some((child) => is(child.type) || holds(child.type, is));
}

/** The type as a person reads it, with all in which the columns of two batches must agree. */
export function describeType(type: DataType): string {
  if (DataType.isDictionary(type)) {
    return `Dictionary<${describeType(type.indices)}, ${describeType(type.dictionary)}>`;
  }
  const known = fromDataType(type);
  return known === undefined || holds(type, DataType.isDictionary) ? String(type) : formatType(known);
}
