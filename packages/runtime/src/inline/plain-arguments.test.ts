import { type ArrowType, formatType } from '@sluice/sdk/manifest';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { int32, type Nulls, rowsOf, slot, someRows, utf8 } from '../arrow/testing/fields.ts';
import type { Column } from '../column/abi.ts';
import { IpcDecoder } from '../ipc/decoder.ts';
import { viewOf } from '../ipc/flat-reader.ts';
import { messageAt } from '../ipc/message.ts';
import { viewColumns } from '../layout/pack-columns.ts';
import type { SourceArray } from '../layout/source.ts';
import { PlainArguments } from './plain-arguments.ts';
import { columnOf, contentOf, messageOf, plainTypes, wireField } from './testing/batches.ts';

// The parameters in another order than the columns, one of which no parameter reads.
const columnFields = (type: ArrowType) => [
  slot('aside', utf8),
  slot('v', type, true),
  slot('n', int32, true),
];
const parameterFields = (type: ArrowType) => [slot('n', int32, true), slot('v', type, true)];
const INDICES = [2, 1];

function plainOf(type: ArrowType): PlainArguments {
  const found = PlainArguments.of(parameterFields(type), INDICES, columnFields(type).map(wireField));
  if (found === undefined) throw new Error(`${formatType(type)} is not plain`);
  return found;
}

function batchOf(type: ArrowType, rows: readonly unknown[]): Uint8Array {
  const aside = columnOf(
    utf8,
    rows.map((_, row) => `aside ${row}`),
  );
  const numbers = columnOf(
    int32,
    rows.map((_, row) => (row % 5 === 2 ? null : row)),
  );
  return messageOf(columnFields(type), [aside, columnOf(type, rows), numbers]);
}

/** What the decoder and the general layout make of a message. */
function general(type: ArrowType, bytes: Uint8Array): Column[] {
  const decoder = new IpcDecoder({ fields: columnFields(type).map(wireField), metadata: new Map() });
  const message = messageAt(viewOf(bytes), 0);
  if (message === undefined) throw new Error('the end of the stream');
  const batch = decoder.read(message, bytes, message.bodyStart);
  if (batch === undefined) throw new Error('no batch');
  return viewColumns(
    parameterFields(type).map((field, at) => {
      const array = batch.columns[INDICES[at] as number] as SourceArray; // there are three
      return { field, array, origin: { udf: 'f', path: field.name } };
    }),
  );
}

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

it.each(plainTypes.map((type) => [formatType(type), type] as const))(
  'gives of %s the columns that the general way gives',
  (_, type) => {
    const plain = plainOf(type); // one for all batches: nothing of one may be left in another
    const size = fc.constantFrom(1, 31, 32, 33, 1000);
    const nulls = fc.constantFrom<Nulls>('none', 'some', 'all');
    const rows = fc.tuple(size, nulls).chain(([count, kind]) => rowsOf(type, count, kind));
    fc.assert(
      fc.property(rows, (rows) => {
        const bytes = batchOf(type, rows);
        const columns = plain.read(bytes, 0);
        expect(columns?.map(contentOf)).toEqual(general(type, bytes).map(contentOf));
        expect(plain.rowCount).toBe(rows.length);
        expect(plain.end).toBe(bytes.byteLength);
      }),
      { numRuns: 15 },
    );
  },
  30_000,
);

it.each([
  ['numbers', int32],
  ['bits', { kind: 'bool' }],
  ['text', utf8],
] as const)(
  'reads no damaged message of %s but as the general way does',
  (_, type) => {
    const plain = plainOf(type);
    const sound = batchOf(type, someRows(type, 40));
    const below = random(0x5eed);
    const outcomes = { plain: 0, general: 0, refused: 0 };
    for (let turn = 0; turn < 3000; turn++) {
      const bytes = new Uint8Array(sound);
      for (let count = below(3); count >= 0; count--) {
        // Small and large numbers are where a reader is most easily misled; most of the sense is in the head.
        const at = below(below(4) === 0 ? bytes.length : 400);
        bytes[at] = [0, 1, 4, 0x7f, 0x80, 0xff, below(256)][below(7)] as number;
      }
      const cut = below(6) === 0 ? bytes.subarray(0, below(bytes.length)) : bytes;
      const columns = plain.read(cut, 0);
      if (columns !== undefined) {
        expect(columns.map(contentOf)).toEqual(general(type, cut).map(contentOf));
        outcomes.plain++;
        continue;
      }
      try {
        general(type, cut);
        outcomes.general++;
      } catch {
        outcomes.refused++;
      }
    }
    expect(outcomes.plain).toBeGreaterThan(300);
    expect(outcomes.refused).toBeGreaterThan(300);
  },
  30_000,
);

it('leaves to the decoder what lies in another way', () => {
  const bytes = batchOf(utf8, ['a', 'b']);
  expect(plainOf(utf8).read(bytes, 0)).toBeDefined();
  expect(plainOf(utf8).read(batchOf(utf8, []), 0), 'no rows').toBeUndefined();
  const shifted = new Uint8Array(bytes.length + 4).subarray(4);
  shifted.set(bytes);
  expect(plainOf(utf8).read(shifted, 0), 'a body at a multiple of 4').toBeUndefined();
  const slice = columnOf(utf8, ['skipped', 'a', 'b']);
  const text = { ...slice, length: 2, offsets: (slice.offsets as Int32Array).subarray(1) };
  const numbers = columnOf(int32, [1, 2]);
  const sliced = messageOf(columnFields(utf8), [columnOf(utf8, ['', '']), text, numbers]);
  expect(contentOf(plainOf(utf8).read(sliced, 0)?.[1] as Column)).toMatchObject({ offsets: [0, 1, 2] });
});

it('is not for schemas with more than plain columns', () => {
  const fields = [slot('v', int32), slot('other', { kind: 'utf8', layout: 'view' } as const)].map(wireField);
  expect(PlainArguments.of([slot('v', int32)], [0], fields)).toBeUndefined();
  const wide = { kind: 'decimal', bitWidth: 128, precision: 9, scale: 0 } as const;
  const given = [wireField(slot('v', { ...wide, bitWidth: 32 }))];
  expect(PlainArguments.of([slot('v', wide)], [0], given)).toBeUndefined();
});

it('makes nothing anew for batches of one size that come in the same memory', () => {
  const plain = plainOf(utf8);
  const memory = new Uint8Array(batchOf(utf8, ['ab', 'c', null]));
  const [, first] = [...(plain.read(memory, 0) ?? [])];
  memory.set(batchOf(utf8, ['xy', 'z', null]));
  const [, second] = [...(plain.read(memory.subarray(0), 0) ?? [])];
  expect(second?.values).toBe(first?.values);
  expect(second?.offsets).toBe(first?.offsets);
  expect(Buffer.from(second?.values as Uint8Array).toString()).toBe('xyz');
});
