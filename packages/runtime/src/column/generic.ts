import { type ArrowField, formatType } from '@sluice/sdk/manifest';
import type { Column, ColumnBuilder } from './abi.ts';
import { BoolBuilder } from './build/bool.ts';
import type { Builder } from './build/builder.ts';
import { BinaryBuilder, Utf8Builder } from './build/bytes.ts';
import { DecimalBuilder } from './build/decimal.ts';
import { DictionaryBuilder, LiteralBuilder } from './build/dictionary.ts';
import { FixedBinaryBuilder, UuidBuilder } from './build/fixed-binary.ts';
import { FixedListBuilder, FixedTypedListBuilder } from './build/fixed-list.ts';
import { IntervalBuilder } from './build/interval.ts';
import { JsonBuilder } from './build/json.ts';
import { ListBuilder, MapBuilder, StructBuilder, TypedListBuilder } from './build/nested.ts';
import { NullBuilder } from './build/null.ts';
import {
  Float16Builder,
  Float32Builder,
  Float64Builder,
  Int64Builder,
  IntegerBuilder,
  type IntegerName,
  UInt64Builder,
} from './build/numbers.ts';
import {
  Date64Builder,
  DateBuilder,
  Time32Builder,
  Time64Builder,
  TimestampDateBuilder,
} from './build/times.ts';
import { UnionBuilder } from './build/union.ts';
import { ValuesBuilder } from './build/values.ts';
import { SafeIntBuilder, SafeUintBuilder } from './build/words.ts';
import { readerOf } from './read/generic.ts';
import type { ValueErrorCode } from './value-error.ts';

export { concatColumns } from './concat.ts';

// What adapters have compiled in, driven by the field instead: for the host's side, where one row at a time is read or
// written and a call through a closure does not count. No adapter imports this file.

/** Reads single values of a column. */
export interface ColumnReader {
  /**
   * The row's value; `null`, or `undefined` under `nullAs`, where it is null, whether the field admits it or not.
   * @throws UdfValueError `invalid-argument` when JavaScript's type cannot hold it exactly
   */
  get(row: number): unknown;
}

/** A reader for any type. */
export function createReader(field: ArrowField, column: Column): ColumnReader {
  return { get: readerOf(field, column, field.name) };
}

/**
 * A builder for any type.
 * @param code of the errors for values that do not fit
 * @default code 'invalid-argument'
 */
export function createBuilder(
  field: ArrowField,
  rowCount: number,
  code: ValueErrorCode = 'invalid-argument',
): ColumnBuilder {
  const builder = makeBuilder(field, rowCount);
  builder.useCode(code);
  return builder;
}

function makeBuilder(field: ArrowField, rowCount: number): Builder {
  const { nullable, type } = field;
  switch (type.kind) {
    case 'null':
      return new NullBuilder(rowCount);
    case 'bool':
      return new BoolBuilder(rowCount, nullable);
    case 'int':
      if (type.bitWidth < 64) {
        const name = `${type.signed ? 'Int' : 'UInt'}${type.bitWidth}` as IntegerName; // 8, 16 or 32
        return new IntegerBuilder(rowCount, nullable, name);
      }
      if (type.as === 'number')
        return new (type.signed ? SafeIntBuilder : SafeUintBuilder)(rowCount, nullable);
      return new (type.signed ? Int64Builder : UInt64Builder)(rowCount, nullable);
    case 'float':
      return new { 16: Float16Builder, 32: Float32Builder, 64: Float64Builder }[type.bitWidth](
        rowCount,
        nullable,
      );
    case 'utf8':
      return new Utf8Builder(rowCount, nullable, formatType(type));
    case 'binary':
      return new BinaryBuilder(rowCount, nullable, formatType(type));
    case 'fixed-binary':
      return new FixedBinaryBuilder(rowCount, nullable, type.byteWidth);
    case 'uuid':
      return new UuidBuilder(rowCount, nullable);
    case 'json':
      return new JsonBuilder(rowCount, nullable);
    case 'decimal':
      return new DecimalBuilder(rowCount, nullable, type.bitWidth, type.precision, type.scale);
    case 'date':
      return new (type.bitWidth === 32 ? DateBuilder : Date64Builder)(rowCount, nullable);
    case 'time':
      return type.unit === 's' || type.unit === 'ms'
        ? new Time32Builder(rowCount, nullable, type.unit)
        : new Time64Builder(rowCount, nullable, type.unit);
    case 'timestamp':
      return new (type.as === 'date' ? TimestampDateBuilder : Int64Builder)(
        rowCount,
        nullable,
        formatType(type),
      );
    case 'duration':
      return new Int64Builder(rowCount, nullable, formatType(type));
    case 'interval':
      return new IntervalBuilder(rowCount, nullable, type.unit);
    case 'list': {
      const element = makeBuilder(type.element, 0);
      const name = type.layout === 'large' ? 'LargeList' : 'List';
      return type.as === 'typed-array' && element instanceof ValuesBuilder
        ? new TypedListBuilder(rowCount, nullable, element, name)
        : new ListBuilder(rowCount, nullable, element, name);
    }
    case 'fixed-list': {
      const element = makeBuilder(type.element, 0);
      return type.as === 'typed-array' && element instanceof ValuesBuilder
        ? new FixedTypedListBuilder(rowCount, nullable, type.size, element)
        : new FixedListBuilder(rowCount, nullable, type.size, element);
    }
    case 'struct':
      return new StructBuilder(
        rowCount,
        nullable,
        type.fields.map((member) => member.name),
        type.fields.map((member) => makeBuilder(member, 0)),
      );
    case 'map':
      return new MapBuilder(
        rowCount,
        nullable,
        makeBuilder({ ...type.key, nullable: false }, 0),
        makeBuilder(type.value, 0),
      );
    case 'dictionary':
      return type.values === undefined
        ? new DictionaryBuilder(
            rowCount,
            nullable,
            makeBuilder({ name: '', type: type.value, nullable: false }, 0),
          )
        : new LiteralBuilder(rowCount, nullable, type.values);
    case 'union':
      return new UnionBuilder(
        rowCount,
        nullable,
        type.mode === 'dense' ? 'DenseUnion' : 'SparseUnion',
        type.tag,
        type.variants.map(({ field, content }) => ({
          tag: field.name,
          content,
          builder: makeBuilder(field, 0),
        })),
      );
  }
}
