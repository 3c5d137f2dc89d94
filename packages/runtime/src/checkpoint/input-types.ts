import type { ArrowType } from '@sluice/sdk/manifest';
import {
  DataType,
  Dictionary,
  type Field,
  FixedSizeList,
  LargeList,
  List,
  Map_,
  Struct,
  Type,
  Union,
} from 'apache-arrow';
import { sourceType } from '../arrow/source.ts';
import { declaredType, describeType as describeSource } from '../layout/describe-type.ts';

/** The manifest's type of what `packColumns` can copy whole; undefined for what Arrow has and Sluice has not. */
export function copyable(type: DataType): ArrowType | undefined {
  const declared = declaredType(sourceType(type));
  return declared !== undefined && namesAreDistinct(type) ? declared : undefined;
}

/** `packColumns` finds struct members and union variants by name. */
function namesAreDistinct(type: DataType): boolean {
  const children = (type.children ?? []) as readonly Field[];
  return (
    new Set(children.map(({ name }) => name)).size === children.length &&
    children.every((child) => namesAreDistinct(child.type))
  );
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
      ? writtenType(expanded(type.dictionary), id)
      : writtenType(type.dictionary, id);
    // Nested values are written if Sluice can copy them.
    if (values === undefined || (copyable(values) === undefined && holds(values, () => true)))
      return undefined;
    return new Dictionary(values, type.indices, id, type.isOrdered);
  }
  if (copyable(type) !== undefined) return holds(type, DataType.isDictionary) ? expanded(type) : type;
  // What Sluice cannot copy is written as it is, and of these two apache-arrow's writer loses or misplaces something.
  return holds(type, (inner) => DataType.isDictionary(inner) || isView(inner)) ? undefined : type;
}

function isView(type: DataType): boolean {
  return DataType.isUtf8View(type) || DataType.isBinaryView(type);
}

/** The type without the dictionaries in it. Fields keep their names and metadata. */
function expanded(type: DataType): DataType {
  if (DataType.isDictionary(type)) return expanded(type.dictionary);
  const children = ((type.children ?? []) as readonly Field[]).map((field) =>
    field.clone({ type: expanded(field.type) }),
  );
  const child = children[0] as Field; // lists and maps have one
  switch (type.typeId) {
    case Type.List:
      return new List(child);
    case Type.LargeList:
      return new LargeList(child);
    case Type.FixedSizeList:
      return new FixedSizeList((type as FixedSizeList).listSize, child);
    case Type.Struct:
      return new Struct(children);
    case Type.Map:
      return new Map_(child as Field<Struct<{ key: DataType; value: DataType }>>, (type as Map_).keysSorted);
    case Type.Union:
      return new Union((type as Union).mode, (type as Union).typeIds, children);
    default:
      return type;
  }
}

/** Whether a type has one inside, at any depth. */
function holds(type: DataType, is: (inner: DataType) => boolean): boolean {
  const children = (type.children ?? []) as readonly Field[];
  return children.some((child) => is(child.type) || holds(child.type, is));
}

/** The type as a person reads it, with all in which the columns of two batches must agree. */
export function describeType(type: DataType): string {
  return DataType.isDictionary(type)
    ? `Dictionary<${describeType(type.indices)}, ${describeType(type.dictionary)}>`
    : describeSource(sourceType(type));
}
