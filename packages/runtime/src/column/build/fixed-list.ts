import type { Column, ColumnValues } from '../abi.ts';
import { setValid } from '../validity.ts';
import type { ValueErrorCode } from '../value-error.ts';
import { Builder, type RowOrder } from './builder.ts';
import { isSequence, within } from './nested.ts';
import type { ValuesBuilder } from './values.ts';

/** FixedSizeList from an array or a typed array of that length; its elements are copied. */
export class FixedListBuilder extends Builder {
  protected readonly size: number;
  private readonly element: Builder;

  constructor(rowCount: number, nullable: boolean, size: number, element: Builder) {
    super(rowCount, nullable);
    this.size = size;
    this.element = element;
    this.resize(rowCount);
  }

  get expected(): string {
    return `FixedSizeList<${this.element.nested}, ${this.size}>`;
  }

  override useCode(code: ValueErrorCode): void {
    super.useCode(code);
    this.element.useCode(code);
  }

  set(row: number, value: unknown): void {
    if (!isSequence(value) || value.length !== this.size) {
      this.reject(row, value, `an array of ${this.size}`);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    const start = row * this.size;
    let at = 0;
    try {
      for (; at < this.size; at++) this.element.set(start + at, value[at]);
    } catch (error) {
      this.clear(row);
      throw within(error, `[${at}]`);
    }
    setValid(this.valid, row);
  }

  protected resize(capacity: number): void {
    this.element.ensure(capacity * this.size);
  }

  take(count: number, order: RowOrder, root: boolean): Column {
    const { size } = this;
    let elements: RowOrder = null;
    if (order !== null) {
      elements = new Int32Array(count * size);
      for (let at = 0; at < elements.length; at++) {
        const row = Math.floor(at / size);
        elements[at] = (order[row] as number) * size + at - row * size;
      }
    }
    const children = [this.element.take(count * size, elements, false)];
    return { length: count, ...this.takeValidity(count, order, root), values: null, offsets: null, children };
  }
}

/** `FixedListBuilder` of numbers: a typed array of the elements' own kind is taken over at once. */
export class FixedTypedListBuilder<Values extends ColumnValues> extends FixedListBuilder {
  private readonly numbers: ValuesBuilder<Values>;

  constructor(rowCount: number, nullable: boolean, size: number, numbers: ValuesBuilder<Values>) {
    super(rowCount, nullable, size, numbers);
    this.numbers = numbers;
  }

  override set(row: number, value: unknown): void {
    if (!this.numbers.isOwnArray(value) || value.length !== this.size) {
      super.set(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.numbers.setAll(row * this.size, value);
    setValid(this.valid, row);
  }
}
