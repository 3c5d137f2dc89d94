import type { Column, ColumnValues } from './abi.ts';
import { MAX_OFFSET } from './offsets.ts';

/*
 * Chosen rows of a column, in the order in which they are chosen and as often, into memory that the caller has, full of
 * zeros: -1 leaves it so. The buffers of a column are those that abi.ts lists for its type: hence the casts below.
 */

/** Up to here a loop over the bytes, four at a time, beats the call that copies them. */
const SHORT_BYTES = 64;

/** The bits of a Bool column. */
export function gatherBits(from: Uint8Array, rows: Int32Array, to: Uint8Array): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (row === -1) continue;
    const bit = ((from[row >> 3] as number) >> (row & 7)) & 1;
    to[at >> 3] = (to[at >> 3] as number) | (bit << (at & 7));
  }
}

/** Values of so many elements each. By their bytes, whatever they mean, so that each loop below sees one kind of array. */
export function gatherFixed(from: ColumnValues, rows: Int32Array, stride: number, to: ColumnValues): void {
  const byteWidth = stride * to.BYTES_PER_ELEMENT;
  if (to.BYTES_PER_ELEMENT >= 4) {
    gatherWords(asWords(from), asWords(to), rows, byteWidth >> 2);
  } else if (to.BYTES_PER_ELEMENT === 2) {
    const halves = new Uint16Array(from.buffer, from.byteOffset, from.length);
    const target = new Uint16Array(to.buffer, to.byteOffset, to.length);
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      if (row !== -1) target[at] = halves[row] as number;
    }
  } else {
    gatherSpans(asBytes(from), asBytes(to), rows, byteWidth);
  }
}

function asWords({ buffer, byteOffset, byteLength }: ColumnValues): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength >> 2);
}

function asBytes({ buffer, byteOffset, byteLength }: ColumnValues): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function gatherWords(from: Int32Array, to: Int32Array, rows: Int32Array, width: number): void {
  if (width === 1) {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      if (row !== -1) to[at] = from[row] as number;
    }
  } else if (width === 2) {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      if (row === -1) continue;
      to[2 * at] = from[2 * row] as number;
      to[2 * at + 1] = from[2 * row + 1] as number;
    }
  } else {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      if (row === -1) continue;
      for (let word = 0; word < width; word++) to[width * at + word] = from[width * row + word] as number;
    }
  }
}

function gatherSpans(from: Uint8Array, to: Uint8Array, rows: Int32Array, width: number): void {
  const copy = new SpanCopy(from, to);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (row !== -1) copy.span(row * width, (row + 1) * width, at * width);
  }
}

/** Copies spans of bytes, which begin anywhere: a DataView does not mind, and halves the time of a loop by the byte. */
class SpanCopy {
  private readonly from: Uint8Array;
  private readonly to: Uint8Array;
  private readonly source: DataView;
  private readonly target: DataView;

  constructor(from: Uint8Array, to: Uint8Array) {
    this.from = from;
    this.to = to;
    this.source = new DataView(from.buffer, from.byteOffset, from.byteLength);
    this.target = new DataView(to.buffer, to.byteOffset, to.byteLength);
  }

  span(start: number, end: number, position: number): void {
    const { from, to, source, target } = this;
    if (end - start > SHORT_BYTES) {
      to.set(from.subarray(start, end), position);
      return;
    }
    let at = start;
    let into = position;
    for (const last = end - 4; at <= last; at += 4, into += 4) target.setInt32(into, source.getInt32(at));
    for (; at < end; at++) to[into++] = from[at] as number;
  }
}

/**
 * Where the chosen rows of a column of varying length end, one behind the other: offsets from 0. Undefined where offsets
 * do not reach so far.
 */
export function spanEnds({ offsets }: Column, rows: Int32Array): Int32Array | undefined {
  const starts = offsets as Int32Array;
  const ends = new Int32Array(rows.length + 1);
  let end = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (row !== -1) end += (starts[row + 1] as number) - (starts[row] as number);
    ends[at + 1] = end;
  }
  return end > MAX_OFFSET ? undefined : ends;
}

/** The bytes of text or binary, to the places that `spanEnds` has found. */
export function gatherBytes(column: Column, rows: Int32Array, ends: Int32Array, to: Uint8Array): void {
  const copy = new SpanCopy(column.values as Uint8Array, to);
  const starts = column.offsets as Int32Array;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (row === -1) continue;
    copy.span(starts[row] as number, starts[row + 1] as number, ends[at] as number);
  }
}

/** The rows of the elements of lists, by the ends that `spanEnds` has found. */
export function elementsOf(column: Column, rows: Int32Array, ends: Int32Array): Int32Array {
  const starts = column.offsets as Int32Array;
  const elements = new Int32Array(ends[rows.length] as number);
  for (let at = 0; at < rows.length; at++) {
    const end = ends[at + 1] as number;
    let from = starts[rows[at] as number] as number; // of an empty list none is read
    for (let position = ends[at] as number; position < end; position++) elements[position] = from++;
  }
  return elements;
}

/** The rows of the elements of lists that all have `size`. */
export function elementsOfFixed(rows: Int32Array, size: number): Int32Array {
  const elements = new Int32Array(rows.length * size).fill(-1);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (row === -1) continue;
    for (let element = 0; element < size; element++) elements[at * size + element] = row * size + element;
  }
  return elements;
}
