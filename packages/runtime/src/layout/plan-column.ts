import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { bitmapOf, countZeros, readableRows } from './coverage.ts';
import { damaged, inside, type Origin } from './damaged.ts';
import { planEncoded } from './encoded.ts';
import { fixedWidth } from './fixed-width.ts';
import type { Given, Import } from './import.ts';
import type { Memory, Write } from './memory.ts';
import { offsetAt } from './rebase.ts';
import type { SourceArray } from './source.ts';

const NO_CHILDREN: readonly Column[] = [];
const NO_BYTES: Uint8Array = new Uint8Array(0);
const NO_OFFSETS: Int32Array = new Int32Array(1);

/** Finds the places of a column's parts in memory; what it gives fills them. */
export function planColumn(rows: Import, memory: Memory): Write<Column> {
  const { type } = rows.field;
  if (rows.array === undefined) return planColumn({ ...rows, array: emptyArray(type) }, memory);
  const given: Given = { ...rows, array: rows.array };
  const { array, origin, length, visible, start } = given;
  if (array.type.kind === 'dictionary' || array.type.kind === 'run-end') {
    return planEncoded(given, array.type, memory, planColumn);
  }
  const bitmap = bitmapOf(array, origin);
  const nulls = planNulls(given, bitmap, memory);
  const readable = readableRows(array, start, bitmap, visible, origin);
  switch (type.kind) {
    case 'bool': {
      const bits = memory.bits(
        (array.values as Uint8Array | undefined) ?? NO_BYTES,
        array.bitOffset + start,
        readable,
        length,
      );
      return (buffer) => {
        const words = bits(buffer);
        const values = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
        return { ...nulls(buffer), values, offsets: null, children: NO_CHILDREN };
      };
    }
    case 'utf8':
    case 'binary': {
      const { offsets, first, last } = planOffsets(given, readable, memory);
      const byteLength = array.values?.byteLength ?? 0;
      if (byteLength < last)
        throw damaged(origin, `its offsets reach byte ${last}, and it has ${byteLength}`);
      const count = last - first;
      const bytes = memory.elements(Uint8Array, array.values, first, count, count);
      return (buffer) => {
        return { ...nulls(buffer), values: bytes(buffer), offsets: offsets(buffer), children: NO_CHILDREN };
      };
    }
    case 'list': {
      const { offsets, first, last } = planOffsets(given, readable, memory);
      const elements = planElements(type.element, given, first, last, inside(origin, '[]'), memory);
      return (buffer) => {
        return { ...nulls(buffer), values: null, offsets: offsets(buffer), children: [elements(buffer)] };
      };
    }
    case 'map': {
      const { offsets, first, last } = planOffsets(given, readable, memory);
      const entries = planEntries(type, given, first, last, memory);
      return (buffer) => {
        return { ...nulls(buffer), values: null, offsets: offsets(buffer), children: [entries(buffer)] };
      };
    }
    case 'struct': {
      const names = array.type.kind === 'struct' ? array.type.fields.map(({ name }) => name) : [];
      const members = type.fields.map((field) => {
        const child = array.children[names.indexOf(field.name)];
        const from = inside(origin, `.${field.name}`);
        return planColumn({ field, array: child, origin: from, start, length, visible: readable }, memory);
      });
      return (buffer) => {
        const children = members.map((member) => member(buffer));
        return { ...nulls(buffer), values: null, offsets: null, children };
      };
    }
    default: {
      const { Elements, stride } = fixedWidth(type);
      const values = memory.elements(
        Elements,
        array.values,
        start * stride,
        readable * stride,
        length * stride,
      );
      return (buffer) => {
        return { ...nulls(buffer), values: values(buffer), offsets: null, children: NO_CHILDREN };
      };
    }
  }
}

/** An array without rows, of which `planColumn` asks no more than that. */
function emptyArray(type: ArrowType): SourceArray {
  return {
    type: type.kind === 'struct' ? { kind: 'struct', fields: [] } : { kind: 'utf8' },
    length: 0,
    nullCount: 0,
    validity: undefined,
    bitOffset: 0,
    values: undefined,
    offsets: NO_OFFSETS,
    typeIds: undefined,
    variadic: [],
    children: [],
    dictionary: undefined,
  };
}

type Nulls = Pick<Column, 'length' | 'nullCount' | 'validity'>;

function noNulls(length: number): Nulls {
  return { length, nullCount: 0, validity: null };
}

/** Rows behind the array's end are null; where it has no bitmap, it is because they are hidden. */
function planNulls(
  { array, start, length }: Given,
  bitmap: Uint8Array | undefined,
  memory: Memory,
): Write<Nulls> {
  if (bitmap === undefined) return () => noNulls(length);
  const there = Math.max(0, Math.min(length, array.length - start));
  const from = array.bitOffset + start;
  const known = there === array.length && array.nullCount >= 0;
  const nullCount = (known ? array.nullCount : countZeros(bitmap, from, there)) + length - there;
  if (nullCount === 0) return () => noNulls(length);
  const bits = memory.bits(bitmap, from, there, length);
  return (buffer) => ({ length, nullCount, validity: bits(buffer) });
}

interface Spans {
  readonly offsets: Write<Int32Array>;
  /** The range of bytes or elements that the rows reach. */
  readonly first: number;
  readonly last: number;
}

function planOffsets({ array, origin, start, length }: Given, readable: number, memory: Memory): Spans {
  const source = array.offsets ?? NO_OFFSETS;
  const first = offsetAt(source, start);
  const last = readable === 0 ? first : offsetAt(source, start + readable);
  if (first < 0 || last < first) throw damaged(origin, `its offsets go from ${first} to ${last}`);
  return { offsets: memory.offsets(source, start, readable, length, origin), first, last };
}

function planElements(
  field: ArrowField,
  { array, origin }: Given,
  first: number,
  last: number,
  from: Origin,
  memory: Memory,
): Write<Column> {
  const child = childWith(array, last, origin);
  const length = last - first;
  return planColumn({ field, array: child, origin: from, start: first, length, visible: length }, memory);
}

function planEntries(
  { key, value }: ArrowType & { kind: 'map' },
  { array, origin }: Given,
  first: number,
  last: number,
  memory: Memory,
): Write<Column> {
  const entries = childWith(array, last, origin);
  const length = last - first;
  const parts = [key, value].map((field, at) => {
    const from = inside(origin, at === 0 ? '.keys()[]' : '.values()[]');
    const part = entries?.children[at];
    return planColumn({ field, array: part, origin: from, start: first, length, visible: length }, memory);
  });
  return (buffer) => {
    const children = parts.map((part) => part(buffer));
    return { ...noNulls(length), values: null, offsets: null, children };
  };
}

/** The elements, of which the rows reach `last`. */
function childWith(array: SourceArray, last: number, origin: Origin): SourceArray | undefined {
  const child = array.children[0];
  const length = child?.length ?? 0;
  if (length < last) throw damaged(origin, `its offsets reach element ${last}, and it has ${length}`);
  return child;
}
