import type { ArrowField } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { Arena } from './arena.ts';
import { borrowed, NO_BUFFER } from './borrowed.ts';
import { planDistinct } from './distinct-values.ts';
import { encodedType, type Picks, pick } from './encoded.ts';
import type { Memory, Write } from './memory.ts';
import { type BoundArray, importOf, type PackedColumns } from './pack-columns.ts';
import { planColumn } from './plan-column.ts';
import { identityRows } from './rows.ts';
import { planTake } from './take.ts';
import { type WholeDictionary, wholeDictionary } from './whole-dictionary.ts';

/** The tuples of arguments that rows have, each once, and which of them each row has. All lies in one buffer. */
export interface DistinctColumns extends PackedColumns {
  /** One row's tuple each. */
  readonly columns: readonly Column[];
  readonly indices: Int32Array;
  /** Where the tuples are the values of one dictionary, what stands for it: the same object in all batches that share it. */
  readonly dictionary?: object;
}

/**
 * `packColumns` of what is different: for a function that gives the same result for the same arguments. Undefined where
 * an array holds values rather than naming them, as a dictionary's indices and runs do, or where there are not fewer
 * tuples than rows.
 *
 * @param allocate Gives a buffer of at least so many bytes, all of them 0. @default a fresh one
 * @throws SluiceError `invalid-argument` as `packColumns` does
 */
export function packDistinct(
  arrays: readonly BoundArray[],
  allocate: (byteLength: number) => ArrayBuffer = (byteLength) => new ArrayBuffer(byteLength),
): DistinctColumns | undefined {
  if (arrays.length === 0 || arrays.some(({ array }) => encodedType(array) === undefined)) return undefined;
  const whole = wholeOf(arrays);
  if (whole !== undefined) return packWhole(whole, allocate);
  const picks = arrays.map((bound) => {
    const rows = importOf(bound);
    return pick({ ...rows, array: bound.array }, valueField(bound.field), planColumn);
  });
  const tuples = findTuples(picks);
  if (tuples === undefined) return undefined;
  const arena = new Arena();
  const writes = arrays.map((bound, at) => planTuples(bound, picks[at] as Picks, tuples.firstRows, arena));
  const indices = arena.filled(Int32Array, tuples.indices.length, (target) => target.set(tuples.indices));
  const buffer = allocate(arena.byteLength);
  return {
    columns: writes.map((write) => write(buffer)),
    indices: indices(buffer),
    buffer,
  };
}

/** `packDistinct`, over the memory of the arrays themselves where it lies so: good as long as that memory is. */
export function viewDistinct(arrays: readonly BoundArray[]): Omit<DistinctColumns, 'buffer'> | undefined {
  const whole = wholeOf(arrays);
  if (whole === undefined) return packDistinct(arrays);
  const columns = [planValues(whole, borrowed)(NO_BUFFER)];
  return { columns, indices: whole.indices, ...sharedBy(whole) };
}

/** The one argument, where its tuples are the values of its dictionary. */
type Whole = WholeDictionary & { readonly bound: BoundArray };

function wholeOf([bound, ...more]: readonly BoundArray[]): Whole | undefined {
  if (bound === undefined || more.length > 0) return undefined;
  const whole = wholeDictionary(bound, valueField(bound.field));
  return whole && { ...whole, bound };
}

/** The values of a dictionary, and one null more where rows have it; the indices as they are. */
function packWhole(whole: Whole, allocate: (byteLength: number) => ArrayBuffer): DistinctColumns {
  const arena = new Arena();
  const write = planValues(whole, arena);
  const place = arena.filled(Int32Array, whole.indices.length, (target) => target.set(whole.indices));
  const buffer = allocate(arena.byteLength);
  return { columns: [write(buffer)], indices: place(buffer), buffer, ...sharedBy(whole) };
}

function planValues({ bound, values, hasNulls }: Whole, memory: Memory): Write<Column> {
  const rows = identityRows(values.length + (hasNulls ? 1 : 0));
  if (hasNulls) rows[values.length] = -1;
  return planTuples(bound, { values, rows }, identityRows(rows.length), memory);
}

/** With a null more, the columns are not those of the dictionary. */
function sharedBy({ values, hasNulls }: Whole): Pick<DistinctColumns, 'dictionary'> {
  return hasNulls ? {} : { dictionary: values };
}

/** What a dictionary's values are, where the function takes dictionary-encoded ones. */
function valueField(field: ArrowField): ArrowField {
  return field.type.kind === 'dictionary' ? { ...field, type: field.type.value } : field;
}

function planTuples(
  { field, origin }: BoundArray,
  { values, rows }: Picks,
  firstRows: Int32Array,
  memory: Memory,
): Write<Column> {
  const chosen = firstRows.map((row) => rows[row] as number); // rows of this very batch
  return field.type.kind === 'dictionary'
    ? planDistinct({ field: valueField(field), values, rows: chosen, origin }, memory)
    : planTake({ field, column: values, rows: chosen, origin }, memory);
}

interface Tuples {
  /** The first row that has each tuple. */
  readonly firstRows: Int32Array;
  readonly indices: Int32Array;
}

/** Up to so many times the rows there may be tuples for a table of them all to be the fastest way. */
const TABLE_ROWS = 4;

function findTuples(picks: readonly Picks[]): Tuples | undefined {
  const rowCount = picks[0]?.rows.length ?? 0;
  const possible = picks.reduce((product, { values }) => product * (values.length + 1), 1);
  if (rowCount === 0 || !Number.isSafeInteger(possible)) return undefined;
  const seen = possible <= TABLE_ROWS * rowCount + 1024 ? new TupleTable(possible) : new TupleMap();
  const indices = new Int32Array(rowCount);
  const firstRows: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    let tuple = 0;
    for (const { values, rows } of picks) tuple = tuple * (values.length + 1) + (rows[row] as number) + 1;
    let index = seen.get(tuple);
    if (index < 0) {
      index = firstRows.push(row) - 1;
      if (firstRows.length === rowCount) return undefined;
      seen.set(tuple, index);
    }
    indices[row] = index;
  }
  return { firstRows: Int32Array.from(firstRows), indices };
}

/** The index of every tuple that there may be; -1 where it has none. */
class TupleTable {
  readonly #indices: Int32Array;

  constructor(size: number) {
    this.#indices = new Int32Array(size).fill(-1);
  }

  get(tuple: number): number {
    return this.#indices[tuple] as number; // tuples are below the size
  }

  set(tuple: number, index: number): void {
    this.#indices[tuple] = index;
  }
}

/** `TupleTable` where there may be too many for one. */
class TupleMap {
  readonly #indices = new Map<number, number>();

  get(tuple: number): number {
    return this.#indices.get(tuple) ?? -1;
  }

  set(tuple: number, index: number): void {
    this.#indices.set(tuple, index);
  }
}
