import type { ArrowField } from '@sluice/sdk/manifest';
import type { Data, Field } from 'apache-arrow';
import type { Column, ColumnValues } from '../column/abi.ts';
import { expandDictionary } from './dictionary.ts';

/** The `apache-arrow` arrays of one batch that a function reads, each with the parameter that it is for. */
export interface BoundArray {
  readonly field: ArrowField;
  readonly data: Data;
}

/** Columns whose views all lie in one buffer of their own, so that the buffer can be transferred to another thread. */
export interface PackedColumns {
  readonly columns: readonly Column[];
  readonly buffer: ArrayBuffer;
}

/**
 * Copies arrays into one fresh buffer. The source is neither kept nor detached, and slices are realigned: row 0 of the
 * result is at index 0 of every buffer. Costs one memcpy of the bytes that the rows cover.
 */
export function packColumns(arrays: readonly BoundArray[]): PackedColumns {
  const plain = arrays.map(({ field, data }) => ({ field, data: expandDictionary(data) }));
  const measure = new Arena(undefined);
  for (const { field, data } of plain) importColumn(field, data, measure);
  const buffer = new ArrayBuffer(measure.size);
  const arena = new Arena(buffer);
  return { columns: plain.map(({ field, data }) => importColumn(field, data, arena)), buffer };
}

const ALIGNMENT = 8;

/** Hands out aligned parts of one buffer; without a buffer, only adds up how large it must be. */
class Arena {
  size = 0;
  readonly #buffer: ArrayBuffer | undefined;

  constructor(buffer: ArrayBuffer | undefined) {
    this.#buffer = buffer;
  }

  /** A place for so many bytes; undefined while measuring. */
  take(byteLength: number): { buffer: ArrayBuffer; offset: number } | undefined {
    const offset = this.size;
    this.size += Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
    return this.#buffer && { buffer: this.#buffer, offset };
  }

  bytes(source: ArrayBufferView | undefined, from: number, byteLength: number): Uint8Array {
    const place = this.take(byteLength);
    if (place === undefined || byteLength === 0) return new Uint8Array(0);
    const target = new Uint8Array(place.buffer, place.offset, byteLength);
    if (source === undefined || source.byteLength < from + byteLength) {
      throw new RangeError(
        `the buffer has ${source?.byteLength ?? 0} bytes, ${from + byteLength} are needed for its rows`,
      );
    }
    target.set(new Uint8Array(source.buffer, source.byteOffset + from, byteLength));
    return target;
  }

  /** The bits from `from` on, shifted so that the first is bit 0, as 32-bit words. */
  bits(source: Uint8Array, from: number, length: number): Int32Array {
    const wordCount = (length + 31) >> 5;
    const place = this.take(wordCount * 4);
    if (place === undefined) return new Int32Array(0);
    const words = new Int32Array(place.buffer, place.offset, wordCount);
    const target = new Uint8Array(place.buffer, place.offset, wordCount * 4);
    const shift = from & 7;
    const start = from >> 3;
    const byteCount = (length + 7) >> 3;
    if (shift === 0) {
      target.set(source.subarray(start, start + byteCount));
    } else {
      for (let i = 0; i < byteCount; i++) {
        target[i] = ((source[start + i] ?? 0) >> shift) | ((source[start + i + 1] ?? 0) << (8 - shift));
      }
    }
    return words;
  }

  /** Offsets rebased to start at 0. */
  offsets(
    source: Int32Array | undefined,
    length: number,
  ): { offsets: Int32Array; first: number; last: number } {
    const first = source?.[0] ?? 0;
    const last = source?.[length] ?? 0;
    const place = this.take((length + 1) * 4);
    if (place === undefined) return { offsets: new Int32Array(0), first, last };
    const offsets = new Int32Array(place.buffer, place.offset, length + 1);
    if (source !== undefined) {
      if (first === 0) offsets.set(source.subarray(0, length + 1));
      else for (let i = 0; i <= length; i++) offsets[i] = (source[i] as number) - first; // i ≤ length: in range
    }
    return { offsets, first, last };
  }
}

const NO_CHILDREN: readonly Column[] = [];

function importColumn(field: ArrowField, data: Data, arena: Arena): Column {
  const { length } = data;
  const { type } = field;
  const nullCount = data.nullCount;
  const validity = nullCount === 0 ? null : arena.bits(data.nullBitmap, data.offset, length);
  const base = { length, nullCount, validity };
  switch (type.kind) {
    case 'bool': {
      // Values of a sliced Bool array are not sliced with it: they share the validity's bit offset.
      const words = arena.bits(length === 0 ? new Uint8Array(0) : data.values, data.offset, length);
      const values = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
      return { ...base, values, offsets: null, children: NO_CHILDREN };
    }
    case 'utf8':
    case 'binary': {
      const { offsets, first, last } = arena.offsets(data.valueOffsets, length);
      const values = arena.bytes(data.values, first, last - first);
      return { ...base, values, offsets, children: NO_CHILDREN };
    }
    case 'list': {
      const { offsets, first, last } = arena.offsets(data.valueOffsets, length);
      const elements = (data.children[0] as Data).slice(first, last - first);
      return { ...base, values: null, offsets, children: [importColumn(type.element, elements, arena)] };
    }
    case 'map': {
      const { offsets, first, last } = arena.offsets(data.valueOffsets, length);
      const entries = (data.children[0] as Data).slice(first, last - first);
      const [key, value] = entries.children as [Data, Data];
      const children = [importColumn(type.key, key, arena), importColumn(type.value, value, arena)];
      const struct: Column = {
        length: entries.length,
        nullCount: 0,
        validity: null,
        values: null,
        offsets: null,
        children,
      };
      return { ...base, values: null, offsets, children: [struct] };
    }
    case 'struct': {
      const members = data.type.children as readonly Field[];
      const children = type.fields.map((member) => {
        const index = members.findIndex((candidate) => candidate.name === member.name);
        return importColumn(member, data.children[index] as Data, arena);
      });
      return { ...base, values: null, offsets: null, children };
    }
    default: {
      const { Values, wordsPerValue } = valueLayout(field);
      const bytes = arena.bytes(data.values, 0, length * wordsPerValue * Values.BYTES_PER_ELEMENT);
      const values = new Values(
        bytes.buffer as ArrayBuffer,
        bytes.byteOffset,
        bytes.byteLength / Values.BYTES_PER_ELEMENT,
      );
      return { ...base, values, offsets: null, children: NO_CHILDREN };
    }
  }
}

interface ValuesConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): ColumnValues;
}

/** How the values of a fixed-width type lie in memory: see the table at `Column`. */
function valueLayout({ type }: ArrowField): { Values: ValuesConstructor; wordsPerValue: number } {
  switch (type.kind) {
    case 'int': {
      const constructors = type.signed
        ? { 8: Int8Array, 16: Int16Array, 32: Int32Array, 64: BigInt64Array }
        : { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array, 64: BigUint64Array };
      return { Values: constructors[type.bitWidth], wordsPerValue: 1 };
    }
    case 'float':
      return { Values: type.bitWidth === 32 ? Float32Array : Float64Array, wordsPerValue: 1 };
    case 'decimal':
      return { Values: BigInt64Array, wordsPerValue: 2 };
    case 'timestamp':
    case 'duration':
      return { Values: BigInt64Array, wordsPerValue: 1 };
    case 'interval': {
      const words = { 'year-month': 1, 'day-time': 2, 'month-day-nano': 4 };
      return { Values: Int32Array, wordsPerValue: words[type.unit] };
    }
    case 'date':
      return { Values: Int32Array, wordsPerValue: 1 };
    default:
      throw new Error(`${type.kind} has no fixed width; please report`);
  }
}
