import type { ArrowField } from '@sluice/sdk/manifest';
import { type Data, makeData } from 'apache-arrow';
import type { Column, ColumnValues } from '../column/abi.ts';
import { Arena, type Write } from './arena.ts';
import { bitmapOf, readableRows } from './coverage.ts';
import { damaged, inside, type Origin } from './damaged.ts';
import { expandDictionary } from './dictionary.ts';
import { toDataType } from './types.ts';

/** One of the `apache-arrow` arrays of a batch that a function reads, with the parameter that it is for. */
export interface BoundArray {
  readonly field: ArrowField;
  readonly data: Data;
  readonly origin: Origin;
}

/** Columns whose views all lie in one buffer of their own, so that the buffer can be transferred to another thread. */
export interface PackedColumns {
  readonly columns: readonly Column[];
  readonly buffer: ArrayBuffer;
}

/**
 * Copies arrays into one buffer, fresh or handed in. The source is neither kept nor detached, and slices are realigned: row 0 of the
 * result is at index 0 of every buffer. Costs one memcpy of the bytes that the rows cover.
 *
 * @param allocate Gives a buffer of at least so many bytes, all of them 0. @default a fresh one
 * @throws SluiceError `invalid-argument` when buffers are too short for their rows, or offsets do not rise
 */
export function packColumns(
  arrays: readonly BoundArray[],
  allocate: (byteLength: number) => ArrayBuffer = (byteLength) => new ArrayBuffer(byteLength),
): PackedColumns {
  const arena = new Arena();
  const writes = arrays.map(({ field, data, origin }) => {
    const { length } = data;
    return planColumn({ field, data, origin, length, visible: length }, arena);
  });
  const buffer = allocate(arena.byteLength);
  return { columns: writes.map((write) => write(buffer)), buffer };
}

interface Import {
  readonly field: ArrowField;
  /** Undefined where `apache-arrow` left out what no row needs: the element of a list without lists. */
  readonly data: Data | undefined;
  readonly origin: Origin;
  /** How many rows the column gets. */
  readonly length: number;
  /** Rows from here on are hidden by a null around them. */
  readonly visible: number;
}

const NO_CHILDREN: readonly Column[] = [];

function planColumn({ field, data: given, origin, length, visible }: Import, arena: Arena): Write<Column> {
  const { type } = field;
  const known = given ?? makeData({ type: toDataType(type), length: 0, nullCount: 0 });
  const data = expandDictionary(known.length > length ? known.slice(0, length) : known, origin);
  const nulls = planNulls(data, length, origin, arena);
  const rows = readableRows(data, visible, origin);
  switch (type.kind) {
    case 'bool': {
      const bits = arena.bits((data.values as Uint8Array | undefined) ?? NO_BYTES, data.offset, rows, length);
      return (buffer) => {
        const words = bits(buffer);
        const values = new Uint8Array(buffer, words.byteOffset, words.byteLength);
        return { ...nulls(buffer), values, offsets: null, children: NO_CHILDREN };
      };
    }
    case 'utf8':
    case 'binary': {
      const { offsets, first, last } = planOffsets(data, rows, length, origin, arena);
      const given = data.values as Uint8Array | undefined;
      if ((given?.byteLength ?? 0) < last) {
        throw damaged(origin, `its offsets reach byte ${last}, and it has ${given?.byteLength ?? 0}`);
      }
      const bytes = arena.bytes(given, first, last - first, last - first);
      return (buffer) => {
        return { ...nulls(buffer), values: bytes(buffer), offsets: offsets(buffer), children: NO_CHILDREN };
      };
    }
    case 'list': {
      const { offsets, first, last } = planOffsets(data, rows, length, origin, arena);
      const elements = range(data.children[0], first, last, origin);
      const count = last - first;
      const from = inside(origin, '[]');
      const child = planColumn(
        { field: type.element, data: elements, origin: from, length: count, visible: count },
        arena,
      );
      return (buffer) => {
        return { ...nulls(buffer), values: null, offsets: offsets(buffer), children: [child(buffer)] };
      };
    }
    case 'map': {
      const { offsets, first, last } = planOffsets(data, rows, length, origin, arena);
      const entries = range(data.children[0], first, last, origin);
      const count = last - first;
      const parts = [type.key, type.value].map((part, at) => {
        const from = inside(origin, at === 0 ? '.keys()[]' : '.values()[]');
        return planColumn(
          { field: part, data: entries?.children[at], origin: from, length: count, visible: count },
          arena,
        );
      });
      return (buffer) => {
        const children = parts.map((part) => part(buffer));
        const struct = { ...noNulls(count), values: null, offsets: null, children };
        return { ...nulls(buffer), values: null, offsets: offsets(buffer), children: [struct] };
      };
    }
    case 'struct': {
      const names = data.type.children.map((member: { readonly name: string }) => member.name);
      const members = type.fields.map((member) => {
        const child = data.children[names.indexOf(member.name)];
        const from = inside(origin, `.${member.name}`);
        return planColumn({ field: member, data: child, origin: from, length, visible: rows }, arena);
      });
      return (buffer) => {
        const children = members.map((member) => member(buffer));
        return { ...nulls(buffer), values: null, offsets: null, children };
      };
    }
    default: {
      const { Values, wordsPerValue } = valueLayout(field);
      const rowBytes = wordsPerValue * Values.BYTES_PER_ELEMENT;
      const bytes = arena.bytes(data.values, 0, rows * rowBytes, length * rowBytes);
      return (buffer) => {
        const values = new Values(buffer, bytes(buffer).byteOffset, length * wordsPerValue);
        return { ...nulls(buffer), values, offsets: null, children: NO_CHILDREN };
      };
    }
  }
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

type Nulls = Pick<Column, 'length' | 'nullCount' | 'validity'>;

function noNulls(length: number): Nulls {
  return { length, nullCount: 0, validity: null };
}

function planNulls(data: Data, length: number, origin: Origin, arena: Arena): Write<Nulls> {
  const bitmap = bitmapOf(data, origin);
  if (bitmap === undefined) return () => noNulls(length);
  const bits = arena.bits(bitmap, data.offset, data.length, length);
  const nullCount = data.nullCount + length - data.length;
  return (buffer) => ({ length, nullCount, validity: bits(buffer) });
}

/** The offsets of the rows, and the range of bytes or elements that they reach. */
function planOffsets(
  data: Data,
  rows: number,
  length: number,
  origin: Origin,
  arena: Arena,
): { offsets: Write<Int32Array>; first: number; last: number } {
  const source: Int32Array = data.valueOffsets ?? new Int32Array(0);
  const first = source[0] ?? 0;
  const last = source[rows] ?? first;
  if (first < 0 || last < first) throw damaged(origin, `its offsets go from ${first} to ${last}`);
  return { offsets: arena.offsets(source, rows, length, origin), first, last };
}

function range(child: Data | undefined, first: number, last: number, origin: Origin): Data | undefined {
  const length = child?.length ?? 0;
  if (length < last) throw damaged(origin, `its offsets reach element ${last}, and it has ${length}`);
  // An array without rows may lack the arrays inside it, which it would slice too.
  return first === last ? undefined : child?.slice(first, last - first);
}

interface ValuesConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): ColumnValues;
}

/** How the values of a fixed-width type lie in memory: see the table at `Column`. */
function valueLayout({ type }: ArrowField): { Values: ValuesConstructor; wordsPerValue: number } {
  switch (type.kind) {
    case 'int': {
      const constructors = type.signed
        ? { 8: Int8Array, 16: Int16Array, 32: Int32Array, 64: BigInt64Array }
        : { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array, 64: BigUint64Array };
      return { Values: constructors[type.bitWidth], wordsPerValue: 1 };
    }
    case 'float':
      return { Values: type.bitWidth === 32 ? Float32Array : Float64Array, wordsPerValue: 1 };
    case 'decimal':
      return { Values: BigInt64Array, wordsPerValue: 2 };
    case 'timestamp':
    case 'duration':
      return { Values: BigInt64Array, wordsPerValue: 1 };
    case 'interval': {
      const words = { 'year-month': 1, 'day-time': 2, 'month-day-nano': 4 };
      return { Values: Int32Array, wordsPerValue: words[type.unit] };
    }
    case 'date':
      return { Values: Int32Array, wordsPerValue: 1 };
    default:
      throw new Error(`${type.kind} has no fixed width; please report`);
  }
}
