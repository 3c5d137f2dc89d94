import { type Data, Type } from 'apache-arrow';
import { damaged, type Origin } from './damaged.ts';

/**
 * How many of the first `visible` rows can be read. `apache-arrow` fills a column that is shorter than its batch up with
 * nulls and leaves its buffers as they are, so that null rows at the end may have nothing behind them.
 *
 * To be called after `bitmapOf`, which checks what says that a row is null.
 *
 * @param visible rows from here on are null for another reason, such as a null struct around them
 * @throws SluiceError `invalid-argument` when a row that is not null lies behind the end of the buffers
 */
export function readableRows(data: Data, visible: number, origin: Origin): number {
  const covered = Math.min(data.length, coveredRows(data));
  if (covered >= visible) return visible;
  let last = Math.min(visible, data.length);
  while (last > covered && !data.getValid(last - 1)) last--;
  if (last <= covered && visible <= data.length) return covered;
  throw damaged(origin, `its buffers end after ${covered} of ${visible} rows`);
}

function coveredRows(data: Data): number {
  switch (data.typeId) {
    case Type.Bool:
      // Values of a sliced Bool array are not sliced with it: they share the validity's bit offset.
      return Math.max(0, (data.values?.length ?? 0) * 8 - data.offset);
    case Type.Utf8:
    case Type.Binary:
    case Type.List:
    case Type.Map:
      return Math.max(0, (data.valueOffsets?.length ?? 0) - 1);
    case Type.Struct: {
      const { children } = data;
      const members = data.type.children.length;
      let rows = data.length;
      for (let member = 0; member < members; member++) rows = Math.min(rows, children[member]?.length ?? 0);
      return rows;
    }
    default:
      return Math.floor((data.values?.length ?? 0) / data.stride);
  }
}

/**
 * The bitmap that says which of the array's rows are null; undefined where none is.
 *
 * @throws SluiceError `invalid-argument` when it is shorter than the array
 */
export function bitmapOf(data: Data, origin: Origin): Uint8Array | undefined {
  const bitmap = data.nullBitmap as Uint8Array | undefined;
  const needed = (data.offset + data.length + 7) >> 3;
  const given = bitmap?.byteLength ?? 0;
  // In this order: apache-arrow counts nulls when it is asked for their number, and cannot in a bitmap that is too short.
  if (bitmap !== undefined && given >= needed) return data.nullCount > 0 ? bitmap : undefined;
  if (given === 0 && data.nullCount <= 0) return undefined;
  throw damaged(origin, `its validity bitmap has ${given} bytes, and ${data.length} rows need ${needed}`);
}

/** A bit of a bitmap, least significant first. */
export function bitAt(bitmap: Uint8Array, position: number): boolean {
  return (((bitmap[position >> 3] as number) >> (position & 7)) & 1) === 1;
}
