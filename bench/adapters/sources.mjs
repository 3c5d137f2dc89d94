// Columns of text in the layouts in which other producers send them, as the layer under the adapters is given them, and
// by hand what that layer does with them: one buffer of bytes, and 32-bit offsets.

const bare = {
  nullCount: 0,
  validity: undefined,
  bitOffset: 0,
  values: undefined,
  offsets: undefined,
  sizes: undefined,
  typeIds: undefined,
  variadic: [],
  children: [],
  dictionary: undefined,
};

/** Bytes and 32-bit offsets: how a column of the adapters lies. */
export function plain(values, kind) {
  const chunks = values.map((value) => Buffer.from(value));
  const offsets = new Int32Array(values.length + 1);
  chunks.forEach((chunk, row) => {
    offsets[row + 1] = offsets[row] + chunk.length;
  });
  return {
    ...bare,
    type: { kind },
    length: values.length,
    values: new Uint8Array(Buffer.concat(chunks)),
    offsets,
  };
}

/** 64-bit offsets. */
export function large(values, kind) {
  const { offsets, ...rest } = plain(values, kind);
  return { ...rest, type: { kind, layout: 'large' }, offsets: BigInt64Array.from(offsets, BigInt) };
}

const INLINE_BYTES = 12;

/** 16 bytes a value: its length, and up to 12 bytes, or else its first four and its place. */
export function views(values, kind) {
  const entries = Buffer.alloc(16 * values.length);
  const apart = [];
  let end = 0;
  values.forEach((value, row) => {
    const bytes = Buffer.from(value);
    const at = 16 * row;
    entries.writeInt32LE(bytes.length, at);
    bytes.copy(entries, at + 4, 0, bytes.length > INLINE_BYTES ? 4 : INLINE_BYTES);
    if (bytes.length <= INLINE_BYTES) return;
    entries.writeInt32LE(0, at + 8);
    entries.writeInt32LE(end, at + 12);
    apart.push(bytes);
    end += bytes.length;
  });
  return {
    ...bare,
    type: { kind, layout: 'view' },
    length: values.length,
    values: new Uint8Array(entries),
    variadic: [new Uint8Array(Buffer.concat(apart))],
  };
}

/** Each value once, with the row behind its last. */
export function runEnds(values, kind) {
  const ends = [];
  const distinct = [];
  values.forEach((value, row) => {
    if (row > 0 && value === values[row - 1]) ends[ends.length - 1] = row + 1;
    else {
      ends.push(row + 1);
      distinct.push(value);
    }
  });
  const field = { name: 'values', type: { kind }, nullable: true, metadata: new Map() };
  const endsArray = {
    ...bare,
    type: { kind: 'int', bitWidth: 32, signed: true },
    length: ends.length,
    values: Int32Array.from(ends),
  };
  return {
    ...bare,
    type: { kind: 'run-end', bitWidth: 32, value: field },
    length: values.length,
    children: [endsArray, plain(distinct, kind)],
  };
}

function nullsOf(values) {
  const nullCount = values.filter((value) => value === null).length;
  if (nullCount === 0) return {};
  const validity = new Uint8Array((values.length + 7) >> 3);
  values.forEach((value, row) => {
    if (value !== null) validity[row >> 3] |= 1 << (row & 7);
  });
  return { nullCount, validity };
}

/** Indices into values that are there once. */
export function dictionaryOf(values, kind) {
  const distinct = [...new Set(values)].filter((value) => value !== null);
  const places = new Map(distinct.map((value, place) => [value, place]));
  return {
    ...bare,
    type: {
      kind: 'dictionary',
      index: { bitWidth: 32, signed: true },
      value: { kind },
      ordered: false,
      id: 0n,
    },
    length: values.length,
    ...nullsOf(values),
    values: Int32Array.from(values, (value) => places.get(value) ?? 0),
    dictionary: [plain(distinct, kind)],
  };
}

const copyPlain = (bytes, offsets, out, outOffsets) => {
  out.set(bytes);
  outOffsets.set(offsets);
};

const narrowOffsets = (bytes, offsets, out, outOffsets) => {
  const words = new Int32Array(offsets.buffer, offsets.byteOffset, 2 * offsets.length);
  out.set(bytes);
  for (let row = 0; row < outOffsets.length; row++) outOffsets[row] = words[2 * row];
};

const copyViews = (entries, apart, out, outOffsets) => {
  const words = new Int32Array(entries.buffer, entries.byteOffset, entries.length >> 2);
  let end = 0;
  for (let row = 0; row + 1 < outOffsets.length; row++) {
    const length = words[4 * row];
    const inline = length <= 12;
    const from = inline ? entries : apart;
    const start = inline ? 16 * row + 4 : words[4 * row + 3];
    // In a loop while they are few: a call costs more.
    if (length <= 32) for (let at = 0; at < length; at++) out[end + at] = from[start + at];
    else out.set(from.subarray(start, start + length), end);
    end += length;
    outOffsets[row + 1] = end;
  }
};

const expandRuns = (ends, bytes, offsets, out, outOffsets) => {
  let end = 0;
  let row = 0;
  for (let run = 0; run < ends.length; run++) {
    const start = offsets[run];
    const length = offsets[run + 1] - start;
    for (; row < ends[run]; row++) {
      for (let at = 0; at < length; at++) out[end + at] = bytes[start + at];
      end += length;
      outOffsets[row + 1] = end;
    }
  }
};

const gather = (indices, bytes, offsets, out, outOffsets) => {
  let end = 0;
  for (let row = 0; row < indices.length; row++) {
    const start = offsets[indices[row]];
    const length = offsets[indices[row] + 1] - start;
    for (let at = 0; at < length; at++) out[end + at] = bytes[start + at];
    end += length;
    outOffsets[row + 1] = end;
  }
};

/** The loop by hand for each layout, and what of an array it takes. */
export const byHand = {
  plain: { loop: copyPlain, inputs: ({ values, offsets }) => [values, offsets] },
  large: { loop: narrowOffsets, inputs: ({ values, offsets }) => [values, offsets] },
  views: { loop: copyViews, inputs: ({ values, variadic }) => [values, variadic[0]] },
  runEnds: {
    loop: expandRuns,
    inputs: ({ children: [ends, runs] }) => [ends.values, runs.values, runs.offsets],
  },
  dictionary: {
    loop: gather,
    inputs: ({ values, dictionary: [distinct] }) => [values, distinct.values, distinct.offsets],
  },
};
