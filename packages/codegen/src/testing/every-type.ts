import type { UdfModel } from '@sluice/sdk/manifest';
import { modelsOf } from './analyse-source.ts';

/** Every Arrow type that TypeScript has a name for, by the SQL name of a function that takes and gives it. */
const types: Readonly<Record<string, string>> = {
  t_null: 'null',
  t_bool: 'boolean',
  t_int8: 'Int8',
  t_int16: 'Int16',
  t_int32: 'Int32',
  t_int64: 'bigint',
  t_safe_int: 'SafeInt',
  t_uint8: 'UInt8',
  t_uint16: 'UInt16',
  t_uint32: 'UInt32',
  t_uint64: 'UInt64',
  t_float16: 'Float16',
  t_float32: 'Float32',
  t_float64: 'number',
  t_utf8: 'string',
  t_large_utf8: 'LargeUtf8',
  t_utf8_view: 'Utf8View',
  t_binary: 'Uint8Array',
  t_large_binary: 'LargeBinary',
  t_binary_view: 'BinaryView',
  t_fixed_binary: 'FixedSizeBinary<4>',
  t_decimal32: 'Decimal32<9, 2>',
  t_decimal64: 'Decimal64<18, 4>',
  t_decimal128: 'Decimal<38, 10>',
  t_decimal256: 'Decimal<76, 20>',
  t_date: 'DateDay',
  t_date64: 'Date64',
  t_time_s: "TimeOfDay<'s'>",
  t_time_ms: "TimeOfDay<'ms'>",
  t_time_us: 'TimeOfDay',
  t_time_ns: "TimeOfDay<'ns'>",
  t_timestamp_date: 'Date',
  t_timestamp_s: "Timestamp<'s'>",
  t_timestamp_us: 'Timestamp',
  t_timestamp_ns: "Timestamp<'ns'>",
  t_timestamp_zone: "Timestamp<'us', 'Europe/Paris'>",
  t_duration_ms: "Duration<'ms'>",
  t_duration_us: "Duration<'us'>",
  t_duration_ns: "Duration<'ns'>",
  t_interval_year_month: "Interval<'year-month'>",
  t_interval_day_time: "Interval<'day-time'>",
  t_interval: "Interval<'month-day-nano'>",
  t_list: '(string | null)[]',
  t_list_list: 'number[][]',
  t_large_list: 'LargeList<Int32>',
  t_fixed_list: 'FixedSizeList<Float32, 3>',
  t_typed_array: 'Float32Array',
  t_struct: '{ "a b": number; inner: { "class": string | null }; tags: string[] }',
  t_map: 'Map<string, Int32 | null>',
  t_literals: "'it''s' | 'low'".replace("''", "\\'"),
  t_dictionary: 'Dictionary<string>',
  t_dictionary_int: 'Dictionary<Int32>',
  t_union: 'Shape',
  t_sparse_union: 'Sparse<Shape>',
  t_json: 'Json',
  t_uuid: 'Uuid',
};

/** One function for each Arrow type, which takes and gives it, and two that do so with null. */
export function everyType(): readonly UdfModel[] {
  echoes ??= typeEchoes({ ...types, t_null_list: 'string[] | null', t_null_utf8: 'string | null' });
  return echoes;
}

/** Analysed once in a test file. */
let echoes: readonly UdfModel[] | undefined;
let kinds: readonly UdfModel[] | undefined;

/** A function for each type, which takes and gives it, by its SQL name. */
export function typeEchoes(named: Readonly<Record<string, string>>): readonly UdfModel[] {
  const functions = Object.entries(named).map(
    ([name, type]) => `export const ${name} = udf({}, (value: ${type}): ${type} => value);`,
  );
  return modelsOf(`import { type BinaryView, type Date64, type DateDay, type Decimal, type Decimal32, type Decimal64,
  type Dictionary, type Duration, type FixedSizeBinary, type FixedSizeList, type Float16, type Float32, type Int8,
  type Int16, type Int32, type Interval, type Json, type LargeBinary, type LargeList, type LargeUtf8, type SafeInt,
  type Sparse, type TimeOfDay, type Timestamp, type UInt8, type UInt16, type UInt32, type UInt64, type Utf8View,
  type Uuid, udf } from '@sluice/sdk';
type Shape = { kind: 'circle'; radius: number } | { kind: 'label'; value: string } | { kind: 'none' };
${functions.join('\n')}
`);
}

/** A function of each kind, between them with every option. */
export function everyKind(): readonly UdfModel[] {
  kinds ??= modelsOf(`import { aggregate, type Float32, type Int32, type UdfContext, udf } from '@sluice/sdk';
interface Commit { sha: string; "order": Int32 }

export const shout = udf({ deterministic: true }, (text: string): string => text.toUpperCase());

export const now = udf({}, (): number => 1);

export class Geo {
  /** The city of an address, as the service "geo" knows it. */
  @udf({ async: true, ordered: true, maxInFlight: 500, timeout: '2s', rateLimit: { perSecond: 50 },
    retry: { retries: 3, maxBackoff: '5s', budget: 0.1 }, onError: 'null' })
  static async city(ip: string, language: string | null): Promise<string> { return ip + language; }

  @udf({ async: true, orderBy: 'text', batch: { maxRows: 64, linger: '20ms' }, onError: 'capture',
    timeout: { attempt: '30s', total: '2 minutes' } })
  async embed(text: string[]): Promise<Float32[][]> { return text.map(() => []); }

  @udf({ async: true, deterministic: true, cache: { maxEntries: 1000, ttl: '1h' } })
  async from(select: string): Promise<string | null> { return select; }
}

export const celsius = udf({ vectorized: true }, (fahrenheit: Float64Array): Float64Array => fahrenheit);

export const words = udf({}, function* (text: string): Generator<string> { yield text; });

export const commits = udf({ async: true, timeout: '1m' },
  async function* (repository: string, ctx: UdfContext): AsyncGenerator<Commit> { yield { sha: ctx.udf, order: 1 }; });

/** A mean in which each value has a weight. */
@aggregate({ deterministic: true })
export class WeightedMean {
  init(): { sum: number; weight: number } { return { sum: 0, weight: 0 }; }
  accumulate(state: { sum: number; weight: number }, value: number, weight: number): void { state.sum += value * weight; }
  merge(state: { sum: number; weight: number }, other: { sum: number; weight: number }): void { state.sum += other.sum; }
  finish(state: { sum: number; weight: number }): number | null { return state.sum; }
}
`);
  return kinds;
}
