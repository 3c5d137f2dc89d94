import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { DataType, type Dictionary, type Field, Type, UnionMode } from 'apache-arrow';

/** Where a column is not what a manifest declares, from its name on; undefined where it is. */
export function mismatch(declared: ArrowField, found: Field, path = declared.name): string | undefined {
  if (declared.nullable !== found.nullable) {
    return `${path} is ${found.nullable ? '' : 'not '}nullable, and declared ${declared.nullable ? '' : 'not '}so`;
  }
  return mismatchedType(declared.type, found, path);
}

function mismatchedType(declared: ArrowType, field: Field, path: string): string | undefined {
  const found: DataType = field.type;
  const children = (found.children ?? []) as Field[];
  const only = (id: Type, good = true): string | undefined =>
    found.typeId === id && good ? undefined : `${path} is ${found}, and declared ${JSON.stringify(declared)}`;
  const inner = (fields: readonly ArrowField[], named = true): string | undefined => {
    if (fields.length !== children.length)
      return `${path} has ${children.length} children, not ${fields.length}`;
    for (const [index, each] of fields.entries()) {
      const child = children[index] as Field; // as many as there are fields
      if (named && each.name !== child.name) return `${path}.${child.name} is declared ${each.name}`;
      const wrong = mismatch(each, child, `${path}.${each.name}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
  switch (declared.kind) {
    case 'null':
      return only(Type.Null);
    case 'bool':
      return only(Type.Bool);
    case 'int':
      return only(
        Type.Int,
        DataType.isInt(found) && found.bitWidth === declared.bitWidth && found.isSigned === declared.signed,
      );
    case 'float':
      return only(Type.Float, DataType.isFloat(found) && 16 << found.precision === declared.bitWidth);
    case 'utf8':
    case 'json': {
      const layout = declared.kind === 'utf8' ? declared.layout : undefined;
      return only(layout === 'large' ? Type.LargeUtf8 : layout === 'view' ? Type.Utf8View : Type.Utf8);
    }
    case 'binary':
      return only(
        declared.layout === 'large'
          ? Type.LargeBinary
          : declared.layout === 'view'
            ? Type.BinaryView
            : Type.Binary,
      );
    case 'fixed-binary':
      return only(
        Type.FixedSizeBinary,
        DataType.isFixedSizeBinary(found) && found.byteWidth === declared.byteWidth,
      );
    case 'uuid':
      return only(Type.FixedSizeBinary, DataType.isFixedSizeBinary(found) && found.byteWidth === 16);
    case 'decimal':
      return only(
        Type.Decimal,
        DataType.isDecimal(found) && found.precision === declared.precision && found.scale === declared.scale,
      );
    case 'date':
      return only(Type.Date, DataType.isDate(found) && (found.unit === 0 ? 32 : 64) === declared.bitWidth);
    case 'time':
      return only(Type.Time, DataType.isTime(found) && units[found.unit] === declared.unit);
    case 'timestamp':
      return only(
        Type.Timestamp,
        DataType.isTimestamp(found) &&
          units[found.unit] === declared.unit &&
          (found.timezone ?? null) === declared.timezone,
      );
    case 'duration':
      return only(Type.Duration, DataType.isDuration(found) && units[found.unit] === declared.unit);
    case 'interval':
      return only(Type.Interval, DataType.isInterval(found) && intervals[found.unit] === declared.unit);
    case 'list':
      return (
        only(found.typeId, DataType.isList(found) || declared.layout === 'large') ??
        inner([declared.element], false)
      );
    case 'fixed-list':
      return (
        only(Type.FixedSizeList, DataType.isFixedSizeList(found) && found.listSize === declared.size) ??
        inner([declared.element], false)
      );
    case 'struct':
      return only(Type.Struct) ?? inner(declared.fields);
    case 'map': {
      const entries = children[0]?.type.children as Field[] | undefined;
      const [key, value] = entries ?? [];
      if (only(Type.Map) !== undefined || key === undefined || value === undefined)
        return only(Type.Map, false);
      return mismatch(declared.key, key, `${path}.key`) ?? mismatch(declared.value, value, `${path}.value`);
    }
    case 'dictionary': {
      if (!DataType.isDictionary(found)) return only(Type.Dictionary, false);
      const { dictionary } = found as Dictionary;
      return mismatchedType(declared.value, field.clone({ type: dictionary }), `${path}<>`);
    }
    case 'union':
      return (
        only(
          Type.Union,
          DataType.isUnion(found) &&
            found.mode === (declared.mode === 'dense' ? UnionMode.Dense : UnionMode.Sparse),
        ) ?? inner(declared.variants.map(({ field: each }) => each))
      );
  }
}

const units = ['s', 'ms', 'us', 'ns'];
const intervals = ['year-month', 'day-time', 'month-day-nano'];
