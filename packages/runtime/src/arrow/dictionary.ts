import { BufferType, type Data, type DataType, type Dictionary, makeData, Type } from 'apache-arrow';
import { bitAt, bitmapOf } from './coverage.ts';
import { damaged, inside, type Origin } from './damaged.ts';
import { gatherBits, gatherBytes, gatherValues, type Picks, pickElements, pickValid } from './picks.ts';

/**
 * The array with every row's value in place of its index, where it is dictionary-encoded; else the array itself.
 * Arrays nested in it stay as they are.
 *
 * @throws SluiceError `invalid-argument` when an index lies outside the dictionary
 */
export function expandDictionary(data: Data, origin: Origin): Data {
  if (data.typeId !== Type.Dictionary) return data;
  const values = data.dictionary?.data ?? [];
  return gather((data.type as Dictionary).dictionary, values, pick(data, values, origin), origin);
}

/** Where each row's value stands. A dictionary has several arrays when it grew by deltas. */
function pick(data: Data, values: readonly Data[], origin: Origin): Picks {
  const { length } = data;
  const indices = data.values as ArrayLike<number | bigint>;
  const size = values.reduce((sum, array) => sum + array.length, 0);
  const rows = new Int32Array(length);
  const bitmap = bitmapOf(data, origin);
  for (let row = 0; row < length; row++) {
    if (bitmap !== undefined && !bitAt(bitmap, data.offset + row)) {
      rows[row] = -1;
      continue;
    }
    const index = Number(indices[row]);
    if (!(index >= 0 && index < size)) {
      const what = row < indices.length ? `row ${row} has index ${index}` : `row ${row} has no index`;
      throw damaged(origin, `${what}, and its dictionary has ${size} values`);
    }
    rows[row] = index;
  }
  return values.length > 1 ? split(rows, values) : { rows, arrays: null };
}

function split(rows: Int32Array, values: readonly Data[]): Picks {
  const arrays = new Int32Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    let index = rows[row] as number; // row is one of rows, and its index within the arrays' sum of lengths
    let array = 0;
    while (index >= (values[array] as Data).length) index -= (values[array++] as Data).length;
    arrays[row] = array;
    rows[row] = index;
  }
  return { rows, arrays };
}

/** One array of the chosen rows. */
function gather(type: DataType, sources: readonly Data[], picks: Picks, origin: Origin): Data {
  const arrays = sources.map((source) => expandDictionary(source, origin));
  const valid = pickValid(arrays, picks, origin);
  const { length } = picks.rows;
  const { nullCount, nullBitmap } = valid;
  const [first] = arrays;
  // What no row needs is left out: all are null.
  if (first === undefined) return makeData({ type, length, nullCount, nullBitmap });
  // By `clone`, not `makeData`: the array may be of another copy of apache-arrow.
  const make = (values: unknown, offsets?: Int32Array, children: (Data | undefined)[] = []): Data => {
    const buffers = {
      [BufferType.VALIDITY]: nullBitmap,
      [BufferType.DATA]: values,
      [BufferType.OFFSET]: offsets,
    };
    return first.clone(
      first.type,
      0,
      length,
      nullCount,
      buffers as unknown as Data['buffers'],
      children as Data[],
    );
  };
  switch (first.typeId) {
    case Type.Bool:
      return make(gatherBits(arrays, valid));
    case Type.Utf8:
    case Type.Binary: {
      const { valueOffsets, data } = gatherBytes(arrays, valid, origin);
      return make(data, valueOffsets);
    }
    case Type.List:
    case Type.Map: {
      const { valueOffsets, elements } = pickElements(arrays, valid, origin);
      const child = gatherChild(arrays, 0, elements, inside(origin, '[]'));
      return make(undefined, valueOffsets, [child]);
    }
    case Type.Struct: {
      const members = first.type.children as readonly { readonly name: string }[];
      const children = members.map(({ name }, at) =>
        gatherChild(arrays, at, valid, inside(origin, `.${name}`)),
      );
      return make(undefined, undefined, children);
    }
    default:
      return make(gatherValues(arrays, valid));
  }
}

/** Undefined where no array has the child: then no row needs it. */
function gatherChild(arrays: readonly Data[], at: number, picks: Picks, origin: Origin): Data | undefined {
  const known = arrays.find((array) => array.children[at] !== undefined)?.children[at];
  if (known === undefined) return undefined;
  const children = arrays.map((array) => array.children[at] ?? known.slice(0, 0));
  return gather(known.type, children, picks, origin);
}
