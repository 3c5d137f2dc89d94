import type { ArrowField, ArrowType, UnionVariant } from '@sluice/sdk/manifest';
import type { ArrayOver, Column, ColumnValues } from './abi.ts';
import { fixedColumn, nullColumn } from './column.ts';
import { fixedWidth } from './fixed-width.ts';
import { elementsOf, elementsOfFixed, gatherBits, gatherBytes, gatherFixed, spanEnds } from './gather.ts';
import { freshMemory } from './memory.ts';
import { MAX_OFFSET } from './offsets.ts';
import { isNull, setValid } from './validity.ts';

/** The rows of a column that `rows` names, in that order and as often; -1 gives a null. A dictionary is shared, not copied. */
export function takeColumn(field: ArrowField, column: Column, rows: Int32Array): Column {
  return take(field.type, column, rows);
}

function take(type: ArrowType, column: Column, rows: Int32Array): Column {
  const taken = fixedColumn(rows.length, takeValidity(column, rows), null);
  // The buffers of a column are those that abi.ts lists for its type: hence the casts below.
  switch (type.kind) {
    case 'null':
      return nullColumn(rows.length);
    case 'bool': {
      const bits = new Uint8Array((rows.length + 7) >> 3);
      if (column.values !== null) gatherBits(column.values as Uint8Array, rows, bits);
      return { ...taken, values: bits };
    }
    case 'utf8':
    case 'binary':
    case 'json': {
      const offsets = takeOffsets(column, rows);
      const values = new Uint8Array(offsets[rows.length] as number);
      gatherBytes(column, rows, offsets, values);
      return { ...taken, values, offsets };
    }
    case 'list':
      return { ...taken, ...takeLists(type.element.type, column, rows) };
    case 'map':
      return { ...taken, ...takeLists({ kind: 'struct', fields: [type.key, type.value] }, column, rows) };
    case 'fixed-list': {
      const elements = elementsOfFixed(rows, type.size);
      return { ...taken, children: [take(type.element.type, column.children[0] as Column, elements)] };
    }
    case 'struct':
      return {
        ...taken,
        children: type.fields.map((member, at) => take(member.type, column.children[at] as Column, rows)),
      };
    case 'dictionary':
      return { ...taken, values: takeFixed(column.values, rows, 1, Int32Array), children: column.children };
    case 'union':
      return { ...taken, ...takeUnion(type.variants, column, rows) };
    default: {
      const { stride, Elements } = fixedWidth(type);
      return { ...taken, values: takeFixed(column.values, rows, stride, Elements) };
    }
  }
}

function takeValidity(column: Column, rows: Int32Array): Int32Array | null {
  const { validity } = column;
  if (validity === null && !rows.includes(-1)) return null;
  const taken = new Int32Array((rows.length + 31) >> 5);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (row !== -1 && !isNull(validity, row)) setValid(taken, at);
  }
  return taken;
}

function takeFixed(
  from: ColumnValues | null,
  rows: Int32Array,
  stride: number,
  Elements: ArrayOver,
): ColumnValues {
  const taken = freshMemory.take(Elements, rows.length * stride);
  if (from !== null) gatherFixed(from, rows, stride, taken);
  return taken;
}

function takeLists(
  element: ArrowType,
  column: Column,
  rows: Int32Array,
): Pick<Column, 'offsets' | 'children'> {
  const offsets = takeOffsets(column, rows);
  const elements = elementsOf(column, rows, offsets);
  return { offsets, children: [take(element, column.children[0] as Column, elements)] };
}

function takeOffsets(column: Column, rows: Int32Array): Int32Array {
  const offsets = spanEnds(column, rows);
  if (offsets !== undefined) return offsets;
  throw new RangeError(`the taken rows exceed the ${MAX_OFFSET} bytes or elements that Arrow offsets reach`);
}

/** Each variant's rows in the order in which they are taken, as a dense union must have them. */
function takeUnion(
  variants: readonly UnionVariant[],
  column: Column,
  rows: Int32Array,
): Pick<Column, 'values' | 'offsets' | 'children'> {
  const from = column.values as Int8Array;
  const places = column.offsets as Int32Array;
  // A null that is taken from no row has to be one in some variant's child.
  const blank = Math.max(
    variants.findIndex(({ content }) => content !== 'none'),
    0,
  );
  const values = new Int8Array(rows.length);
  const offsets = new Int32Array(rows.length);
  const picks = variants.map((): number[] => []);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    const variant = row === -1 ? blank : (from[row] as number);
    values[at] = variant;
    if (variant === -1) continue;
    const picked = picks[variant] as number[]; // one a variant
    offsets[at] = picked.length;
    picked.push(row === -1 ? -1 : (places[row] as number));
  }
  const children = variants.map(({ field }, at) =>
    take(field.type, column.children[at] as Column, Int32Array.from(picks[at] as number[])),
  );
  return { values, offsets, children };
}
