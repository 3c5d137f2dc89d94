import { type ArrowType, formatType } from '@sluice/sdk/manifest';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { int32, list, type Nulls, rowsOf, slot, utf8 } from '../arrow/testing/fields.ts';
import type { Column, ColumnValues, ResultMemory } from '../column/abi.ts';
import { PlainOutput } from './plain-output.ts';
import { columnOf, messageOf, plainTypes, wireField } from './testing/batches.ts';

/** In which order a result takes its memory; none takes none. */
const ORDERS = [
  ['validity', 'offsets', 'values'],
  ['offsets', 'values', 'validity'],
  ['values', 'offsets', 'validity'],
  ['scratch', 'validity', 'offsets', 'values'],
  ['validity', 'offsets', 'scratch', 'values'],
  [],
] as const;

function plainOf(type: ArrowType): PlainOutput {
  const output = PlainOutput.of(wireField(slot('v', type)).type);
  if (output === undefined) throw new Error(`${formatType(type)} is not plain`);
  return output;
}

/** The same column, made in the memory. */
function madeIn(memory: ResultMemory, column: Column, order: readonly string[]): Column {
  const { validity, offsets, values } = column;
  const parts: Record<string, ColumnValues | null> = {
    validity,
    offsets,
    values,
    scratch: new Uint8Array(77),
  };
  const made: Record<string, ColumnValues | null> = { validity, offsets, values };
  for (const name of order) {
    const part = parts[name];
    if (part == null) continue;
    const copy = memory.take(
      part.constructor as Int32ArrayConstructor,
      part.length + (name === 'values' ? 3 : 0),
    );
    new Uint8Array(copy.buffer, copy.byteOffset, copy.byteLength).fill(0xff);
    copy.set(part as Int32Array); // of the same kind
    made[name] = copy;
  }
  return { ...column, ...made };
}

it.each(plainTypes.map((type) => [formatType(type), type] as const))(
  'writes %s as the general writer does, wherever its parts were made',
  (_, type) => {
    const output = plainOf(type);
    const size = fc.constantFrom(0, 1, 7, 33, 1000);
    const nulls = fc.constantFrom<Nulls>('none', 'some', 'all');
    const rows = fc.tuple(size, nulls).chain(([count, kind]) => rowsOf(type, count, kind));
    fc.assert(
      fc.property(rows, fc.constantFrom(...ORDERS), (rows, order) => {
        const column = columnOf(type, rows);
        const written = output.write(madeIn(output.begin(), column, order));
        expect(Buffer.compare(written, messageOf([slot('v', type)], [column]))).toBe(0);
      }),
      { numRuns: 30 },
    );
  },
  30_000,
);

it('what it gave stays until the next but one is begun', () => {
  const output = plainOf(utf8);
  const kept: { message: Uint8Array; copy: Uint8Array }[] = [];
  for (let turn = 0; turn < 20; turn++) {
    const column = columnOf(utf8, Array(turn * 7).fill(`turn ${turn}`));
    const memory = output.begin();
    const made = madeIn(memory, column, ORDERS[turn % ORDERS.length] ?? []);
    const before = kept.at(-1);
    if (before !== undefined) expect(before.message).toEqual(before.copy);
    const message = output.write(made);
    if (before !== undefined) expect(before.message).toEqual(before.copy);
    kept.push({ message, copy: new Uint8Array(message) });
  }
});

it('copies nothing that was made where it belongs', () => {
  const output = plainOf(int32);
  const column = columnOf(int32, [1, 2, 3]);
  for (let turn = 0; turn < 4; turn++) output.write(madeIn(output.begin(), column, ['values'])); // until there is room
  const memory = output.begin();
  const values = memory.take(Int32Array, 3);
  const written = output.write({ ...column, values });
  expect(written.buffer).toBe(values.buffer);
  values[1] = 5;
  expect(new Int32Array(written.buffer, written.byteLength - 16, 3)).toEqual(Int32Array.of(1, 5, 3));
});

it('is not for types that have more than one array', () => {
  for (const type of [list(int32), { kind: 'utf8', layout: 'large' }, { kind: 'null' }] as const) {
    expect(PlainOutput.of(wireField(slot('v', type)).type)).toBeUndefined();
  }
});
