import type { Column } from '../abi.ts';
import { quote } from '../describe-value.ts';
import { setValid } from '../validity.ts';
import type { ValueErrorCode } from '../value-error.ts';
import type { Builder, RowOrder } from './builder.ts';
import { ValuesBuilder } from './values.ts';

/** The indices of a dictionary: 0 under nulls. */
abstract class IndexBuilder extends ValuesBuilder<Int32Array> {
  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable, 1, (length) => new Int32Array(length));
  }

  protected own(row: number, index: number): void {
    if (row >= this.capacity) this.grow(row);
    this.values[row] = index;
    setValid(this.valid, row);
  }

  protected override clear(row: number): void {
    super.clear(row);
    this.values[row] = 0;
  }
}

/** Dictionary from strings, numbers, bigints or booleans, each of which is stored once. */
export class DictionaryBuilder extends IndexBuilder {
  private readonly entries: Builder;
  /** The index of each value. A Map takes NaN for equal to itself, and -0 for 0: it has a key of its own. */
  private readonly indices = new Map<unknown, number>();

  /** @param entries the builder of the dictionary's values */
  constructor(rowCount: number, nullable: boolean, entries: Builder) {
    super(rowCount, nullable);
    this.entries = entries;
  }

  get expected(): string {
    return `Dictionary<${this.entries.expected}>`;
  }

  override useCode(code: ValueErrorCode): void {
    super.useCode(code);
    this.entries.useCode(code);
  }

  set(row: number, value: unknown): void {
    const key = Object.is(value, -0) ? negativeZero : value;
    let index = this.indices.get(key);
    if (index === undefined) {
      // An object is equal to nothing that it was before: only values may be shared.
      if (typeof value === 'object' || value === undefined) {
        this.reject(row, value);
        return;
      }
      this.clear(row);
      index = this.indices.size;
      this.entries.set(index, value);
      this.indices.set(key, index);
    }
    this.own(row, index);
  }

  override take(count: number, order: RowOrder, root: boolean): Column {
    const column = super.take(count, order, root);
    // A row that was never set, inside a null struct, is no null of its own: its index needs a value.
    const size = this.indices.size === 0 && column.nullCount < count ? 1 : this.indices.size;
    return { ...column, children: [this.entries.take(size, null, false)] };
  }
}

/** What no function returns. */
const negativeZero = /* @__PURE__ */ Symbol('-0');

/** Dictionary of the only texts that there are. */
export class LiteralBuilder extends IndexBuilder {
  private readonly literals: readonly string[];
  private readonly indices: ReadonlyMap<unknown, number>;

  constructor(rowCount: number, nullable: boolean, literals: readonly string[]) {
    super(rowCount, nullable);
    this.literals = literals;
    this.indices = new Map(literals.map((literal, index) => [literal, index]));
  }

  get expected(): string {
    return this.literals.map(quote).join(' | ');
  }

  set(row: number, value: unknown): void {
    const index = this.indices.get(value);
    if (index === undefined) this.reject(row, value, '');
    else this.own(row, index);
  }

  override take(count: number, order: RowOrder, root: boolean): Column {
    return { ...super.take(count, order, root), children: [utf8Column(this.literals)] };
  }
}

function utf8Column(texts: readonly string[]): Column {
  const encoded = texts.map((text) => Buffer.from(text));
  const offsets = new Int32Array(texts.length + 1);
  encoded.forEach(({ length }, at) => {
    offsets[at + 1] = (offsets[at] as number) + length;
  });
  const values = new Uint8Array(offsets[texts.length] as number);
  encoded.forEach((bytes, at) => {
    values.set(bytes, offsets[at]);
  });
  return { length: texts.length, nullCount: 0, validity: null, values, offsets, children: [] };
}
