import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Column, ColumnValues } from './abi.ts';
import { fixedColumn } from './column.ts';
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
    case 'bool':
      return fixedColumn(length, validity, joinBits(length, pieces));
    case 'utf8':
    case 'binary': {
      const { offsets, inner } = joinOffsets(length, pieces);
      const values = joinValues(1, inner, (size) => new Uint8Array(size));
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
    case 'struct': {
      const children = type.fields.map((member, index) => join(member.type, childPieces(pieces, index)));
      return { ...fixedColumn(length, validity, null), children };
    }
    default: {
      const { stride, allocate } = layout(type);
      return fixedColumn(length, validity, joinValues(stride, pieces, allocate));
    }
  }
}

function layout(type: ArrowType): { stride: number; allocate: (length: number) => ColumnValues } {
  switch (type.kind) {
    case 'int':
      return { stride: 1, allocate: (length) => new (integerArray(type.bitWidth, type.signed))(length) };
    case 'float':
      return {
        stride: 1,
        allocate: (length) => (type.bitWidth === 32 ? new Float32Array(length) : new Float64Array(length)),
      };
    case 'date':
      return { stride: 1, allocate: (length) => new Int32Array(length) };
    case 'interval':
      return {
        stride: { 'year-month': 1, 'day-time': 2, 'month-day-nano': 4 }[type.unit],
        allocate: (length) => new Int32Array(length),
      };
    case 'decimal':
      return { stride: 2, allocate: (length) => new BigInt64Array(length) };
    default: // timestamp and duration; the others do not come here
      return { stride: 1, allocate: (length) => new BigInt64Array(length) };
  }
}

function integerArray(bitWidth: 8 | 16 | 32 | 64, signed: boolean): new (length: number) => ColumnValues {
  switch (bitWidth) {
    case 8:
      return signed ? Int8Array : Uint8Array;
    case 16:
      return signed ? Int16Array : Uint16Array;
    case 32:
      return signed ? Int32Array : Uint32Array;
    case 64:
      return signed ? BigInt64Array : BigUint64Array;
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

function joinValues(
  stride: number,
  pieces: readonly Piece[],
  allocate: (length: number) => ColumnValues,
): ColumnValues {
  const values = allocate(stride * pieces.reduce((sum, { start, end }) => sum + end - start, 0));
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
