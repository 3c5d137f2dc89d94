import { createHash } from 'node:crypto';
import { isSluiceError, type SluiceError } from '@sluice/sdk';
import { type RecordBatch, RecordBatchReader, Schema, Table, tableToIPC } from 'apache-arrow';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encode } from '../arrow/testing/encode.ts';
import { float64, int32, list, slot, utf8 } from '../arrow/testing/fields.ts';
import { checkpointPosition, decodeCheckpoint, encodeCheckpoint } from './codec.ts';
import { seal } from './seal.ts';
import { built, inputOf, saved, streams, udfOf } from './testing/streams.ts';

const udf = udfOf();
const input = inputOf({ id: encode(int32, [1, 2, null]), currency: encode(utf8, ['EUR', null, 'PLN']) });
const whole = encodeCheckpoint(
  udf,
  saved([
    {
      kind: 'batch',
      batch: input,
      id: 'stream/0',
      nextRow: 2,
      unfinished: [{ row: 1, attempts: 2 }],
      column: built(float64, [1.5, null, null]),
      errors: [],
    },
    { kind: 'watermark', value: 7n },
  ]),
);

function errorOf(read: () => unknown): SluiceError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (isSluiceError(error) && error.code === 'checkpoint-invalid') return error;
    throw error;
  }
}

/** The sentence with which bytes are refused; undefined where they are read. */
function refusal(bytes: Uint8Array, by = udf): string | undefined {
  return errorOf(() => decodeCheckpoint(by, bytes))?.message;
}

it('a checkpoint that is cut off at any byte is refused, also by who asks for its position', () => {
  for (let length = 0; length < whole.length; length++) {
    const cut = whole.slice(0, length);
    expect([length, refusal(cut)]).not.toEqual([length, undefined]);
    expect(errorOf(() => checkpointPosition(cut))).toBeDefined();
  }
  expect(refusal(new Uint8Array(0))).toBe(
    'price: the checkpoint is empty: it was read before it was written, or never written. ' +
      'Give the bytes that `checkpoint()` gave, or start the stream without a checkpoint',
  );
  expect(refusal(whole.slice(0, -1))).toBe(
    `price: the checkpoint is damaged: its ${whole.length - 1} bytes do not end as a checkpoint does, because some ` +
      'are missing, too many, or changed. Restore from another copy or from an earlier checkpoint',
  );
});

it('a checkpoint of which a byte is changed is refused, whichever it is', () => {
  for (let at = 0; at < whole.length; at++) {
    const flipped = whole.slice();
    flipped[at] = (flipped[at] as number) ^ (1 << (at & 7));
    expect([at, refusal(flipped)]).not.toEqual([at, undefined]);
    expect(errorOf(() => checkpointPosition(flipped))).toBeDefined();
  }
  const middle = whole.slice();
  middle[whole.length >> 1] = (middle[whole.length >> 1] as number) ^ 1;
  expect(refusal(middle)).toBe(
    `price: the checkpoint is damaged: its ${whole.length} bytes do not have the checksum that it names. ` +
      'Restore from another copy or from an earlier checkpoint',
  );
});

it('no damage to a checkpoint of any stream goes unseen', () => {
  const changes = fc.record({ from: fc.nat(), bits: fc.integer({ min: 1, max: 255 }), length: fc.nat() });
  fc.assert(
    fc.property(streams, fc.array(changes, { minLength: 1, maxLength: 8 }), (stream, damages) => {
      const bytes = encodeCheckpoint(stream.udf, stream.saved);
      for (const { from, bits, length } of damages) {
        const at = from % bytes.length;
        const flipped = bytes.slice();
        flipped[at] = (flipped[at] as number) ^ bits;
        const longer = new Uint8Array([...bytes.subarray(0, at), bits, ...bytes.subarray(at)]);
        const holed = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + (length % 99))]);
        for (const damaged of [flipped, longer, holed, bytes.slice(0, at), bytes.slice(at + 1)]) {
          expect(errorOf(() => decodeCheckpoint(stream.udf, damaged))).toBeDefined();
          expect(errorOf(() => checkpointPosition(damaged))).toBeDefined();
        }
      }
    }),
    { numRuns: 25 },
  );
});

it('two checkpoints in a row, and bytes behind one, are not one', () => {
  expect(refusal(new Uint8Array([...whole, ...whole]))).toContain(
    `it says that it has ${whole.length} bytes, and has ${2 * whole.length}`,
  );
  expect(refusal(new Uint8Array([...whole, 0]))).toContain('some are missing, too many, or changed');
});

it('what is not a checkpoint is said to be none', () => {
  const sentence = 'bytes are not a checkpoint, or only the beginning of one: give all the bytes that';
  expect(refusal(new TextEncoder().encode('{"some":"other file"}'))).toContain(sentence);
  expect(refusal(tableToIPC(new Table([input])))).toContain(sentence);
  expect(errorOf(() => checkpointPosition(new Uint8Array(100)))?.message).toBe(
    'these 100 bytes are not a checkpoint, or only the beginning of one: give all the bytes that `checkpoint()` gave',
  );
});

it('another version is refused by its number', () => {
  const other = whole.slice();
  other[whole.length - 44] = 2;
  other.set(createHash('sha256').update(other.subarray(0, -32)).digest(), whole.length - 32);
  expect(refusal(other)).toBe(
    'price: the checkpoint says that it has version 2, and this release reads version 1: restore it with the release ' +
      'of @sluice/runtime that wrote it. If that is this one, it is damaged',
  );
});

it('a checkpoint of another function is refused with the names of both', () => {
  expect(refusal(whole, udfOf(float64, 'fee'))).toBe(
    "fee: the checkpoint is of the function 'price', not of 'fee': restore it with 'price'",
  );
  expect(checkpointPosition(whole)).toBe(12);
});

it.each([
  ['result', udfOf(list(float64)), 'price(id: Int32, currency: Utf8?) -> List<Float64?>'],
  ['parameter', udfOf(float64, 'price', [slot('id', int32)]), 'price(id: Int32) -> Float64'],
  [
    'nullability',
    udfOf(float64, 'price', [slot('id', int32, true), slot('currency', utf8, true)]),
    'price(id: Int32?, currency: Utf8?) -> Float64',
  ],
])('a checkpoint of the function with another %s is refused with both signatures', (_, now, signature) => {
  expect(refusal(whole, now)).toBe(
    'price: the checkpoint was written when the function was price(id: Int32, currency: Utf8?) -> Float64, and now it ' +
      `is ${signature}: restore it with the bundle that wrote it, let that finish, and change the function then`,
  );
});

/** The checkpoint with another header or other columns, and a checksum that is right. */
function forged(
  header: (text: string) => string,
  columns = (batch: RecordBatch): RecordBatch => batch,
): Uint8Array {
  const batches = [...RecordBatchReader.from(whole.slice(0, -60))].map(columns);
  const { fields, metadata } = (batches[0] as RecordBatch).schema;
  const text = header(metadata.get('sluice.checkpoint') as string);
  const schema = new Schema(fields, new Map([['sluice.checkpoint', text]]));
  return seal(tableToIPC(new Table(schema, batches)));
}

it.each([
  ['JSON', () => '{', 'is not JSON'],
  ['an object', () => 'null', 'of version undefined'],
  ['of this version', (text: string) => text.replace('"version":1', '"version":9'), 'of version 9'],
  ['complete', (text: string) => text.replace('"position"', '"pos"'), 'lacks a part'],
  ['about batches', (text: string) => text.replace('"batch"', '"table"'), 'entry 0'],
  [
    'about all batches',
    (text: string) => text.replace('[{', '[{"batch":"x"},{'),
    '1 batches, and its metadata names 2',
  ],
  ['about a number', (text: string) => text.replace('"7"', '"7x"'), 'cannot be read'],
])('a header that is not %s is refused, even under a right checksum', (_, change, sentence) => {
  expect(refusal(forged((text) => text))).toBeUndefined();
  expect(refusal(forged(change))).toContain('whole, but not as this release writes one: ');
  expect(refusal(forged(change))).toContain(sentence);
});

it('other columns than ours are refused, even under a right checksum', () => {
  const cut = (batch: RecordBatch): RecordBatch => batch.selectAt([0, 1, 2, 3, 4]);
  expect(refusal(forged((text) => text, cut))).toContain(
    'its last columns are currency: Utf8, sluice.value: Float64',
  );
  expect(refusal(seal(tableToIPC(new Table([input]))))).toContain(
    "its schema has no metadata 'sluice.checkpoint'",
  );
  expect(refusal(seal(new Uint8Array(0)))).toContain('whole, but not as this release writes one');
});
