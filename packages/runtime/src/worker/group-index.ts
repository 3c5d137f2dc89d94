import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { concatColumns } from '../column/concat.ts';
import { describeValue } from '../column/describe-value.ts';
import { createReader } from '../column/generic.ts';
import { takeColumn } from '../column/take.ts';
import { encodeValue } from './cache-key.ts';

/** A Map has at most 2^24 entries: two numbers of values make one that a double holds. */
const MAX_VALUES = 2 ** 24;

/**
 * Numbers rows by the values of their key columns, groups in the order in which they first come up. Nulls are a value,
 * NaN equals NaN, and -0 equals 0. Without keys all rows are in one group, which is there before any row.
 */
export class GroupIndex {
  readonly #keys: ArrowField[] = [];
  /** The key columns' values in the rows in which groups came up first, by key. */
  readonly #firsts: Column[][] = [];
  readonly #values: ValueNumbers[] = [];
  /** Numbers of combinations: of the first two keys, of these and the third, and so on. */
  readonly #combinations: Map<number, number>[] = [];
  #count = 0;

  /** How many groups there are. */
  get count(): number {
    return this.#keys.length === 0 ? 1 : this.#count;
  }

  /** The group of each row. */
  assign(rowCount: number, keys: readonly ArrowField[], columns: readonly Column[]): Int32Array {
    if (this.#keys.length === 0) this.#start(keys);
    const [first, ...others] = keys.map((key, at) => {
      const reader = createReader(storedField(key), columns[at] as Column); // one a key
      return (this.#values[at] as ValueNumbers).of(rowCount, (row) => reader.get(row));
    });
    const groups = first ?? new Int32Array(rowCount);
    others.forEach((values, at) => {
      combine(groups, values, this.#combinations[at] as Map<number, number>);
    });
    if (keys.length > 0) this.#keepNew(groups, columns);
    return groups;
  }

  #start(keys: readonly ArrowField[]): void {
    keys.forEach((key, at) => {
      this.#keys.push(key);
      this.#firsts.push([]);
      this.#values.push(new ValueNumbers(key.type));
      if (at > 0) this.#combinations.push(new Map());
    });
  }

  /** Groups are numbered as they come up: one that is as high as there were groups is new. */
  #keepNew(groups: Int32Array, columns: readonly Column[]): void {
    const rows: number[] = [];
    for (let row = 0; row < groups.length; row++) {
      if (groups[row] !== this.#count) continue;
      this.#count++;
      rows.push(row);
    }
    if (rows.length === 0) return;
    const chosen = Int32Array.from(rows);
    this.#keys.forEach((key, at) => {
      this.#firsts[at]?.push(takeColumn(key, columns[at] as Column, chosen));
    });
  }

  /** The key columns with one row a group. */
  columns(): Column[] {
    return this.#keys.map((key, at) => {
      const whole = concatColumns(key, this.#firsts[at] as Column[]);
      this.#firsts[at] = [whole];
      return whole;
    });
  }

  /** `the group where origin is 'ABQ' (string)`, for messages. */
  describe(group: number): string {
    if (this.#keys.length === 0) return 'the aggregation';
    const columns = this.columns();
    const parts = this.#keys.map((key, at) => {
      const value = createReader(key, columns[at] as Column).get(group);
      return `${key.name} is ${describeValue(value)}`;
    });
    return `the group where ${parts.join(' and ')}`;
  }
}

/** Numbers of values, from 0 in the order in which they come up. */
class ValueNumbers {
  readonly #numbers = new Map<unknown, number>();
  readonly #nested: boolean;

  constructor(type: ArrowType) {
    this.#nested = !PRIMITIVE.has(type.kind);
  }

  of(rowCount: number, get: (row: number) => unknown): Int32Array {
    const numbers = this.#numbers;
    const found = new Int32Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const value = this.#nested ? encodeValue(get(row), '0') : get(row);
      let number = numbers.get(value);
      if (number === undefined) {
        if (numbers.size === MAX_VALUES) throw tooMany();
        number = numbers.size;
        numbers.set(typeof value === 'string' ? unshared(value) : value, number);
      }
      found[row] = number;
    }
    return found;
  }
}

/** What is read of a column of these types is a value that a Map compares rightly. */
const PRIMITIVE: ReadonlySet<ArrowType['kind']> = new Set([
  'null',
  'bool',
  'int',
  'float',
  'utf8',
  'decimal',
  'date',
  'time',
  'timestamp',
  'duration',
  'json',
  'uuid',
]);

/** The field read as it is stored, where what a function is given would be slower to compare, or cannot be had of every value. */
function storedField(field: ArrowField): ArrowField {
  const { type } = field;
  switch (type.kind) {
    case 'date':
      return { ...field, type: integer(type.bitWidth) };
    case 'timestamp':
      return { ...field, type: { ...type, as: 'bigint' } };
    case 'json':
      return { ...field, type: { kind: 'utf8' } };
    default:
      return field;
  }
}

function integer(bitWidth: 32 | 64): ArrowType {
  return { kind: 'int', bitWidth, signed: true, as: bitWidth === 64 ? 'bigint' : 'number' };
}

/** Puts into `groups` the number of each row's pair of it and `values`. */
function combine(groups: Int32Array, values: Int32Array, numbers: Map<number, number>): void {
  for (let row = 0; row < groups.length; row++) {
    const pair = (groups[row] as number) * MAX_VALUES + (values[row] as number);
    let number = numbers.get(pair);
    if (number === undefined) {
      if (numbers.size === MAX_VALUES) throw tooMany();
      number = numbers.size;
      numbers.set(pair, number);
    }
    groups[row] = number;
  }
}

/** A copy: what a column's reader gives may hold on to the text of its whole chunk. */
function unshared(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

function tooMany(): RangeError {
  return new RangeError(`more than ${MAX_VALUES} groups: aggregate parts of the input one after the other`);
}
