import { SluiceError } from '@sluice/sdk';
import { BufferType, type Data, makeData, RecordBatch, Struct, Type, UnionMode } from 'apache-arrow';
import { MAX_OFFSET } from '../column/offsets.ts';

/**
 * The rows that are named, in that order and as often as they are named, of a batch of columns of any type. Dictionaries
 * and what views point into are shared with the batch; types, names and metadata stay.
 *
 * @param rows 0 up to the batch's length
 * @throws SluiceError `invalid-argument` when a column would have more bytes or elements than its offsets reach
 */
export function repeatRows(batch: RecordBatch, rows: Int32Array): RecordBatch {
  const { schema, metadata } = batch;
  const children = batch.data.children.map((data) => take(data, rows));
  const type = new Struct(schema.fields);
  return new RecordBatch(
    schema,
    makeData({ type, length: rows.length, nullCount: 0, children }) as RecordBatch['data'],
    metadata,
  );
}

/** Buffers by their place in `Data`'s own list: see `BufferType`. */
type Buffers = Partial<Record<BufferType, ArrayBufferView | undefined>>;

/** @param chosen a row that the array has not is null */
function take(data: Data, chosen: Int32Array): Data {
  const { length } = chosen;
  const { rows, nullCount, validity } = withoutNulls(data, chosen);
  // By `clone`, not `makeData`: it keeps the dictionary, and the array may be of another copy of apache-arrow.
  const make = (buffers: Buffers, children: Data[] = data.children): Data =>
    data.clone(
      data.type,
      0,
      length,
      nullCount,
      // Data takes buffers by number, as its own type does not say.
      { ...buffers, [BufferType.VALIDITY]: validity } as unknown as Data['buffers'],
      children,
    );
  switch (data.typeId) {
    case Type.Null:
      return data.clone(data.type, 0, length, length);
    case Type.Bool:
      return make({ [BufferType.DATA]: takeBits(data, rows) });
    case Type.Utf8:
    case Type.Binary:
    case Type.LargeUtf8:
    case Type.LargeBinary: {
      const { offsets, starts } = takeSpans(data, rows);
      return make({ [BufferType.OFFSET]: offsets, [BufferType.DATA]: takeBytes(data, offsets, starts) });
    }
    case Type.List:
    case Type.LargeList:
    case Type.Map: {
      const { offsets, starts } = takeSpans(data, rows);
      const elements = elementsOf(offsets, starts);
      return make({ [BufferType.OFFSET]: offsets }, takeChildren(data, elements));
    }
    case Type.FixedSizeList: {
      const size = data.stride;
      const elements = Int32Array.from(
        { length: length * size },
        (_, at) => (chosen[Math.floor(at / size)] as number) * size + (at % size), // one row for each `size` elements
      );
      return make({}, takeChildren(data, elements));
    }
    case Type.Struct:
      return make({}, takeChildren(data, chosen));
    case Type.Union: {
      const typeIds = takeValues(data.typeIds, 1, chosen);
      if ((data.type as { readonly mode?: UnionMode }).mode === UnionMode.Sparse) {
        return make({ [BufferType.TYPE]: typeIds }, takeChildren(data, chosen));
      }
      const offsets = takeValues(data.valueOffsets, 1, chosen);
      return make({ [BufferType.TYPE]: typeIds, [BufferType.OFFSET]: offsets });
    }
    case Type.Utf8View:
    case Type.BinaryView:
      return make({ [BufferType.DATA]: takeValues(data.values, VIEW_BYTES, rows) });
    default:
      return make({ [BufferType.DATA]: takeValues(data.values, data.stride, rows) });
  }
}

/** Arrow columnar format, variable-size binary view layout: a view has 16 bytes. */
const VIEW_BYTES = 16;

/** The rows with -1 for those that are null, and the bitmap that says which these are. */
function withoutNulls(
  data: Data,
  chosen: Int32Array,
): { rows: Int32Array; nullCount: number; validity: Uint8Array | undefined } {
  const { length, offset } = data;
  // In a union each row's variant says whether it is null; its array has no bitmap.
  const bitmap =
    data.typeId !== Type.Union && data.nullCount > 0 ? (data.nullBitmap as Uint8Array) : undefined;
  const rows = chosen.slice();
  const validity = new Uint8Array((rows.length + 7) >> 3);
  let nullCount = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number; // `at` is one of rows
    if (row < length && (bitmap === undefined || bitOf(bitmap, offset + row) === 1)) {
      validity[at >> 3] = (validity[at >> 3] as number) | (1 << (at & 7));
    } else {
      rows[at] = -1;
      nullCount++;
    }
  }
  return { rows, nullCount, validity: nullCount === 0 ? undefined : validity };
}

function bitOf(bitmap: Uint8Array, position: number): number {
  return ((bitmap[position >> 3] as number) >> (position & 7)) & 1;
}

/** `apache-arrow` leaves out arrays in which there is no row. */
function takeChildren(data: Data, rows: Int32Array): Data[] {
  return data.children.map((child: Data | undefined) => child && take(child, rows)) as Data[];
}

function takeBits(data: Data, rows: Int32Array): Uint8Array {
  const bits = new Uint8Array((rows.length + 7) >> 3);
  const source = data.values as Uint8Array;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number; // `at` is one of rows
    // The values of a sliced Bool array share its bitmap's offset.
    if (row >= 0 && bitOf(source, data.offset + row) === 1) {
      bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
    }
  }
  return bits;
}

/** Values of fixed width: `stride` elements of a typed array each. */
function takeValues(values: ArrayBufferView, stride: number, rows: Int32Array): ArrayBufferView {
  // Or another kind of typed array: elements go from one to another of the same.
  const source = values as Int32Array;
  const target = new (source.constructor as new (length: number) => Int32Array)(rows.length * stride);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number; // `at` is one of rows
    if (row < 0) continue;
    for (let word = 0; word < stride; word++) {
      target[at * stride + word] = source[row * stride + word] as number;
    }
  }
  return target;
}

type Offsets = Int32Array | BigInt64Array;

/** New offsets, of the kind that the array has, and where each row's bytes or elements begin in the old ones. */
function takeSpans(data: Data, rows: Int32Array): { offsets: Offsets; starts: Float64Array } {
  const source = data.valueOffsets as Offsets;
  const large = source instanceof BigInt64Array;
  const ends = new Float64Array(rows.length + 1);
  const starts = new Float64Array(rows.length);
  let end = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number; // `at` is one of rows
    if (row >= 0) {
      starts[at] = Number(source[row]);
      end += Number(source[row + 1]) - (starts[at] as number);
    }
    ends[at + 1] = end;
  }
  if (!large && end > MAX_OFFSET) throw tooLarge();
  return { offsets: large ? BigInt64Array.from(ends, BigInt) : Int32Array.from(ends), starts };
}

function tooLarge(): SluiceError {
  return new SluiceError(
    'invalid-argument',
    `the input's columns, repeated for each output row, exceed ${MAX_OFFSET} bytes or elements: ` +
      "use smaller batches, or leave them out with { input: 'omit' }",
  );
}

function takeBytes(data: Data, offsets: Offsets, starts: Float64Array): Uint8Array {
  const source = (data.values as Uint8Array | undefined) ?? new Uint8Array(0);
  const target = new Uint8Array(Number(offsets[starts.length]));
  for (let at = 0; at < starts.length; at++) {
    const to = Number(offsets[at]);
    const start = starts[at] as number; // one for each row
    target.set(source.subarray(start, start + Number(offsets[at + 1]) - to), to);
  }
  return target;
}

function elementsOf(offsets: Offsets, starts: Float64Array): Int32Array {
  const elements = new Int32Array(Number(offsets[starts.length]));
  for (let at = 0; at < starts.length; at++) {
    const end = Number(offsets[at + 1]);
    let from = starts[at] as number; // one for each row
    for (let element = Number(offsets[at]); element < end; element++) elements[element] = from++;
  }
  return elements;
}
