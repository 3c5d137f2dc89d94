import { overflowsFloat16, toFloat16Bits } from '../float16.ts';
import { setValid } from '../validity.ts';
import { ValuesBuilder } from './values.ts';

/** The whole-number types of at most 32 bits: their range and their array. */
const integers: Record<
  IntegerName,
  { readonly min: number; readonly max: number; readonly allocate: (length: number) => IntegerValues }
> = {
  Int8: { min: -128, max: 127, allocate: (length) => new Int8Array(length) },
  Int16: { min: -32_768, max: 32_767, allocate: (length) => new Int16Array(length) },
  Int32: { min: -2_147_483_648, max: 2_147_483_647, allocate: (length) => new Int32Array(length) },
  UInt8: { min: 0, max: 255, allocate: (length) => new Uint8Array(length) },
  UInt16: { min: 0, max: 65_535, allocate: (length) => new Uint16Array(length) },
  UInt32: { min: 0, max: 4_294_967_295, allocate: (length) => new Uint32Array(length) },
};

/** Arrow's names of the whole-number types of at most 32 bits. */
export type IntegerName = 'Int8' | 'Int16' | 'Int32' | 'UInt8' | 'UInt16' | 'UInt32';
type IntegerValues = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

/** Int8 to UInt32 from whole numbers. */
export class IntegerBuilder extends ValuesBuilder<IntegerValues> {
  readonly expected: IntegerName;
  private readonly min: number;
  private readonly max: number;

  constructor(rowCount: number, nullable: boolean, type: IntegerName) {
    const { min, max, allocate } = integers[type];
    super(rowCount, nullable, 1, allocate);
    this.expected = type;
    this.min = min;
    this.max = max;
  }

  set(row: number, value: unknown): void {
    if (!(Number.isInteger(value) && (value as number) >= this.min && (value as number) <= this.max)) {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.values[row] = value as number; // an integer, by the test above
    setValid(this.valid, row);
  }
}

/** Float16, rounded to half precision; a finite number beyond its range is refused. */
export class Float16Builder extends ValuesBuilder<Uint16Array> {
  readonly expected = 'Float16';

  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable, 1, (length) => new Uint16Array(length));
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'number' || overflowsFloat16(value)) {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.values[row] = toFloat16Bits(value);
    setValid(this.valid, row);
  }
}

/** Float32, rounded to single precision; a finite number beyond its range is refused. */
export class Float32Builder extends ValuesBuilder<Float32Array> {
  readonly expected = 'Float32';

  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable, 1, (length) => new Float32Array(length));
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'number' || overflowsFloat32(value)) {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.values[row] = value;
    setValid(this.valid, row);
  }
}

/** Whether rounding a finite number to single precision gives an infinity. */
export function overflowsFloat32(value: number): boolean {
  return Math.abs(value) >= 3.4028235677973366e38 && value - value === 0;
}

/** Float64. */
export class Float64Builder extends ValuesBuilder<Float64Array> {
  readonly expected = 'Float64';

  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable, 1, (length) => new Float64Array(length));
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'number') {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.values[row] = value;
    setValid(this.valid, row);
  }
}

/** Int64, and what is counted in Int64: timestamps and durations as `bigint`. */
export class Int64Builder extends ValuesBuilder<BigInt64Array> {
  readonly expected: string;

  /** @param expected the type's name in messages */
  constructor(rowCount: number, nullable: boolean, expected = 'Int64') {
    super(rowCount, nullable, 1, (length) => new BigInt64Array(length));
    this.expected = expected;
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.values[row] = value;
    setValid(this.valid, row);
  }
}

/** UInt64 from `bigint`. */
export class UInt64Builder extends ValuesBuilder<BigUint64Array> {
  readonly expected = 'UInt64';

  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable, 1, (length) => new BigUint64Array(length));
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value) {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.values[row] = value;
    setValid(this.valid, row);
  }
}
