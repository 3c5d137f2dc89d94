import { isSluiceError } from '@sluice/sdk';
import { expect, it } from 'vitest';
import { readIpcFile } from './file-reader.ts';
import { IpcStreamReader } from './stream-reader.ts';
import { END_OF_STREAM } from './stream-writer.ts';
import { rewrite } from './testing/rewrite.ts';
import {
  arrowColumns,
  arrowFile,
  arrowStream,
  flechetteColumns,
  flechetteStream,
} from './testing/streams.ts';

const DAMAGES = 1500;

/** Numbers below `limit`, the same in every run (xorshift). */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

function damage(bytes: Uint8Array, below: (limit: number) => number): Uint8Array {
  const damaged = new Uint8Array(bytes);
  for (let count = below(3); count >= 0; count--) {
    const at = below(damaged.byteLength);
    // Small and large numbers are where a reader is most easily misled.
    damaged[at] = [0, 1, 0x7f, 0x80, 0xff, below(256)][below(6)] as number;
  }
  return below(5) === 0 ? damaged.subarray(0, below(damaged.byteLength)) : damaged;
}

function outcome(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    return isSluiceError(error) ? error.code : String(error);
  }
}

it.each([
  ['apache-arrow', arrowStream(Object.keys(arrowColumns))],
  ['flechette', flechetteStream(Object.keys(flechetteColumns))],
])(
  'a damaged stream of %s is refused or read, and nothing else',
  (_, stream) => {
    const below = random(0x5eed);
    const outcomes = new Map<string, number>();
    for (let i = 0; i < DAMAGES; i++) {
      const result = outcome(() => rewrite(damage(stream, below)));
      outcomes.set(result, (outcomes.get(result) ?? 0) + 1);
    }
    expect([...outcomes.keys()].sort()).toEqual(['invalid-argument', 'read']);
  },
  30_000,
);

it('a damaged file is refused or read, and nothing else', () => {
  const file = arrowFile(['int32', 'dictionary']);
  const below = random(0xf11e);
  const outcomes = new Set<string>();
  for (let i = 0; i < DAMAGES; i++) {
    const damaged = damage(file, below);
    outcomes.add(outcome(() => [...readIpcFile(damaged).batches]));
  }
  expect([...outcomes].sort()).toEqual(['invalid-argument', 'read']);
});

it('a stream that is cut off anywhere is read up to there, or refused', () => {
  const stream = arrowStream(['int32', 'utf8', 'dictionary']);
  for (let length = 0; length < stream.byteLength - END_OF_STREAM.byteLength; length++) {
    const reader = new IpcStreamReader();
    reader.push(stream.subarray(0, length));
    expect(
      outcome(() => {
        while (reader.next() !== undefined);
      }),
    ).toBe('read');
    if (outcome(() => reader.end()) === 'read') expect(reader.schema).toBeDefined();
  }
});

it.each([
  ['text', Buffer.from('id,name\n1,Ada\n2,Grace\n'), /no message begins where one should/],
  ['nothing', new Uint8Array(0), /ends before its schema/],
  [
    'a record batch',
    arrowStream(['int32']).subarray(messageEnd(arrowStream(['int32']))),
    /does not begin with a schema/,
  ],
])('%s is no stream', (_, bytes, message) => {
  const reader = new IpcStreamReader();
  expect(() => {
    reader.push(bytes);
    while (reader.next() !== undefined);
    reader.end();
  }).toThrow(message);
});

/** Where the first message, a schema, ends. */
function messageEnd(stream: Uint8Array): number {
  return 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
}

it('a length that lies makes nothing be allocated', () => {
  const reader = new IpcStreamReader();
  reader.push(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xf8, 0xff, 0xff, 0x7f));
  expect(reader.next()).toBeUndefined();
  expect(() => reader.end()).toThrow('it ends within a message, after 8 bytes of it');
});
