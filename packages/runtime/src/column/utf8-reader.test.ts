import { expect, it } from 'vitest';
import type { Column } from './index.ts';
import { Utf8Reader } from './index.ts';

/** A column of Node's own encoding of each text. */
function columnOf(texts: readonly string[]): Column {
  return columnOfBytes(texts.map((text) => Buffer.from(text)));
}

function columnOfBytes(parts: readonly Uint8Array[]): Column {
  const offsets = new Int32Array(parts.length + 1);
  parts.forEach((part, row) => {
    offsets[row + 1] = (offsets[row] as number) + part.length;
  });
  return {
    length: parts.length,
    nullCount: 0,
    validity: null,
    values: new Uint8Array(Buffer.concat(parts)),
    offsets,
    children: [],
  };
}

function mixture(rows: number): string[] {
  return Array.from({ length: rows }, (_, row) => {
    if (row % 11 === 0) return '';
    if (row % 7 === 0) return `ü${row}`;
    return row % 13 === 0 ? '\u{1f600}' : `plain ${row}`;
  });
}

it('reads every row in order, across chunks and whatever they mix', () => {
  for (const texts of [
    Array.from({ length: 3000 }, (_, row) => `row ${row}`),
    mixture(3000),
    Array.from({ length: 200 }, (_, row) => 'long '.repeat(row)),
    Array.from({ length: 200 }, (_, row) => 'längst '.repeat(row)),
    ['x'.repeat(100_000), 'é'.repeat(100_000), 'end'],
  ]) {
    const reader = new Utf8Reader(columnOf(texts));
    expect(texts.map((_, row) => reader.get(row))).toEqual(texts);
  }
});

it('reads rows that are skipped to, repeated and gone back to', () => {
  const texts = mixture(3000);
  const reader = new Utf8Reader(columnOf(texts));
  const rows = [5, 5, 13, 12, 7, 2999, 0, 14, 1500, 1499, 1501, 1500, 2990, 2991];
  expect(rows.map((row) => reader.get(row))).toEqual(rows.map((row) => texts[row]));
});

it('reads bytes that are not UTF-8 as U+FFFD in their own row only', () => {
  const reader = new Utf8Reader(
    columnOfBytes([Buffer.from('a'), new Uint8Array([0xc3]), new Uint8Array([0xa9]), Buffer.from('b')]),
  );
  expect([0, 1, 2, 3].map((row) => reader.get(row))).toEqual(['a', '\ufffd', '\ufffd', 'b']);
});

it('reads shared memory', () => {
  const column = columnOf(['shared', 'größer']);
  const shared = new Uint8Array(new SharedArrayBuffer(64));
  shared.set(column.values as Uint8Array);
  const reader = new Utf8Reader({ ...column, values: shared });
  expect([reader.get(0), reader.get(1)]).toEqual(['shared', 'größer']);
});
