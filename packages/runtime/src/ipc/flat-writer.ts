/** What a table has in a slot: a number of so many bytes, something written elsewhere, or nothing. */
export type FlatSlot = FlatNumber | FlatObject | undefined;

interface FlatNumber {
  readonly bytes: 1 | 2 | 4 | 8;
  readonly value: number | bigint;
}

export type FlatObject = FlatTable | FlatVector | FlatBlock | string;

/** A table by its slots, in order. */
export interface FlatTable {
  readonly slots: readonly FlatSlot[];
}

/** A vector of tables. */
export interface FlatVector {
  readonly items: readonly FlatTable[];
}

/** A vector of numbers or structs, as its bytes. */
export interface FlatBlock {
  readonly count: number;
  readonly bytes: Uint8Array;
  /** Of an item. */
  readonly alignment: 4 | 8;
}

export const byte = (value: number): FlatSlot => ({ bytes: 1, value });
export const short = (value: number): FlatSlot => ({ bytes: 2, value });
export const int = (value: number): FlatSlot => ({ bytes: 4, value });
export const long = (value: number | bigint): FlatSlot => ({ bytes: 8, value: BigInt(value) });
export const flag = (value: boolean): FlatSlot => byte(value ? 1 : 0);

/** Writes a flatbuffer (https://flatbuffers.dev/internals), padded to a multiple of 8 bytes. For cold paths: see `BatchHeader`. */
export function writeFlat(root: FlatTable): Uint8Array {
  const writer = new FlatWriter();
  writer.root(root);
  return writer.finish();
}

/** Writes from front to back: who points comes before what is pointed to. */
class FlatWriter {
  #bytes: Uint8Array = new Uint8Array(1024);
  #view: DataView = new DataView(this.#bytes.buffer);
  #end = 0;

  root(table: FlatTable): void {
    this.#take(4, 4);
    this.#refer(0, table);
  }

  finish(): Uint8Array {
    this.#take(0, 8);
    return this.#bytes.subarray(0, this.#end);
  }

  /** Makes room for so many bytes at a multiple of `alignment`, all 0. Gives where. */
  #take(byteLength: number, alignment: number): number {
    const start = Math.ceil(this.#end / alignment) * alignment;
    this.#end = start + byteLength;
    if (this.#end > this.#bytes.byteLength) {
      const larger = new Uint8Array(2 * this.#end);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return start;
  }

  /** Writes an object, and at `position` the way to it. */
  #refer(position: number, object: FlatObject): void {
    const target =
      typeof object === 'string'
        ? this.#text(object)
        : 'slots' in object
          ? this.#table(object)
          : 'items' in object
            ? this.#vector(object)
            : this.#block(object);
    this.#view.setUint32(position, target - position, true);
  }

  #table({ slots }: FlatTable): number {
    // The table's own start is at a multiple of 8, so that its fields are aligned by their offsets in it.
    const vtableBytes = 4 + 2 * slots.length;
    this.#take(0, 8);
    const lead = (8 - (vtableBytes % 8)) % 8;
    const vtable = this.#take(lead + vtableBytes, 1) + lead;
    let tableBytes = 4;
    const offsets = slots.map((slot) => {
      if (slot === undefined) return 0;
      const size = isNumber(slot) ? slot.bytes : 4;
      const offset = Math.ceil(tableBytes / size) * size;
      tableBytes = offset + size;
      return offset;
    });
    const table = this.#take(tableBytes, 1);
    this.#view.setUint16(vtable, vtableBytes, true);
    this.#view.setUint16(vtable + 2, tableBytes, true);
    this.#view.setInt32(table, table - vtable, true);
    slots.forEach((slot, i) => {
      const offset = offsets[i] as number; // one a slot
      this.#view.setUint16(vtable + 4 + 2 * i, offset, true);
      if (isNumber(slot)) this.#number(table + offset, slot);
      else if (slot !== undefined) this.#refer(table + offset, slot);
    });
    return table;
  }

  #number(position: number, { bytes, value }: FlatNumber): void {
    if (bytes === 8) this.#view.setBigInt64(position, BigInt(value), true);
    else if (bytes === 4) this.#view.setInt32(position, Number(value), true);
    else if (bytes === 2) this.#view.setInt16(position, Number(value), true);
    else this.#view.setUint8(position, Number(value));
  }

  #vector({ items }: FlatVector): number {
    const vector = this.#take(4 + 4 * items.length, 4);
    this.#view.setUint32(vector, items.length, true);
    items.forEach((item, i) => {
      this.#refer(vector + 4 + 4 * i, item);
    });
    return vector;
  }

  #block({ count, bytes, alignment }: FlatBlock): number {
    // The items are aligned, and their count lies before them.
    this.#take(0, 4);
    const items = this.#take(0, alignment) + (alignment === 8 ? 8 : 4);
    this.#take(items + bytes.byteLength - this.#end, 1);
    this.#view.setUint32(items - 4, count, true);
    this.#bytes.set(bytes, items);
    return items - 4;
  }

  #text(text: string): number {
    const bytes = Buffer.from(text);
    const start = this.#take(4 + bytes.byteLength + 1, 4); // a 0 ends it
    this.#view.setUint32(start, bytes.byteLength, true);
    this.#bytes.set(bytes, start + 4);
    return start;
  }
}

function isNumber(slot: FlatSlot): slot is FlatNumber {
  return typeof slot === 'object' && 'value' in slot;
}
