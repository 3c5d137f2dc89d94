import type { Column } from '../abi.ts';
import { checkOffset } from '../offsets.ts';
import { isUdfValueError, UdfValueError, type ValueErrorCode } from '../value-error.ts';
import type { Builder, RowOrder } from './builder.ts';
import { ElementsBuilder } from './elements.ts';

/** What one row may yield: a generator that never ends is its row's error, not the end of the memory. */
export const MAX_YIELDED = 1_000_000;

/** The error of a row that yields more. */
export function tooManyYielded(): UdfValueError {
  return new UdfValueError(
    'invalid-result',
    `yielded more than ${MAX_YIELDED} rows for one input row: yield fewer, or split the input into more rows`,
  );
}

/**
 * A List of what each row of a table function yields. A row is written value by value, `begin`, the values at the places
 * that `nextPlace` gives, `end`, so that the adapter's loop calls one builder; or at once, by `set`.
 */
export class YieldedBuilder extends ElementsBuilder {
  private readonly element: Builder;
  private row = 0;
  private place = 0;
  private readonly full = tooManyYielded();

  constructor(rowCount: number, element: Builder) {
    super(rowCount, false);
    this.element = element;
  }

  get expected(): string {
    return `List<${this.element.nested}>`;
  }

  override useCode(code: ValueErrorCode): void {
    super.useCode(code);
    this.element.useCode(code);
  }

  begin(row: number): void {
    this.row = row;
    this.place = this.used;
  }

  /** Where the row's next value goes. @throws UdfValueError beyond `MAX_YIELDED` */
  nextPlace(): number {
    if (this.place - this.used === MAX_YIELDED) throw this.full;
    return this.place++;
  }

  end(): void {
    checkOffset(this.place, 'elements');
    this.own(this.row, this.place);
  }

  /** Gives the row up. @returns the error, which names the value that it is about */
  fail(error: unknown): unknown {
    const at = this.place - this.used - 1;
    this.abandon(this.place);
    return at >= 0 && error !== this.full && isUdfValueError(error) ? error.within(`[${at}]`) : error;
  }

  /** @param value an array: what the row has yielded */
  set(row: number, value: unknown): void {
    this.begin(row);
    try {
      for (const item of value as readonly unknown[]) this.element.set(this.nextPlace(), item);
      this.end();
    } catch (error) {
      throw this.fail(error);
    }
  }

  take(count: number, order: RowOrder, root: boolean): Column {
    const nulls = this.takeValidity(count, order, root);
    const { offsets, elements, elementCount } = this.takeElements(count, order, nulls.validity);
    const children = [this.element.take(elementCount, elements, false)];
    return { length: count, ...nulls, values: null, offsets, children };
  }
}
