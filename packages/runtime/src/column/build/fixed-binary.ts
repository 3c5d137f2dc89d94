import { setValid } from '../validity.ts';
import { ValuesBuilder } from './values.ts';

/** FixedSizeBinary from a Uint8Array of that length, copied. */
export class FixedBinaryBuilder extends ValuesBuilder<Uint8Array> {
  constructor(rowCount: number, nullable: boolean, byteWidth: number) {
    super(rowCount, nullable, byteWidth, (length) => new Uint8Array(length));
  }

  get expected(): string {
    return `FixedSizeBinary(${this.stride})`;
  }

  set(row: number, value: unknown): void {
    if (!(value instanceof Uint8Array && value.length === this.stride)) {
      this.reject(row, value, `a Uint8Array of ${this.stride} bytes`);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.values.set(value, row * this.stride);
    setValid(this.valid, row);
  }
}

const TEXT_LENGTH = 36;

/** UUID from its canonical text, in either case. */
export class UuidBuilder extends ValuesBuilder<Uint8Array> {
  readonly expected = 'Uuid';

  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable, 16, (length) => new Uint8Array(length));
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'string' || value.length !== TEXT_LENGTH) {
      this.refuse(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    const { values } = this;
    let target = row * 16;
    for (let at = 0; at < TEXT_LENGTH; at += 2) {
      if (at === 8 || at === 13 || at === 18 || at === 23) {
        if (String.prototype.charCodeAt.call(value, at) !== 45) {
          this.refuse(row, value);
          return;
        }
        at += 1;
      }
      const byte =
        (hexDigit(String.prototype.charCodeAt.call(value, at)) << 4) |
        hexDigit(String.prototype.charCodeAt.call(value, at + 1));
      if (byte < 0) {
        this.refuse(row, value);
        return;
      }
      values[target++] = byte;
    }
    setValid(this.valid, row);
  }

  private refuse(row: number, value: unknown): void {
    this.reject(row, value, "text such as 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'");
  }
}

/** The value of a hexadecimal digit; -1 for any other character. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
