import * as flechette from '@uwdata/flechette';
import * as arrow from 'apache-arrow';

const ROWS = 41;

/** Rows by their number, every third of them null. */
function rows(value: (row: number) => unknown): unknown[] {
  return Array.from({ length: ROWS }, (_, row) => (row % 3 === 2 ? null : value(row)));
}

const text = (row: number): string => 'é'.repeat(row % 17);
const bytes = (row: number): Uint8Array => new Uint8Array(row % 17).fill(row);
const child = (type: arrow.DataType, name = 'item'): arrow.Field => new arrow.Field(name, type, true);

export const arrowColumns: Readonly<Record<string, readonly [arrow.DataType, (row: number) => unknown]>> = {
  null: [new arrow.Null(), () => null],
  bool: [new arrow.Bool(), (row) => row % 2 === 0],
  int8: [new arrow.Int8(), (row) => -row],
  int16: [new arrow.Int16(), (row) => -300 * row],
  int32: [new arrow.Int32(), (row) => -70_000 * row],
  int64: [new arrow.Int64(), (row) => -(2n ** 60n) + BigInt(row)],
  uint8: [new arrow.Uint8(), (row) => row],
  uint16: [new arrow.Uint16(), (row) => 300 * row],
  uint32: [new arrow.Uint32(), (row) => 70_000 * row],
  uint64: [new arrow.Uint64(), (row) => 2n ** 63n + BigInt(row)],
  float16: [new arrow.Float16(), (row) => row / 2],
  float32: [new arrow.Float32(), (row) => row / 3],
  float64: [new arrow.Float64(), (row) => row / 7],
  utf8: [new arrow.Utf8(), text],
  large_utf8: [new arrow.LargeUtf8(), text],
  utf8_view: [new arrow.Utf8View(), text],
  binary: [new arrow.Binary(), bytes],
  large_binary: [new arrow.LargeBinary(), bytes],
  binary_view: [new arrow.BinaryView(), bytes],
  fixed_size_binary: [new arrow.FixedSizeBinary(3), (row) => Uint8Array.of(row, 1, 2)],
  decimal128: [new arrow.Decimal(2, 20, 128), (row) => Uint32Array.of(row, 1, 0, 0)],
  decimal256: [new arrow.Decimal(2, 60, 256), (row) => Uint32Array.of(row, 1, 2, 3, 4, 5, 0, 0)],
  date32: [new arrow.DateDay(), (row) => new Date(86_400_000 * row)],
  date64: [new arrow.DateMillisecond(), (row) => new Date(86_400_000 * row)],
  time_s: [new arrow.TimeSecond(), (row) => row],
  time_ns: [new arrow.TimeNanosecond(), (row) => BigInt(row)],
  timestamp_ms: [new arrow.TimestampMillisecond('Europe/Berlin'), (row) => 1e12 + row],
  timestamp_us: [new arrow.TimestampMicrosecond(), (row) => 1e12 + row],
  duration: [new arrow.DurationMicrosecond(), (row) => BigInt(row)],
  year_month: [new arrow.IntervalYearMonth(), (row) => Int32Array.of(row)],
  day_time: [new arrow.IntervalDayTime(), (row) => Int32Array.of(row, 5)],
  month_day_nano: [new arrow.IntervalMonthDayNano(), (row) => Int32Array.of(row, 5, 6, 7)],
  list: [new arrow.List(child(new arrow.Int32())), (row) => [row, null].slice(row % 2)],
  fixed_size_list: [new arrow.FixedSizeList(2, child(new arrow.Float32())), (row) => [row, null]],
  struct: [
    new arrow.Struct([child(new arrow.Int32(), 'a'), child(new arrow.Utf8(), 'b')]),
    (row) => ({ a: row, b: text(row) }),
  ],
  map: [
    new arrow.Map_(
      new arrow.Field(
        'entries',
        new arrow.Struct<{ key: arrow.Utf8; value: arrow.Int32 }>([
          new arrow.Field('key', new arrow.Utf8(), false),
          new arrow.Field('value', new arrow.Int32(), true),
        ]),
        false,
      ),
    ),
    (row) => new Map([[`k${row}`, row]]),
  ],
  dictionary: [new arrow.Dictionary(new arrow.Utf8(), new arrow.Int16(), 7), (row) => `w${row % 5}`],
};

export function arrowStream(names: readonly string[]): Uint8Array {
  const vectors = names.map((name) => {
    const [type, value] = arrowColumns[name] as (typeof arrowColumns)[string]; // names are those of the table
    return [name, arrow.vectorFromArray(rows(value), type)] as const;
  });
  const table = new arrow.Table(Object.fromEntries(vectors));
  table.schema.metadata.set('owner', 'sluice');
  return arrow.tableToIPC(table);
}

const int32 = flechette.int32();

export const flechetteColumns: Readonly<
  Record<string, readonly [flechette.DataType, (row: number) => unknown]>
> = {
  null: [flechette.nullType(), () => null],
  bool: [flechette.bool(), (row) => row % 2 === 0],
  int8: [flechette.int8(), (row) => -row],
  uint64: [flechette.uint64(), (row) => row],
  float16: [flechette.float16(), (row) => row / 2],
  utf8: [flechette.utf8(), text],
  large_utf8: [flechette.largeUtf8(), text],
  binary: [flechette.binary(), bytes],
  large_binary: [flechette.largeBinary(), bytes],
  fixed_size_binary: [flechette.fixedSizeBinary(3), (row) => Uint8Array.of(row, 1, 2)],
  decimal32: [flechette.decimal32(9, 2), (row) => row / 4],
  decimal64: [flechette.decimal64(18, 2), (row) => row / 4],
  decimal128: [flechette.decimal128(38, 2), (row) => row / 4],
  decimal256: [flechette.decimal256(76, 2), (row) => row / 4],
  date32: [flechette.dateDay(), (row) => new Date(86_400_000 * row)],
  time_ms: [flechette.timeMillisecond(), (row) => row],
  timestamp: [flechette.timestamp(flechette.TimeUnit.MICROSECOND, 'UTC'), (row) => 1e9 + row],
  duration: [flechette.duration(flechette.TimeUnit.SECOND), (row) => row],
  interval: [flechette.interval(flechette.IntervalUnit.MONTH_DAY_NANO), (row) => Float64Array.of(row, 5, 6)],
  list: [flechette.list(int32), (row) => [row, null].slice(row % 2)],
  large_list: [flechette.largeList(int32), (row) => [row, null].slice(row % 2)],
  fixed_size_list: [flechette.fixedSizeList(int32, 2), (row) => [row, 1]],
  struct: [flechette.struct({ a: int32, b: flechette.utf8() }), (row) => ({ a: row, b: text(row) })],
  map: [flechette.map(flechette.utf8(), int32), (row) => [[`k${row}`, row]]],
  dictionary: [flechette.dictionary(flechette.utf8(), flechette.int16()), (row) => `w${row % 5}`],
  run_end: [flechette.runEndEncoded(int32, flechette.utf8()), (row) => `w${row >> 3}`],
};

export function flechetteStream(names: readonly string[]): Uint8Array {
  const columns = names.map((name) => {
    const [type, value] = flechetteColumns[name] as (typeof flechetteColumns)[string]; // names are those of the table
    return [name, flechette.columnFromArray(rows(value), type)] as const;
  });
  const stream = flechette.tableToIPC(flechette.tableFromColumns(columns), { format: 'stream' });
  return stream as Uint8Array; // it is one where no sink is given
}

export function arrowFile(names: readonly string[]): Uint8Array {
  return arrow.tableToIPC(arrow.tableFromIPC(arrowStream(names)), 'file');
}
