import { SluiceError } from '@sluice/sdk';
import type { Data } from 'apache-arrow';
import { bitAt, bitmapOf, readableRows } from './coverage.ts';
import { damaged, type Origin } from './damaged.ts';

/** Rows chosen from arrays: row `rows[i]` of array `arrays[i]` stands in row i. */
export interface Picks {
  /** -1 where a null stands. */
  readonly rows: Int32Array;
  /** Null where all are of the first array. */
  readonly arrays: Int32Array | null;
}

/** The picks without those of null rows, and the bitmap that says which these are. */
export function pickValid(
  arrays: readonly Data[],
  picks: Picks,
  origin: Origin,
): Picks & { readonly nullCount: number; readonly nullBitmap: Uint8Array } {
  const bitmaps = arrays.map((array) => bitmapOf(array, origin));
  const readable = arrays.map((array) => readableRows(array, array.length, origin));
  const rows = picks.rows.slice();
  const nullBitmap = new Uint8Array((rows.length + 7) >> 3);
  let nullCount = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number; // i is one of rows
    const at = picks.arrays === null ? 0 : (picks.arrays[i] as number);
    const bitmap = bitmaps[at];
    const offset = arrays[at]?.offset ?? 0;
    if (row >= 0 && row < (readable[at] as number) && (bitmap === undefined || bitAt(bitmap, offset + row))) {
      nullBitmap[i >> 3] = (nullBitmap[i >> 3] as number) | (1 << (i & 7)); // i >> 3 is within the bitmap
    } else {
      rows[i] = -1;
      nullCount++;
    }
  }
  return { rows, arrays: picks.arrays, nullCount, nullBitmap };
}

/** Calls `visit` for each row that is not null, in order, with the number of its array. */
function eachPick({ rows, arrays }: Picks, visit: (i: number, array: number, row: number) => void): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number; // i is one of rows
    if (row >= 0) visit(i, arrays === null ? 0 : (arrays[i] as number), row);
  }
}

export function gatherBits(arrays: readonly Data[], picks: Picks): Uint8Array {
  const bits = new Uint8Array((picks.rows.length + 7) >> 3);
  eachPick(picks, (i, array, row) => {
    const { values, offset } = arrays[array] as Data; // picks name arrays that there are
    if (bitAt(values as Uint8Array, offset + row)) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  });
  return bits;
}

/** Values of fixed width: `stride` elements of a typed array each. */
export function gatherValues(arrays: readonly Data[], picks: Picks): ArrayBufferView {
  const { stride, values } = arrays[0] as Data; // there is one: rows are chosen from it
  const sources = arrays.map((array) => array.values as Int32Array); // or another kind, the same for all
  const target = new (values.constructor as new (length: number) => Int32Array)(picks.rows.length * stride);
  eachPick(picks, (i, array, row) => {
    const source = sources[array] as Int32Array;
    for (let word = 0; word < stride; word++)
      target[i * stride + word] = source[row * stride + word] as number;
  });
  return target;
}

/** Longer values are copied by `set`, which costs as much as a loop over so many bytes. */
const SHORT_BYTES = 32;

export function gatherBytes(
  arrays: readonly Data[],
  picks: Picks,
  origin: Origin,
): { valueOffsets: Int32Array; data: Uint8Array } {
  const sources = arrays.map((array) => (array.values as Uint8Array | undefined) ?? new Uint8Array(0));
  const { valueOffsets, starts } = pickSpans(
    arrays,
    picks,
    sources.map((source) => source.byteLength),
    origin,
  );
  const data = new Uint8Array(valueOffsets[starts.length] as number);
  for (let i = 0; i < starts.length; i++) {
    const source = sources[picks.arrays === null ? 0 : (picks.arrays[i] as number)] as Uint8Array;
    const at = valueOffsets[i] as number; // there is one more offset than rows
    const size = (valueOffsets[i + 1] as number) - at;
    const start = starts[i] as number;
    if (size > SHORT_BYTES) data.set(source.subarray(start, start + size), at);
    else for (let byte = 0; byte < size; byte++) data[at + byte] = source[start + byte] as number;
  }
  return { valueOffsets, data };
}

export function pickElements(
  arrays: readonly Data[],
  picks: Picks,
  origin: Origin,
): { valueOffsets: Int32Array; elements: Picks } {
  const { valueOffsets, starts } = pickSpans(
    arrays,
    picks,
    arrays.map((array) => array.children[0]?.length ?? 0),
    origin,
  );
  const count = valueOffsets[picks.rows.length] as number;
  const elements = { rows: new Int32Array(count), arrays: picks.arrays && new Int32Array(count) };
  eachPick(picks, (i, array) => {
    const end = valueOffsets[i + 1] as number; // there is one more offset than rows
    let from = starts[i] as number;
    elements.arrays?.fill(array, valueOffsets[i], end);
    for (let at = valueOffsets[i] as number; at < end; at++) elements.rows[at] = from++;
  });
  return { valueOffsets, elements };
}

const MAX_OFFSET = 2_147_483_647;

/** The offsets of the chosen rows and where each begins in its array, checked against `sizes`, what they point into. */
function pickSpans(
  arrays: readonly Data[],
  picks: Picks,
  sizes: readonly number[],
  origin: Origin,
): { valueOffsets: Int32Array; starts: Int32Array } {
  const { length } = picks.rows;
  const sources = arrays.map((array) => array.valueOffsets as Int32Array);
  const valueOffsets = new Int32Array(length + 1);
  const starts = new Int32Array(length);
  let end = 0;
  for (let i = 0; i < length; i++) {
    const row = picks.rows[i] as number; // i is one of rows
    if (row >= 0) {
      const array = picks.arrays === null ? 0 : (picks.arrays[i] as number);
      const source = sources[array] as Int32Array;
      const start = source[row] as number;
      const stop = source[row + 1] as number; // readableRows has counted the offsets
      if (start < 0 || stop < start || stop > (sizes[array] as number)) {
        throw damaged(origin, `value ${row} of its dictionary lies from ${start} to ${stop}`);
      }
      starts[i] = start;
      end += stop - start;
      if (end > MAX_OFFSET) throw tooLarge(origin);
    }
    valueOffsets[i + 1] = end;
  }
  return { valueOffsets, starts };
}

function tooLarge({ udf, path }: Origin): SluiceError {
  return new SluiceError(
    'invalid-argument',
    `${udf}: column '${path}' exceeds ${MAX_OFFSET} bytes or elements without its dictionary: use smaller batches`,
    { udf },
  );
}
