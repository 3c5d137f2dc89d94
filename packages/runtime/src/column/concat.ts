import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { ArrayOver, Column, ColumnValues } from './abi.ts';
import { fixedColumn, nullColumn } from './column.ts';
import { fixedWidth } from './fixed-width.ts';
import { freshMemory } from './memory.ts';
import { takeColumn } from './take.ts';
import { allValid, clearValid, isNull } from './validity.ts';

/** Rows `start` to `end` of a column. */
interface Piece {
  readonly column: Column;
  readonly start: number;
  readonly end: number;
}

/** One column with the rows of all, in order. Its buffers are fresh. */
export function concatColumns(field: ArrowField, columns: readonly Column[]): Column {
  return join(
    field.type,
    columns.map((column) => ({ column, start: 0, end: column.length })),
  );
}

/** The rows from `start` up to `end`, in buffers of their own. */
export function sliceColumn(field: ArrowField, column: Column, start: number, end: number): Column {
  return join(field.type, [{ column, start, end }]);
}

function join(type: ArrowType, pieces: readonly Piece[]): Column {
  const length = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
  const validity = joinValidity(length, pieces);
  switch (type.kind) {
    case 'null':
      return nullColumn(length);
    case 'bool':
      return fixedColumn(length, validity, joinBits(length, pieces));
    case 'utf8':
    case 'binary':
    case 'json': {
      const { offsets, inner } = joinOffsets(length, pieces);
      const values = joinValues(1, inner, Uint8Array);
      return { ...fixedColumn(length, validity, values), offsets };
    }
    case 'list':
    case 'map': {
      const { offsets, inner } = joinOffsets(length, pieces);
      const element: ArrowType =
        type.kind === 'list' ? type.element.type : { kind: 'struct', fields: [type.key, type.value] };
      const children = [join(element, childPieces(inner, 0))];
      return { ...fixedColumn(length, validity, null), offsets, children };
    }
    case 'fixed-list': {
      const { size } = type;
      const inner = childPieces(pieces, 0).map((piece) => ({
        ...piece,
        start: piece.start * size,
        end: piece.end * size,
      }));
      return { ...fixedColumn(length, validity, null), children: [join(type.element.type, inner)] };
    }
    case 'struct': {
      const children = type.fields.map((member, index) => join(member.type, childPieces(pieces, index)));
      return { ...fixedColumn(length, validity, null), children };
    }
    case 'dictionary':
      return { ...fixedColumn(length, validity, null), ...joinDictionaries(type.value, length, pieces) };
    case 'union':
      return { ...fixedColumn(length, validity, null), ...joinUnions(type, length, pieces) };
    default: {
      const { stride, Elements } = fixedWidth(type);
      return fixedColumn(length, validity, joinValues(stride, pieces, Elements));
    }
  }
}

function joinValidity(length: number, pieces: readonly Piece[]): Int32Array | null {
  if (pieces.every(({ column }) => column.validity === null)) return null;
  const validity = allValid(length);
  let row = 0;
  for (const { column, start, end } of pieces) {
    if (column.validity === null) {
      row += end - start;
    } else {
      for (let at = start; at < end; at++, row++) if (isNull(column.validity, at)) clearValid(validity, row);
    }
  }
  return validity;
}

function joinBits(length: number, pieces: readonly Piece[]): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3);
  let row = 0;
  for (const { column, start, end } of pieces) {
    const from = column.values as Uint8Array; // a Bool column's values are a bitmap
    for (let at = start; at < end; at++, row++) {
      const bit = ((from[at >> 3] as number) >> (at & 7)) & 1;
      bits[row >> 3] = (bits[row >> 3] as number) | (bit << (row & 7));
    }
  }
  return bits;
}

function joinValues(stride: number, pieces: readonly Piece[], Elements: ArrayOver): ColumnValues {
  const count = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
  const values = freshMemory.take(Elements, stride * count);
  let at = 0;
  for (const { column, start, end } of pieces) {
    if (start === end) continue;
    const part = (column.values as ColumnValues).subarray(start * stride, end * stride);
    // `set` of a union of typed arrays wants the intersection of their argument types; both are the field's kind.
    (values as { set(from: ColumnValues, at: number): void }).set(part, at);
    at += part.length;
  }
  return values;
}

/** The offsets of the whole, from 0, and the spans of bytes or elements that they point into. */
function joinOffsets(length: number, pieces: readonly Piece[]): { offsets: Int32Array; inner: Piece[] } {
  const offsets = new Int32Array(length + 1);
  const inner: Piece[] = [];
  let row = 0;
  let end = 0;
  for (const piece of pieces) {
    if (piece.start === piece.end) continue;
    const from = piece.column.offsets as Int32Array; // a column of varying length with rows has offsets
    const first = from[piece.start] as number;
    for (let at = piece.start; at < piece.end; at++) offsets[++row] = end + (from[at + 1] as number) - first;
    const last = from[piece.end] as number;
    inner.push({ column: piece.column, start: first, end: last });
    end += last - first;
    if (end > 2_147_483_647) {
      throw new RangeError(
        'the joined column exceeds the 2147483647 bytes or elements that Arrow offsets reach',
      );
    }
  }
  return { offsets, inner };
}

function childPieces(pieces: readonly Piece[], child: number): Piece[] {
  return pieces.map(({ column, start, end }) => ({
    column: column.children[child] as Column, // the column has the children of its type
    start,
    end,
  }));
}

/** A dictionary that pieces share, and which of its values they use. */
interface UsedValues {
  readonly dictionary: Column;
  /** The place of each value among those used; -1 for one that is not. */
  readonly places: Int32Array;
  readonly used: number[];
}

/** Keeps the values that a row has: a slice of a few rows does not carry the dictionary of its stream. */
function joinDictionaries(
  value: ArrowType,
  length: number,
  pieces: readonly Piece[],
): Pick<Column, 'values' | 'children'> {
  const values = new Int32Array(length);
  const groups: UsedValues[] = [];
  const groupOf = pieces.map(({ column, start, end }) =>
    start === end ? undefined : findGroup(groups, column.children[0] as Column),
  );
  eachRow(pieces, (piece, at, row) => {
    const { places, used } = groupOf[piece] as UsedValues; // the piece has rows
    const { column } = pieces[piece] as Piece;
    if (isNull(column.validity, at)) return;
    const index = (column.values as Int32Array)[at] as number;
    if (places[index] === -1) places[index] = used.push(index) - 1;
    values[row] = places[index] as number;
  });
  const base = new Map<UsedValues | undefined, number>();
  let size = 0;
  for (const group of groups) {
    base.set(group, size);
    size += group.used.length;
  }
  eachRow(pieces, (piece, at, row) => {
    const { validity } = (pieces[piece] as Piece).column;
    if (!isNull(validity, at)) values[row] = (values[row] as number) + (base.get(groupOf[piece]) as number);
  });
  const field = { name: '', type: value, nullable: false };
  const parts = groups.map(({ dictionary, used }) => takeColumn(field, dictionary, Int32Array.from(used)));
  return { values, children: [concatColumns(field, parts)] };
}

function findGroup(groups: UsedValues[], dictionary: Column): UsedValues {
  const known = groups.find((group) => isSame(group.dictionary, dictionary));
  if (known !== undefined) return known;
  const group = { dictionary, places: new Int32Array(dictionary.length).fill(-1), used: [] };
  groups.push(group);
  return group;
}

/** Whether two dictionaries are equal byte for byte, as those of the batches of one stream are. */
function isSame(a: Column, b: Column): boolean {
  return a === b || (a.length === b.length && isEqual(a.values, b.values) && isEqual(a.offsets, b.offsets));
}

function isEqual(a: ArrayBufferView | null, b: ArrayBufferView | null): boolean {
  if (a === null || b === null) return a === b;
  return bytesOf(a).equals(bytesOf(b));
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function joinUnions(
  type: ArrowType & { kind: 'union' },
  length: number,
  pieces: readonly Piece[],
): Pick<Column, 'values' | 'offsets' | 'children'> {
  const parts = pieces
    .filter(({ start, end }) => start < end)
    .map(({ column, start, end }) => {
      const rows = Int32Array.from({ length: end - start }, (_, at) => start + at);
      return {
        column: takeColumn({ name: '', type, nullable: true }, column, rows),
        start: 0,
        end: rows.length,
      };
    });
  const values = joinValues(1, parts, Int8Array);
  const offsets = new Int32Array(length);
  const bases = new Int32Array(type.variants.length);
  let row = 0;
  for (const { column } of parts) {
    const places = column.offsets as Int32Array; // a union has them
    for (let at = 0; at < column.length; at++, row++) {
      const variant = values[row] as number;
      if (variant !== -1) offsets[row] = (places[at] as number) + (bases[variant] as number);
    }
    column.children.forEach((child, variant) => {
      bases[variant] = (bases[variant] as number) + child.length;
    });
  }
  const children = type.variants.map(({ field }, variant) =>
    concatColumns(
      field,
      parts.map(({ column }) => column.children[variant] as Column),
    ),
  );
  return { values, offsets, children };
}

/** @param visit is told the piece's index, the row in its column, and the row in the joined one */
function eachRow(pieces: readonly Piece[], visit: (piece: number, at: number, row: number) => void): void {
  let row = 0;
  pieces.forEach(({ start, end }, piece) => {
    for (let at = start; at < end; at++, row++) visit(piece, at, row);
  });
}
