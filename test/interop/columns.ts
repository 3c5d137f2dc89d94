/** A column of the test's tables: its name, which is also that of the functions that read it, and its TypeScript type. */
export const columns: Readonly<Record<string, string>> = {
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
  float32: 'Float32',
  float64: 'number',
  utf8: 'string',
  binary: 'Uint8Array',
  decimal: 'Decimal<38, 10>',
  decimal_whole: 'Decimal<9>',
  date32: 'DateDay',
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
  list_int: '(Int32 | null)[]',
  list_text: '(string | null)[]',
  list_required: 'string[]',
  list_list: '((boolean | null)[] | null)[]',
  struct: '{ x: number | null; label: string | null; on: boolean | null }',
  struct_deep:
    '{ inner: { tags: (string | null)[] | null; at: DateDay | null } | null; price: Decimal<12, 2> | null }',
  map: 'Map<string, number | null>',
  list_struct: '({ sku: string | null; counts: Map<Int32, bigint | null> | null } | null)[]',
};

/** pyarrow reads these two types and compares them, but has no way to make them. */
export const intervals: Readonly<Record<string, string>> = {
  year_month: "Interval<'year-month'>",
  day_time: "Interval<'day-time'>",
};

/** Each function gives back what it is given. `_strict` ones admit no null: their result is null where the value is. */
export const variants = ['sync', 'sync_strict', 'async', 'async_strict'] as const;

/** Functions `<column>_<variant>` for every column. */
export const SOURCE: string = [
  `import { type DateDay, type Decimal, type Duration, type Float32, type Int8, type Int16, type Int32, type Interval,
  type SafeInt, type Timestamp, type UInt8, type UInt16, type UInt32, type UInt64, udf } from '@sluice/sdk';`,
  ...Object.entries({ ...columns, ...intervals }).flatMap(([name, type]) => [
    `export const ${name}_sync = udf({}, (v: ${type} | null): ${type} | null => v);`,
    `export const ${name}_sync_strict = udf({}, (v: ${type}): ${type} => v);`,
    `export const ${name}_async = udf({ async: true }, async (v: ${type} | null): Promise<${type} | null> => v);`,
    `export const ${name}_async_strict = udf({ async: true }, async (v: ${type}): Promise<${type}> => v);`,
  ]),
].join('\n');
