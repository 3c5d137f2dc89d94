import { damaged, type Origin } from './damaged.ts';
import type { SourceArray, SourceType } from './source.ts';

/**
 * How many of the first `visible` rows from `start` on can be read. `apache-arrow` fills a column that is shorter than its batch up with
 * nulls and leaves its buffers as they are, so that null rows at the end may have nothing behind them.
 *
 * @param bitmap what `bitmapOf` gave
 * @param visible rows from here on are null for another reason, such as a null struct around them
 * @throws SluiceError `invalid-argument` when a row that is not null lies behind the end of the buffers
 */
export function readableRows(
  array: SourceArray,
  start: number,
  bitmap: Uint8Array | undefined,
  visible: number,
  origin: Origin,
): number {
  const there = Math.max(0, array.length - start);
  const covered = Math.max(0, Math.min(array.length, coveredRows(array)) - start);
  if (covered >= visible) return visible;
  let last = Math.min(visible, there);
  const from = array.bitOffset + start;
  while (last > covered && bitmap !== undefined && !bitAt(bitmap, from + last - 1)) last--;
  if (last <= covered && visible <= there) return covered;
  throw damaged(origin, `its buffers end after ${covered} of ${visible} rows`);
}

function coveredRows({ type, values, offsets, sizes, typeIds, bitOffset, children }: SourceArray): number {
  const bytes = values?.byteLength ?? 0;
  switch (type.kind) {
    case 'null':
      return Number.POSITIVE_INFINITY;
    case 'bool':
      return Math.max(0, bytes * 8 - bitOffset);
    case 'utf8':
    case 'binary':
      return type.layout === 'view' ? Math.floor(bytes / 16) : Math.max(0, (offsets?.length ?? 0) - 1);
    case 'list':
      if (isListView(type)) return Math.min(offsets?.length ?? 0, sizes?.length ?? 0);
      return Math.max(0, (offsets?.length ?? 0) - 1);
    case 'map':
      return Math.max(0, (offsets?.length ?? 0) - 1);
    case 'fixed-list':
      return type.size === 0 ? Number.POSITIVE_INFINITY : Math.floor((children[0]?.length ?? 0) / type.size);
    case 'union': {
      const ids = typeIds?.length ?? 0;
      return type.mode === 'dense' ? Math.min(ids, offsets?.length ?? 0) : ids;
    }
    case 'struct': {
      let rows = Number.POSITIVE_INFINITY;
      for (let at = 0; at < type.fields.length; at++) rows = Math.min(rows, children[at]?.length ?? 0);
      return rows;
    }
    default:
      return Math.floor(bytes / byteWidth(type));
  }
}

/** Whether lists of the type have a place and a size each, instead of lying one behind the other. */
export function isListView(type: SourceType): boolean {
  return type.kind === 'list' && (type.layout === 'view' || type.layout === 'large-view');
}

/** Bytes of a value of a fixed-width type. */
export function byteWidth(type: SourceType): number {
  switch (type.kind) {
    case 'int':
    case 'float':
    case 'decimal':
    case 'date':
      return type.bitWidth >> 3;
    case 'dictionary':
      return type.index.bitWidth >> 3;
    case 'fixed-binary':
      return type.byteWidth;
    case 'time':
      return type.unit === 's' || type.unit === 'ms' ? 4 : 8;
    case 'timestamp':
    case 'duration':
      return 8;
    case 'interval':
      return { 'year-month': 4, 'day-time': 8, 'month-day-nano': 16 }[type.unit];
    default:
      throw new Error(`${type.kind} has no fixed width; please report`);
  }
}

/**
 * The bitmap that says which of the array's rows are null; undefined where none is.
 *
 * @throws SluiceError `invalid-argument` when it is shorter than the array
 */
export function bitmapOf(array: SourceArray, origin: Origin): Uint8Array | undefined {
  const { validity, bitOffset, length } = array;
  const needed = (bitOffset + length + 7) >> 3;
  const given = validity?.byteLength ?? 0;
  // In this order: apache-arrow counts nulls when it is asked for their number, and cannot in a bitmap that is too short.
  if (validity !== undefined && given >= needed) return array.nullCount === 0 ? undefined : validity;
  if (given === 0 && array.nullCount <= 0) return undefined;
  throw damaged(origin, `its validity bitmap has ${given} bytes, and ${length} rows need ${needed}`);
}

/** A bit of a bitmap, least significant first. */
export function bitAt(bitmap: Uint8Array, position: number): boolean {
  return (((bitmap[position >> 3] as number) >> (position & 7)) & 1) === 1;
}

/** How many of `count` bits from bit `from` on are 0. */
export function countZeros(bitmap: Uint8Array, from: number, count: number): number {
  let ones = 0;
  let at = from;
  const end = from + count;
  for (; at < end && (at & 7) !== 0; at++) if (bitAt(bitmap, at)) ones++;
  for (; at + 8 <= end; at += 8) ones += ONES[bitmap[at >> 3] as number] as number; // the bitmap covers the bits
  for (; at < end; at++) if (bitAt(bitmap, at)) ones++;
  return count - ones;
}

/** How many bits of each byte are set. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return ones;
});
