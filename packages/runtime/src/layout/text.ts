import type { Column } from '../column/abi.ts';
import { MAX_OFFSET } from '../column/offsets.ts';
import { borrowed, NO_BUFFER } from './borrowed.ts';
import { bitAt } from './coverage.ts';
import { damaged, tooLarge } from './damaged.ts';
import type { Part } from './import.ts';
import type { Memory, Write } from './memory.ts';
import { planOffsets } from './rebase.ts';

type Bytes = Pick<Column, 'values' | 'offsets'>;

/** Text or bytes of any layout. */
export function planBytes(part: Part, memory: Memory): Write<Bytes> {
  const { array, origin } = part;
  const isView = (array.type.kind === 'utf8' || array.type.kind === 'binary') && array.type.layout === 'view';
  if (isView) return planViews(part, memory);
  const { offsets, first, last } = planOffsets(part, memory);
  const byteLength = array.values?.byteLength ?? 0;
  if (byteLength < last) {
    throw damaged(origin, `its offsets reach byte ${last}, and it has ${byteLength}`);
  }
  const count = last - first;
  const bytes = memory.elements(Uint8Array, array.values, first, count, count);
  return (buffer) => ({ values: bytes(buffer), offsets: offsets(buffer) });
}

/** Words of a view: the length; up to 12 bytes, or the first 4; else the buffer's number, and the place in it. */
const VIEW_WORDS = 4;
const INLINE_BYTES = 12;

/** Longer values are copied by `set`, which costs as much as a loop over so many bytes. */
const SHORT_BYTES = 32;

/** Arrow columnar format, variable-size binary view layout. */
function planViews(part: Part, memory: Memory): Write<Bytes> {
  const { array, bitmap, origin, start, length, readable } = part;
  const words = borrowed.elements(
    Int32Array,
    array.values,
    start * VIEW_WORDS,
    readable * VIEW_WORDS,
    readable * VIEW_WORDS,
  )(NO_BUFFER);
  const { variadic } = array;
  const ends = new Int32Array(length + 1);
  let end = 0;
  for (let row = 0; row < readable; row++) {
    if (bitmap === undefined || bitAt(bitmap, array.bitOffset + start + row)) {
      const size = words[row * VIEW_WORDS] as number; // there are readable views
      if (size > INLINE_BYTES) checkView(words, row, size);
      else if (size < 0) throw damaged(origin, `row ${row} has ${size} bytes`);
      end += size;
      if (end > MAX_OFFSET) throw tooLarge(origin);
    }
    ends[row + 1] = end;
  }
  ends.fill(end, readable + 1);

  function checkView(views: Int32Array, row: number, size: number): void {
    const number = views[row * VIEW_WORDS + 2] as number;
    const place = views[row * VIEW_WORDS + 3] as number;
    const given = variadic[number]?.byteLength ?? 0;
    if (place < 0 || place + size > given) {
      throw damaged(
        origin,
        `row ${row} lies from ${place} to ${place + size} of buffer ${number}, which has ${given} bytes`,
      );
    }
  }

  const offsets = memory.filled(Int32Array, length + 1, (target) => target.set(ends));
  const bytes = memory.filled(Uint8Array, end, (target) =>
    copyViews(words, variadic, ends, readable, target),
  );
  return (buffer) => ({ values: bytes(buffer), offsets: offsets(buffer) });
}

function copyViews(
  words: Int32Array,
  variadic: readonly Uint8Array[],
  ends: Int32Array,
  count: number,
  target: Uint8Array,
): void {
  const inline = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  for (let row = 0; row < count; row++) {
    const to = ends[row] as number; // one more end than rows, all of whose views have been checked
    const size = (ends[row + 1] as number) - to;
    if (size === 0) continue;
    const at = row * VIEW_WORDS;
    const isInline = size <= INLINE_BYTES;
    const source = isInline ? inline : (variadic[words[at + 2] as number] as Uint8Array);
    const from = isInline ? 4 * at + 4 : (words[at + 3] as number);
    if (size > SHORT_BYTES) target.set(source.subarray(from, from + size), to);
    else for (let byte = 0; byte < size; byte++) target[to + byte] = source[from + byte] as number;
  }
}
