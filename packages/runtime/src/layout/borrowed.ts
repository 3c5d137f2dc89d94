import type { ArrayOver, ColumnValues } from '../column/abi.ts';
import { copyBits } from './arena.ts';
import type { Origin } from './damaged.ts';
import type { Memory, Write } from './memory.ts';
import { rebase, rises, type SourceOffsets } from './rebase.ts';

/** What is borrowed has no place in a buffer. */
export const NO_BUFFER: ArrayBuffer = new ArrayBuffer(0);

/** The memory of the source itself, where it lies as a column's does; else a copy of its own. */
export const borrowed: Memory = {
  keeps: true,

  elements<View extends ColumnValues>(
    Elements: ArrayOver<View>,
    source: ArrayBufferView | undefined,
    from: number,
    count: number,
    length: number,
  ): Write<View> {
    const view = count === length ? viewOf(Elements, source, from, length) : undefined;
    if (view !== undefined) return () => view;
    const width = Elements.BYTES_PER_ELEMENT;
    return this.filled(Elements, length, (target) => {
      if (source === undefined || count === 0) return;
      const bytes = new Uint8Array(source.buffer, source.byteOffset + from * width, count * width);
      new Uint8Array(target.buffer, target.byteOffset).set(bytes);
    });
  },

  bits(source: Uint8Array, from: number, count: number, length: number): Write<Int32Array> {
    const wordCount = (length + 31) >> 5;
    const view = from === 0 && count === length ? wordsOf(source, wordCount) : undefined;
    if (view !== undefined && endsWith0(view, length)) return () => view;
    return this.filled(Int32Array, wordCount, (words) => copyBits(source, from, count, words));
  },

  offsets(
    source: SourceOffsets,
    from: number,
    count: number,
    length: number,
    origin: Origin,
  ): Write<Int32Array> {
    if (source instanceof Int32Array && from === 0 && count === length && source[0] === 0) {
      if (rises(source, count)) {
        const view = source.length === length + 1 ? source : source.subarray(0, length + 1);
        return () => view;
      }
    }
    return this.filled(Int32Array, length + 1, (target) => rebase(source, from, count, target, origin));
  },

  filled<View extends ColumnValues>(
    Elements: ArrayOver<View>,
    length: number,
    fill: (target: View) => void,
  ): Write<View> {
    return () => {
      const target = new Elements(new ArrayBuffer(length * Elements.BYTES_PER_ELEMENT), 0, length);
      fill(target);
      return target;
    };
  },
};

/** The elements where they are, if their place suits them and the source is of an ordinary buffer. */
function viewOf<View extends ColumnValues>(
  Elements: ArrayOver<View>,
  source: ArrayBufferView | undefined,
  from: number,
  length: number,
): View | undefined {
  if (length === 0) return new Elements(NO_BUFFER, 0, 0);
  if (source === undefined || !(source.buffer instanceof ArrayBuffer)) return undefined;
  if (from === 0 && source instanceof Elements && source.length === length) return source;
  const start = source.byteOffset + from * Elements.BYTES_PER_ELEMENT;
  return start % Elements.BYTES_PER_ELEMENT === 0 ? new Elements(source.buffer, start, length) : undefined;
}

/** Whole words over a bitmap: what lies behind its last byte is padding, or belongs to somebody else. */
function wordsOf({ buffer, byteOffset }: Uint8Array, wordCount: number): Int32Array | undefined {
  if (!(buffer instanceof ArrayBuffer) || (byteOffset & 3) !== 0) return undefined;
  return byteOffset + 4 * wordCount <= buffer.byteLength
    ? new Int32Array(buffer, byteOffset, wordCount)
    : undefined;
}

/** Whether the bits behind the last row are 0, as those of every bitmap of a column are. */
function endsWith0(words: Int32Array, length: number): boolean {
  return (length & 31) === 0 || (words[length >> 5] as number) >>> (length & 31) === 0;
}
