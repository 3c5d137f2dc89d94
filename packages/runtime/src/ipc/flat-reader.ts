import { damaged } from './damaged.ts';

/** Items of vectors, and bytes of text, that may be read for each byte there is: more are reached only in circles. */
const READS_PER_BYTE = 4;

const NO_TABLES: readonly number[] = [];

/** A view of all the bytes. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/**
 * Reads a flatbuffer (https://flatbuffers.dev/internals). A position outside the bytes throws a RangeError, by the
 * `DataView`; positions are absolute, and 0 stands for a field that is not there.
 */
export class FlatReader {
  readonly view: DataView;
  readonly #start: number;
  #left: number;

  /** @param view with the flatbuffer's bytes from `start` on, so many of them */
  constructor(view: DataView, start: number, byteLength: number) {
    this.view = view;
    this.#start = start;
    this.#left = byteLength * READS_PER_BYTE;
  }

  /** The root table. */
  root(): number {
    return this.target(this.#start);
  }

  /** Where a table has the value of a slot. */
  slot(table: number, slot: number): number {
    const vtable = table - this.view.getInt32(table, true);
    const entry = 4 + 2 * slot;
    if (entry >= this.view.getUint16(vtable, true)) return 0;
    const offset = this.view.getUint16(vtable + entry, true);
    return offset === 0 ? 0 : table + offset;
  }

  /** What an offset points to: always further on, so that no table holds itself. */
  target(position: number): number {
    const offset = this.view.getUint32(position, true);
    if (offset < 4) throw damaged('its metadata points to itself');
    return position + offset;
  }

  /** The table in a slot. */
  table(table: number, slot: number): number {
    const position = this.slot(table, slot);
    return position === 0 ? 0 : this.target(position);
  }

  byte(table: number, slot: number, absent = 0): number {
    const position = this.slot(table, slot);
    return position === 0 ? absent : this.view.getUint8(position);
  }

  short(table: number, slot: number, absent = 0): number {
    const position = this.slot(table, slot);
    return position === 0 ? absent : this.view.getInt16(position, true);
  }

  int(table: number, slot: number, absent = 0): number {
    const position = this.slot(table, slot);
    return position === 0 ? absent : this.view.getInt32(position, true);
  }

  bigint(table: number, slot: number): bigint {
    const position = this.slot(table, slot);
    return position === 0 ? 0n : this.view.getBigInt64(position, true);
  }

  /** A 64-bit integer; 0 where it is absent. */
  long(table: number, slot: number): number {
    const position = this.slot(table, slot);
    return position === 0 ? 0 : this.longAt(position);
  }

  /** A 64-bit integer as a number: exact up to 2^53, and beyond every limit that is checked when larger. */
  longAt(position: number): number {
    return this.view.getInt32(position + 4, true) * 0x1_0000_0000 + this.view.getUint32(position, true);
  }

  text(table: number, slot: number): string {
    const position = this.table(table, slot);
    if (position === 0) return '';
    const length = this.view.getUint32(position, true);
    this.#spend(length);
    const { buffer, byteOffset, byteLength } = this.view;
    if (position + 4 + length > byteLength) throw damaged('a text of its metadata is cut off');
    return Buffer.from(buffer, byteOffset + position + 4, length).toString();
  }

  /** How many items a vector has; 0 for one that is absent. */
  count(vector: number): number {
    return vector === 0 ? 0 : this.view.getUint32(vector, true);
  }

  /** The tables of the vector in a slot. */
  tables(table: number, slot: number): readonly number[] {
    const vector = this.table(table, slot);
    if (vector === 0) return NO_TABLES;
    const count = this.count(vector);
    this.#spend(count * 4);
    return Array.from({ length: count }, (_, i) => this.target(vector + 4 + 4 * i));
  }

  /** The integers of the vector in a slot; undefined where it is absent. */
  ints(table: number, slot: number): number[] | undefined {
    const vector = this.table(table, slot);
    if (vector === 0) return undefined;
    const count = this.count(vector);
    this.#spend(count * 4);
    return Array.from({ length: count }, (_, i) => this.view.getInt32(vector + 4 + 4 * i, true));
  }

  #spend(reads: number): void {
    this.#left -= reads;
    if (this.#left < 0) throw damaged('its metadata has more in it than its bytes can hold');
  }
}
