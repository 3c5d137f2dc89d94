import type { Column } from '../column/abi.ts';
import { fixedWidth } from '../column/fixed-width.ts';
import { bitmapOf, countZeros, readableRows } from './coverage.ts';
import { inside } from './damaged.ts';
import { planDecimal } from './decimals.ts';
import { encodedType, planDictionary, planEncoded } from './encoded.ts';
import type { Given, Import, Nulls, Part } from './import.ts';
import { planFixedList, planList, planMap } from './lists.ts';
import type { Memory, Write } from './memory.ts';
import type { SourceArray } from './source.ts';
import { planBytes } from './text.ts';
import { planUnion } from './unions.ts';

const NO_CHILDREN: readonly Column[] = [];
const NO_BYTES: Uint8Array = new Uint8Array(0);

/** Finds the places of a column's parts in memory; what it gives fills them. */
export function planColumn(rows: Import, memory: Memory): Write<Column> {
  const given: Given = { ...rows, array: rows.array ?? NO_ROWS };
  const { array, origin, length, visible, start } = given;
  const { type } = rows.field;
  if (type.kind === 'dictionary') return planDictionary(given, type, memory, planColumn);
  if (encodedType(array) !== undefined) return planEncoded(given, memory, planColumn);
  if (type.kind === 'null') return planNull(length, memory);
  if (type.kind === 'union') return planUnion(given, type, memory, planColumn);

  const bitmap = bitmapOf(array, origin);
  const nulls = planNulls(given, bitmap, memory);
  const readable = readableRows(array, start, bitmap, visible, origin);
  const part: Part = { ...given, bitmap, readable };
  const write = planParts(part, memory);
  return (buffer) => ({ ...nulls(buffer), ...write(buffer) });
}

/** An array without rows, whatever is asked of it. */
const NO_ROWS: SourceArray = {
  type: { kind: 'null' },
  length: 0,
  nullCount: 0,
  validity: undefined,
  bitOffset: 0,
  values: undefined,
  offsets: undefined,
  sizes: undefined,
  typeIds: undefined,
  variadic: [],
  children: [],
  dictionary: undefined,
};

/** What a column has beside its nulls. */
type Parts = Pick<Column, 'values' | 'offsets' | 'children'>;

function planParts(part: Part, memory: Memory): Write<Parts> {
  const { array, field, origin, start, length, readable } = part;
  const { type } = field;
  switch (type.kind) {
    case 'bool': {
      const source = (array.values as Uint8Array | undefined) ?? NO_BYTES;
      const bits = memory.bits(source, array.bitOffset + start, readable, length);
      return (buffer) => {
        const words = bits(buffer);
        const values = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
        return { values, offsets: null, children: NO_CHILDREN };
      };
    }
    case 'utf8':
    case 'json':
    case 'binary': {
      const bytes = planBytes(part, memory);
      return (buffer) => ({ ...bytes(buffer), children: NO_CHILDREN });
    }
    case 'list':
      return planList(part, type, memory, planColumn);
    case 'fixed-list':
      return planFixedList(part, type, memory, planColumn);
    case 'map':
      return planMap(part, type, memory, planColumn);
    case 'struct': {
      const names = array.type.kind === 'struct' ? array.type.fields.map(({ name }) => name) : [];
      const members = type.fields.map((member) => {
        const child = array.children[names.indexOf(member.name)];
        const from = inside(origin, `.${member.name}`);
        return planColumn(
          { field: member, array: child, origin: from, start, length, visible: readable },
          memory,
        );
      });
      return (buffer) => ({
        values: null,
        offsets: null,
        children: members.map((member) => member(buffer)),
      });
    }
    default: {
      const values =
        type.kind === 'decimal' && array.type.kind === 'decimal' && array.type.bitWidth !== type.bitWidth
          ? planDecimal(part, array.type.bitWidth, type.bitWidth, memory)
          : planValues(part, memory);
      return (buffer) => ({ values: values(buffer), offsets: null, children: NO_CHILDREN });
    }
  }
}

function planValues({ array, field, start, readable, length }: Part, memory: Memory) {
  const { Elements, stride } = fixedWidth(field.type);
  return memory.elements(Elements, array.values, start * stride, readable * stride, length * stride);
}

function planNull(length: number, memory: Memory): Write<Column> {
  const none = memory.filled(Int32Array, (length + 31) >> 5, () => {});
  return (buffer) => {
    const validity = length === 0 ? null : none(buffer);
    return { length, nullCount: length, validity, values: null, offsets: null, children: NO_CHILDREN };
  };
}

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
