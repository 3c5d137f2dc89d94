import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { isNull, setValid } from '../column/validity.ts';
import { inside, type Origin, tooLarge } from './damaged.ts';
import { fixedWidth } from './fixed-width.ts';
import type { Memory, Write } from './memory.ts';
import { MAX_OFFSET } from './rebase.ts';

/** Rows of a column on their way into another. */
export interface Take {
  readonly field: ArrowField;
  readonly column: Column;
  /** -1 where a null stands. */
  readonly rows: Int32Array;
  readonly origin: Origin;
}

const NO_CHILDREN: readonly Column[] = [];

/**
 * Finds the places of the parts of a column with the chosen rows, in the order in which they are chosen.
 *
 * @throws SluiceError `invalid-argument` when they have more bytes or elements than offsets reach, before memory for
 *   them is taken
 */
export function planTake(take: Take, memory: Memory): Write<Column> {
  return planRows(take, memory, true);
}

/** @param root where a null may stand although the field admits none */
function planRows(
  { field, column, rows: chosen, origin }: Take,
  memory: Memory,
  root: boolean,
): Write<Column> {
  const { type } = field;
  const rows = withoutNulls(chosen, column.validity);
  const nulls = planNulls(root || field.nullable ? rows : nullsOf(chosen, rows), memory);
  const length = rows.length;
  switch (type.kind) {
    case 'bool': {
      const from = column.values as Uint8Array; // a bitmap
      const values = memory.filled(Uint8Array, ((length + 31) >> 5) * 4, (bits) =>
        takeBits(from, rows, bits),
      );
      return (buffer) => ({
        ...nulls(buffer),
        values: values(buffer),
        offsets: null,
        children: NO_CHILDREN,
      });
    }
    case 'utf8':
    case 'binary': {
      const ends = spans(column, rows, origin);
      const offsets = memory.filled(Int32Array, length + 1, (target) => target.set(ends));
      const size = ends[length] as number; // there is one more end than rows
      const bytes = memory.filled(Uint8Array, size, (target) => takeBytes(column, rows, ends, target));
      return (buffer) => ({
        ...nulls(buffer),
        values: bytes(buffer),
        offsets: offsets(buffer),
        children: NO_CHILDREN,
      });
    }
    case 'list':
    case 'map': {
      const ends = spans(column, rows, origin);
      const offsets = memory.filled(Int32Array, length + 1, (target) => target.set(ends));
      const element = elementOf(type);
      const child = planRows(
        {
          field: element,
          column: column.children[0] as Column, // one of elements, or of entries
          rows: elementsOf(column, rows, ends),
          origin: inside(origin, '[]'),
        },
        memory,
        false,
      );
      return (buffer) => ({
        ...nulls(buffer),
        values: null,
        offsets: offsets(buffer),
        children: [child(buffer)],
      });
    }
    case 'struct': {
      const members = type.fields.map((member, at) =>
        planRows(
          {
            field: member,
            column: column.children[at] as Column, // one a field
            rows,
            origin: inside(origin, `.${member.name}`),
          },
          memory,
          false,
        ),
      );
      return (buffer) => ({
        ...nulls(buffer),
        values: null,
        offsets: null,
        children: members.map((member) => member(buffer)),
      });
    }
    default: {
      const { Elements, stride } = fixedWidth(type);
      const values = memory.filled(Elements, length * stride, (target) =>
        takeValues(column, rows, stride, target as Int32Array),
      );
      return (buffer) => ({
        ...nulls(buffer),
        values: values(buffer),
        offsets: null,
        children: NO_CHILDREN,
      });
    }
  }
}

/** The entries of a map are structs of key and value. */
function elementOf(type: ArrowType & { kind: 'list' | 'map' }): ArrowField {
  return type.kind === 'list'
    ? type.element
    : { name: 'entries', nullable: false, type: { kind: 'struct', fields: [type.key, type.value] } };
}

/** -1 also for rows that are null in the column. */
function withoutNulls(rows: Int32Array, validity: Int32Array | null): Int32Array {
  if (validity === null) return rows;
  return rows.map((row) => (row >= 0 && isNull(validity, row) ? -1 : row));
}

/** -1 only for what is null in the column itself, not for what a null around it hides. */
function nullsOf(chosen: Int32Array, rows: Int32Array): Int32Array {
  return rows.map((row, at) => (row < 0 && (chosen[at] as number) >= 0 ? -1 : 0));
}

function planNulls(
  rows: Int32Array,
  memory: Memory,
): Write<Pick<Column, 'length' | 'nullCount' | 'validity'>> {
  const { length } = rows;
  let nullCount = 0;
  for (let at = 0; at < length; at++) if ((rows[at] as number) < 0) nullCount++;
  if (nullCount === 0) return () => ({ length, nullCount, validity: null });
  const bits = memory.filled(Int32Array, (length + 31) >> 5, (words) => {
    for (let at = 0; at < length; at++) if ((rows[at] as number) >= 0) setValid(words, at);
  });
  return (buffer) => ({ length, nullCount, validity: bits(buffer) });
}

function takeBits(from: Uint8Array, rows: Int32Array, bits: Uint8Array): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (row >= 0) {
      const bit = ((from[row >> 3] as number) >> (row & 7)) & 1; // rows are rows of the column
      bits[at >> 3] = (bits[at >> 3] as number) | (bit << (at & 7));
    }
  }
}

function takeValues(column: Column, rows: Int32Array, stride: number, target: Int32Array): void {
  const from = column.values as Int32Array; // or another kind, the same as the target's
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (row < 0) continue;
    for (let word = 0; word < stride; word++) {
      target[at * stride + word] = from[row * stride + word] as number;
    }
  }
}

/** Where the chosen rows end, one behind the other, from 0. */
function spans(column: Column, rows: Int32Array, origin: Origin): Int32Array {
  const from = column.offsets as Int32Array; // a column of varying length has some
  const ends = new Int32Array(rows.length + 1);
  let end = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (row >= 0) end += (from[row + 1] as number) - (from[row] as number);
    if (end > MAX_OFFSET) throw tooLarge(origin);
    ends[at + 1] = end;
  }
  return ends;
}

/** Longer values are copied by `set`, which costs as much as a loop over so many bytes. */
const SHORT_BYTES = 32;

function takeBytes(column: Column, rows: Int32Array, ends: Int32Array, target: Uint8Array): void {
  const offsets = column.offsets as Int32Array;
  const from = column.values as Uint8Array;
  for (let at = 0; at < rows.length; at++) {
    const to = ends[at] as number; // there is one more end than rows
    const size = (ends[at + 1] as number) - to;
    if (size === 0) continue;
    const start = offsets[rows[at] as number] as number;
    if (size > SHORT_BYTES) target.set(from.subarray(start, start + size), to);
    else for (let byte = 0; byte < size; byte++) target[to + byte] = from[start + byte] as number;
  }
}

function elementsOf(column: Column, rows: Int32Array, ends: Int32Array): Int32Array {
  const offsets = column.offsets as Int32Array;
  const elements = new Int32Array(ends[rows.length] as number);
  for (let at = 0; at < rows.length; at++) {
    let from = rows[at] as number;
    if (from < 0) continue;
    from = offsets[from] as number;
    for (let to = ends[at] as number; to < (ends[at + 1] as number); to++) elements[to] = from++;
  }
  return elements;
}
