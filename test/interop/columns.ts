/** Types of one array each: a column's name, which is also that of the functions that take it, and its TypeScript type. */
export const flat: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int8: 'Int8',
  int16: 'Int16',
  int32: 'Int32',
  int64: 'bigint',
  safe_int: 'SafeInt',
  uint8: 'UInt8',
  uint16: 'UInt16',
  uint32: 'UInt32',
  uint64: 'UInt64',
  float16: 'Float16',
  float32: 'Float32',
  float64: 'number',
  utf8: 'string',
  large_utf8: 'LargeUtf8',
  utf8_view: 'Utf8View',
  binary: 'Uint8Array',
  large_binary: 'LargeBinary',
  binary_view: 'BinaryView',
  fixed_size_binary: 'FixedSizeBinary<3>',
  decimal32: 'Decimal32<9, 2>',
  decimal64: 'Decimal64<18, 3>',
  decimal: 'Decimal<38, 10>',
  decimal_whole: 'Decimal<9>',
  decimal256: 'Decimal256<76, 20>',
  date32: 'DateDay',
  date64: 'Date64',
  time_s: "TimeOfDay<'s'>",
  time_ms: "TimeOfDay<'ms'>",
  time_us: "TimeOfDay<'us'>",
  time_ns: "TimeOfDay<'ns'>",
  timestamp_date: 'Date',
  timestamp_s: "Timestamp<'s'>",
  timestamp_ms: "Timestamp<'ms'>",
  timestamp_us: "Timestamp<'us'>",
  timestamp_ns: "Timestamp<'ns'>",
  timestamp_s_zone: "Timestamp<'s', 'Europe/Berlin'>",
  timestamp_ms_zone: "Timestamp<'ms', '+02:00'>",
  timestamp_us_zone: "Timestamp<'us', 'UTC'>",
  timestamp_ns_zone: "Timestamp<'ns', 'Asia/Tokyo'>",
  duration_s: "Duration<'s'>",
  duration_ms: "Duration<'ms'>",
  duration_us: "Duration<'us'>",
  duration_ns: "Duration<'ns'>",
  month_day_nano: 'Interval',
  json: 'Json',
  uuid: 'Uuid',
};

const VARIANTS = "{ kind: 'none' } | { kind: 'count'; value: Int32 } | { kind: 'words'; value: string[] }";

/** Types with arrays inside. */
export const nested: Readonly<Record<string, string>> = {
  list_int: '(Int32 | null)[]',
  list_text: '(string | null)[]',
  list_required: 'string[]',
  list_list: '((boolean | null)[] | null)[]',
  list_typed: 'Float32Array',
  large_list: 'LargeList<UInt64 | null>',
  large_list_text: 'LargeList<LargeUtf8>',
  fixed_size_list: 'FixedSizeList<Float32, 3>',
  fixed_size_list_nulls: 'FixedSizeList<boolean | null, 2>',
  struct: '{ x: number | null; label: string | null; on: boolean | null }',
  struct_required: '{ id: Int16; on: boolean; name: Utf8View }',
  struct_deep:
    '{ inner: { tags: (string | null)[] | null; at: DateDay | null } | null; price: Decimal<12, 2> | null }',
  map: 'Map<string, number | null>',
  map_required: 'Map<Int32, boolean[]>',
  list_struct: '({ sku: string | null; counts: Map<Int32, bigint | null> | null } | null)[]',
  literals: "'low' | 'middle' | 'high'",
  dictionary_text: 'Dictionary<string>',
  dictionary_int64: 'Dictionary<bigint>',
  dictionary_bool: 'Dictionary<boolean>',
  list_dictionary: '(Dictionary<string> | null)[]',
  dense_union: `(${VARIANTS} | { kind: 'point'; x: number; label: string | null })`,
  sparse_union: `Sparse<${VARIANTS}>`,
  list_union: `(${VARIANTS} | null)[]`,
  struct_union: `{ shape: (${VARIANTS}) | null; colour: 'red' | 'blue' | null; id: Uuid | null }`,
  list_fixed: '(FixedSizeList<Decimal64<18, 3> | null, 2> | null)[]',
  struct_times: "{ at: Timestamp<'us', 'UTC'>; noon: TimeOfDay<'ms'> | null; span: Interval | null }",
};

export const columns: Readonly<Record<string, string>> = { ...flat, ...nested };

/** Types that not every implementation makes: pyarrow reads these intervals and compares them, but cannot make any. */
export const others: Readonly<Record<string, string>> = {
  null: 'null',
  year_month: "Interval<'year-month'>",
  day_time: "Interval<'day-time'>",
};

/** Elements of every kind of layout, in every type that has something inside, admitting null or not. */
const elements: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int8: 'Int8',
  int64: 'bigint',
  float16: 'Float16',
  text: 'string',
  view: 'Utf8View',
  bytes: 'LargeBinary',
  fixed: 'FixedSizeBinary<3>',
  decimal: 'Decimal<20, 2>',
  time: "TimeOfDay<'s'>",
  interval: 'Interval',
  uuid: 'Uuid',
  literals: "('low' | 'high')",
  words: 'Dictionary<string>',
  bits: 'boolean[]',
  pair: 'FixedSizeList<Int16, 2>',
  record: '{ a: boolean | null; b: string }',
  shape: `(${VARIANTS})`,
};

const around: Readonly<Record<string, (element: string) => string>> = {
  list: (element) => `(${element})[]`,
  large: (element) => `LargeList<${element}>`,
  size: (element) => `FixedSizeList<${element}, 2>`,
  struct: (element) => `{ before: Int32; in: ${element}; behind: boolean }`,
  map: (element) => `Map<Int32, ${element}>`,
  variant: (element) => `({ kind: 'off' } | { kind: 'on'; in: ${element}; behind: boolean })`,
};

/** Each of `elements` in each of `around`. */
export const grid: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(around).flatMap(([outer, wrap]) =>
    Object.entries(elements).flatMap(([inner, element]) => [
      [`${outer}_of_${inner}`, wrap(element)],
      [`${outer}_of_${inner}_nulls`, wrap(`${element} | null`)],
    ]),
  ),
);

/** Each function gives back what it is given. `_strict` ones admit no null: their result is null where the value is. */
export const variants = [
  'sync',
  'sync_strict',
  'vectorized',
  'vectorized_strict',
  'async',
  'async_strict',
  'batch',
] as const;

export type Variant = (typeof variants)[number];

/** Whole columns of numbers that are never null. */
const typedArrays: Readonly<Record<string, string>> = {
  int8: 'Int8Array',
  int16: 'Int16Array',
  int32: 'Int32Array',
  int64: 'BigInt64Array',
  uint8: 'Uint8Array',
  uint16: 'Uint16Array',
  uint32: 'Uint32Array',
  uint64: 'BigUint64Array',
  float32: 'Float32Array',
  float64: 'Float64Array',
};

const NAMES = `BinaryView, Column, Date64, DateDay, Decimal, Decimal256, Decimal32, Decimal64, Dictionary, Duration,
  FixedSizeBinary, FixedSizeList, Float16, Float32, Int16, Int32, Int8, Interval, Json, LargeBinary, LargeList,
  LargeUtf8, SafeInt, Sparse, TimeOfDay, Timestamp, UInt16, UInt32, UInt64, UInt8, Utf8View, Uuid`;

/** Functions `<column>_<variant>` for every column, `_table` and the aggregate `_last`, and of the grid the two plainest. */
export const SOURCE: string = [
  `import { aggregate, udf } from '@sluice/sdk';\nimport type { ${NAMES} } from '@sluice/sdk';`,
  ...Object.entries({ ...columns, ...others }).flatMap(([name, given]) => {
    const type = `Type_${name}`;
    const maybe = `${type} | null`;
    const whole = typedArrays[name] ?? `Column<${type}>`;
    return [
      `type ${type} = ${given};`,
      `export const ${name}_sync = udf({}, (v: ${maybe}): ${maybe} => v);`,
      `export const ${name}_sync_strict = udf({}, (v: ${type}): ${type} => v);`,
      `export const ${name}_vectorized = udf({ vectorized: true }, (v: Column<${maybe}>): Column<${maybe}> => v);`,
      `export const ${name}_vectorized_strict = udf({ vectorized: true }, (v: ${whole}): ${whole} => v);`,
      `export const ${name}_async = udf({ async: true }, async (v: ${maybe}): Promise<${maybe}> => v);`,
      `export const ${name}_async_strict = udf({ async: true }, async (v: ${type}): Promise<${type}> => v);`,
      `export const ${name}_batch = udf({ async: true, batch: { maxRows: 64 } }, async (v: (${maybe})[]): Promise<(${maybe})[]> => v);`,
      `export const ${name}_table = udf({}, function* (v: ${maybe}): Generator<${maybe}> { yield v; });`,
      `@aggregate({ name: '${name}_last' })
export class Last_${name} {
  init(): { v: ${maybe} } { return { v: null }; }
  accumulate(state: { v: ${maybe} }, v: ${maybe}): void { state.v = v; }
  merge(state: { v: ${maybe} }, other: { v: ${maybe} }): void { state.v = other.v; }
  finish(state: { v: ${maybe} }): ${maybe} { return state.v; }
}`,
    ];
  }),
  ...Object.entries(grid).flatMap(([name, given]) => [
    `type Type_${name} = ${given};`,
    `export const ${name}_sync = udf({}, (v: Type_${name} | null): Type_${name} | null => v);`,
    `export const ${name}_async = udf({ async: true }, async (v: Type_${name} | null): Promise<Type_${name} | null> => v);`,
  ]),
].join('\n');
