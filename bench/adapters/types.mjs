// Each Arrow type as the contenders have it. A type is
//   arrow, flechette   the libraries' own
//   forLoop            the rows as the floor reads them, as a typed array where there is one
//   loopOutput         what the floor writes to; without it the floor consumes its results and returns a checksum
//   toArrow, fromArrow, toFlechette, fromFlechette
//                      our representation of a value to the library's and back, where they differ
import * as flechette from '@uwdata/flechette';
import * as arrow from 'apache-arrow';

const fixed = (TypedArray, library, peer) => ({
  arrow: library,
  flechette: peer,
  forLoop: (values) => TypedArray.from(values),
  loopOutput: (rows) => new TypedArray(rows),
});

const inMilliseconds = { toPeer: (us) => Number(us) / 1000, fromPeer: (ms) => BigInt(Math.round(ms * 1000)) };

export const f64 = fixed(Float64Array, new arrow.Float64(), flechette.float64());
export const f32 = fixed(Float32Array, new arrow.Float32(), flechette.float32());
export const i32 = fixed(Int32Array, new arrow.Int32(), flechette.int32());
export const i64 = fixed(BigInt64Array, new arrow.Int64(), flechette.int64());

export const bool = {
  arrow: new arrow.Bool(),
  flechette: flechette.bool(),
  forLoop: (values) => Uint8Array.from(values, Number),
  loopOutput: (rows) => new Uint8Array(rows),
  fromLoop: (byte) => byte === 1,
};

/** Both libraries give a timestamp as a `number` of milliseconds, with a fraction. */
export const timestampUs = {
  arrow: new arrow.TimestampMicrosecond(),
  flechette: flechette.timestamp(flechette.TimeUnit.MICROSECOND),
  // The fastest form without `bigint`: every count of microseconds until the year 2255 is a whole `number`.
  forLoop: (values) => Float64Array.from(values, Number),
  loopOutput: (rows) => new Float64Array(rows),
  fromLoop: BigInt,
  toArrow: inMilliseconds.toPeer,
  fromArrow: inMilliseconds.fromPeer,
  toFlechette: inMilliseconds.toPeer,
  fromFlechette: inMilliseconds.fromPeer,
};

export const utf8 = { arrow: new arrow.Utf8(), flechette: flechette.utf8(), forLoop: (values) => values };

export const binary = {
  arrow: new arrow.Binary(),
  flechette: flechette.binary(),
  forLoop: (values) => values,
};

/**
 * A struct of members `[name, type]`; the floor has an array a member. Nowhere here is there a literal `{ x: …, y: … }` of
 * anything but numbers: V8 gives all literals of these names one shape, and numbers in it were boxed from then on.
 */
function structOf(...members) {
  const each = (make) => Object.fromEntries(members.map(([name, type]) => [name, make(type, name)]));
  return {
    arrow: new arrow.Struct(members.map(([name, type]) => new arrow.Field(name, type.arrow, true))),
    flechette: flechette.struct(each((member) => member.flechette)),
    forLoop: (values) => each((member, name) => member.forLoop(values.map((value) => value[name]))),
    loopOutput: (rows) => each((member) => member.loopOutput(rows)),
    fromLoop: (_, out, row) => each((_member, name) => out[name][row]),
    fromArrow: (row) => row.toJSON(),
  };
}

export const point = structOf(['x', f64], ['y', f64]);
export const spot = structOf(['distance', f64], ['cell', i32]);

/** Lists of Float32; the floor has elements and offsets. */
export const listF32 = {
  arrow: new arrow.List(new arrow.Field('item', new arrow.Float32(), true)),
  flechette: flechette.list(flechette.float32()),
  forLoop: (lists) => {
    const offsets = new Int32Array(lists.length + 1);
    lists.forEach((list, row) => {
      offsets[row + 1] = offsets[row] + list.length;
    });
    return { values: Float32Array.from(lists.flat()), offsets };
  },
};

/** Dictionary-encoded text as a parameter; the floor calls the function for the plain text of each row. */
export const dictionary = {
  arrow: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
  flechette: flechette.dictionary(flechette.utf8(), flechette.int32()),
  forLoop: (values) => values,
};

export const f16 = {
  arrow: new arrow.Float16(),
  flechette: flechette.float16(),
  forLoop: (values) => Float32Array.from(values),
  loopOutput: (rows) => new Float32Array(rows),
};

export const timeUs = fixed(
  BigInt64Array,
  new arrow.TimeMicrosecond(),
  flechette.time(flechette.TimeUnit.MICROSECOND),
);

export const fixedBinary16 = {
  arrow: new arrow.FixedSizeBinary(16),
  flechette: flechette.fixedSizeBinary(16),
  forLoop: (values) => values,
};

/** Neither library gives the digits as text: what they give instead cannot stand for it. */
export const decimal = { forLoop: (values) => values };

/** To the libraries it is 16 bytes. */
export const uuid = { forLoop: (values) => values };

/** To the libraries it is text, which the function then has to parse. */
export const json = {
  arrow: new arrow.Utf8(),
  flechette: flechette.utf8(),
  forLoop: (values) => values.map((value) => JSON.stringify(value)),
  toArrow: (value) => JSON.stringify(value),
  toFlechette: (value) => JSON.stringify(value),
};

export const mapOfF64 = {
  arrow: new arrow.Map_(
    new arrow.Field(
      'entries',
      new arrow.Struct([
        new arrow.Field('key', new arrow.Utf8(), false),
        new arrow.Field('value', new arrow.Float64(), true),
      ]),
      false,
    ),
  ),
  flechette: flechette.map(flechette.utf8(), flechette.float64()),
  forLoop: (values) => values,
};

/** Neither library says which variant a value is. */
export const shape = { forLoop: (values) => values };
