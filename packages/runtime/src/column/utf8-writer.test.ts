import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allValid, clearValid, freshMemory, type ResultMemory, Utf8Writer } from './index.ts';

/** Memory that holds something already, and does not begin where its buffer does. */
const used: ResultMemory = {
  take(Elements, length) {
    const byteLength = length * Elements.BYTES_PER_ELEMENT;
    return new Elements(new Uint8Array(8 + byteLength).fill(0xff).buffer, 8, length);
  },
};

/** Writes the rows that are not null, and gives each row's bytes. */
function write(writer: Utf8Writer, rows: readonly (string | null)[], memory: ResultMemory = used): string[] {
  writer.open(rows.length, memory);
  const valid = allValid(rows.length);
  rows.forEach((value, row) => {
    if (value === null) clearValid(valid, row);
    else writer.add(row, value);
  });
  const { length, nullCount, offsets, values } = writer.finish(valid);
  expect(length).toBe(rows.length);
  expect(nullCount).toBe(rows.filter((value) => value === null).length);
  const ends = offsets as Int32Array;
  expect(ends).toHaveLength(rows.length + 1);
  expect((values as Uint8Array).length).toBeGreaterThanOrEqual(ends[rows.length] as number);
  return rows.map((_, row) => hexOf((values as Uint8Array).subarray(ends[row], ends[row + 1])));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function expected(rows: readonly (string | null)[]): string[] {
  return rows.map((value) => hexOf(Buffer.from(value ?? '')));
}

it('writes what Node encodes, row by row, whatever is put together on the way', () => {
  const writer = new Utf8Writer();
  const unit = fc.constantFrom('a', 'é', '語', '\u{1f600}', '\ud83d', '\ude00');
  const text = fc.oneof(fc.string({ unit, maxLength: 6 }), fc.string(), fc.constant('x'.repeat(40)));
  fc.assert(
    fc.property(fc.array(fc.option(text), { maxLength: 80 }), (rows) => {
      expect(write(writer, rows)).toEqual(expected(rows));
    }),
  );
});

it('keeps lone surrogates apart that meet where two rows do', () => {
  const rows = ['a\ud83d', '\ude00b', '\ud83d', '\ude00', '', '\ud83d', null, '\ude00', 'end'];
  expect(write(new Utf8Writer(), rows)).toEqual(expected(rows));
});

it('writes columns of many chunks, and values that are longer than one', () => {
  const writer = new Utf8Writer();
  for (const rows of [
    Array.from({ length: 5000 }, (_, row) => `row ${row}`),
    Array.from({ length: 5000 }, (_, row) =>
      row % 10 === 0 ? `größe ${row}` : row % 7 === 0 ? null : `row ${row}`,
    ),
    ['é'.repeat(50_000), 'x'.repeat(200_000), '\u{1f600}'.repeat(20_000), 'end'],
    Array.from({ length: 3000 }, () => '語'.repeat(30)),
  ]) {
    expect(write(writer, rows)).toEqual(expected(rows));
  }
});

it('writes any text after a batch of short ones, which are not gathered', () => {
  const writer = new Utf8Writer();
  for (const rows of [
    Array.from({ length: 100 }, (_, row) => (row % 3 === 0 ? null : `${row}`)),
    ['x'.repeat(50_000), 'é'.repeat(50_000), null, 'a\ud83d', '\ude00b', '', '語'],
    [null, null],
    Array.from({ length: 3000 }, (_, row) => `größe ${row}`),
  ]) {
    expect(write(writer, rows)).toEqual(expected(rows));
  }
});

it('is told nothing by the batch before but how much memory a row takes', () => {
  const writer = new Utf8Writer();
  write(writer, ['left over', 'é'], freshMemory);
  writer.open(2, freshMemory);
  writer.add(0, 'given up');
  expect(write(writer, [null, 'b', null])).toEqual(expected([null, 'b', null]));
  const taken: number[] = [];
  write(writer, Array(1000).fill('y'.repeat(100)), freshMemory);
  write(writer, Array(1000).fill('y'.repeat(100)), {
    take: (Elements, length) => {
      taken.push(length);
      return freshMemory.take(Elements, length);
    },
  });
  expect(taken).toHaveLength(2);
});
