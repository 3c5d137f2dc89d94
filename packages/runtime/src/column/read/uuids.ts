import type { Column } from '../abi.ts';
import type { RawBytes } from '../bytes.ts';
import { TextReader } from './text-reader.ts';

const TEXT_LENGTH = 36;
const BYTE_WIDTH = 16;

/** Reads UUIDs as text in lower case. */
export class UuidReader extends TextReader {
  private readonly values: Uint8Array;

  constructor(column: Column) {
    super(column.length, TEXT_LENGTH);
    this.values = column.values as Uint8Array;
  }

  protected write(bytes: RawBytes, position: number, row: number): number {
    const { values } = this;
    let at = position;
    for (let index = 0; index < BYTE_WIDTH; index++) {
      if (index === 4 || index === 6 || index === 8 || index === 10) bytes[at++] = 45; // a hyphen
      const byte = values[row * BYTE_WIDTH + index] as number;
      bytes[at++] = hexDigit(byte >> 4);
      bytes[at++] = hexDigit(byte & 15);
    }
    return at;
  }
}

function hexDigit(value: number): number {
  return value < 10 ? 48 + value : 87 + value;
}
