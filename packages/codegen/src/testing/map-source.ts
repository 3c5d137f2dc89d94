import { type ArrowField, formatNested } from '@sluice/sdk/manifest';
import { analyseSource, modelOf } from './analyse-source.ts';

/** The import of every alias, for sources that a test writes around one type. */
export const aliases = `import { udf, type ArrayView, type Binary, type BinaryView, type Bool, type Column, type Date64, type DateDay,
  type Decimal, type Decimal32, type Decimal64, type Decimal256, type Dictionary, type Duration, type FixedSizeBinary,
  type FixedSizeList, type Float16, type Float32, type Float64, type Int16, type Int32, type Int64, type Int8,
  type Interval, type Json, type JsonValue, type LargeBinary, type LargeList, type LargeUtf8, type SafeInt, type Sparse,
  type TimeOfDay, type Timestamp, type UInt16, type UInt32, type UInt64, type UInt8, type Utf8, type Utf8View,
  type Uuid } from '@sluice/sdk';
`;

/** The field of a parameter of the type. */
export function parameterOf(type: string, declarations = ''): ArrowField {
  const model = modelOf(`${aliases}${declarations}
    export const f = udf({}, (x: ${type}): number => 1);`);
  return model.parameters[0] as ArrowField; // It has one.
}

/** The field of a result of the type. */
export function resultOf(type: string, declarations = ''): ArrowField {
  return modelOf(`${aliases}${declarations}
    export const f = udf({}, (): ${type} => null!);`).result;
}

/** A field in short: `Utf8?`, and `Utf8? undefined` where its nulls read so. */
export const show = (field: ArrowField | undefined): string =>
  field === undefined ? '' : `${formatNested(field)}${field.nullAs === undefined ? '' : ' undefined'}`;

/** What is said of a parameter of the type, each as `code: message`. */
export function problemsOf(type: string, declarations = ''): readonly string[] {
  const { diagnostics } = analyseSource(`${aliases}${declarations}
    export const f = udf({}, (x: ${type}): number => 1);`);
  return diagnostics.map(({ code, message }) => `${code}: ${message}`);
}
