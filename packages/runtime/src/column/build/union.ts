import type { UnionVariant } from '@sluice/sdk/manifest';
import type { Column } from '../abi.ts';
import { describeMisfit, isThenable, quote } from '../describe-value.ts';
import { isNull, setValid } from '../validity.ts';
import { UdfValueError, type ValueErrorCode } from '../value-error.ts';
import { Builder, type RowOrder } from './builder.ts';
import { within } from './nested.ts';

/** One variant of a union: the value of its tag, and what holds the rest. */
export interface VariantBuilder {
  readonly tag: string;
  readonly content: UnionVariant['content'];
  readonly builder: Builder;
}

/** Union from objects that say by one property of which variant they are. Each variant has its rows alone. */
export class UnionBuilder extends Builder {
  private readonly mode: string;
  private readonly tag: string;
  private readonly variants: readonly VariantBuilder[];
  private readonly tags: readonly string[];
  /** How many rows each variant has. */
  private readonly counts: Int32Array;
  private chosen: Int8Array;
  private places: Int32Array;
  /** Whether rows came in order, without a gap, so far: the next one if they go on so. */
  private next = 0;

  /** @param mode as `formatType` writes it: `'DenseUnion'` */
  constructor(
    rowCount: number,
    nullable: boolean,
    mode: 'DenseUnion' | 'SparseUnion',
    tag: string,
    variants: readonly VariantBuilder[],
  ) {
    super(rowCount, nullable);
    this.mode = mode;
    this.tag = tag;
    this.variants = variants;
    this.tags = variants.map((variant) => variant.tag);
    this.counts = new Int32Array(variants.length);
    this.chosen = new Int8Array(rowCount);
    this.places = new Int32Array(rowCount);
  }

  get expected(): string {
    return `${this.mode}<${this.variants.map(({ tag, builder }) => `${tag}: ${builder.nested}`).join(', ')}>`;
  }

  override useCode(code: ValueErrorCode): void {
    super.useCode(code);
    for (const { builder } of this.variants) builder.useCode(code);
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || isThenable(value)) {
      this.reject(row, value, `an object with ${quote(this.tag)}`);
      return;
    }
    const members = value as Record<string, unknown>; // any object may be asked for any member
    const index = this.tags.indexOf(members[this.tag] as string);
    this.clear(row);
    if (index === -1) throw this.unknownTag(members[this.tag]);
    const { content, builder } = this.variants[index] as VariantBuilder; // indexOf gave its place
    const place = this.counts[index] as number;
    // Also for a row that fails: what it left in the store is passed over.
    this.counts[index] = place + 1;
    if (content === 'struct') {
      builder.set(place, value);
    } else if (content === 'value') {
      this.setValue(builder, place, members['value']);
      if (members['value'] === null || members['value'] === undefined) return;
    }
    this.chosen[row] = index;
    this.places[row] = place;
    if (row === this.next) this.next += 1;
    else this.next = -1;
    setValid(this.valid, row);
  }

  protected resize(capacity: number): void {
    const chosen = new Int8Array(capacity);
    chosen.set(this.chosen);
    this.chosen = chosen;
    const places = new Int32Array(capacity);
    places.set(this.places);
    this.places = places;
  }

  take(count: number, order: RowOrder, root: boolean): Column {
    const nulls = this.takeValidity(count, order, root);
    if (order === null && this.next === count && nulls.nullCount === 0) {
      const children = this.variants.map(({ builder }, at) =>
        builder.take(this.counts[at] as number, null, root),
      );
      const values = this.chosen.subarray(0, count);
      return { length: count, ...nulls, values, offsets: this.places.subarray(0, count), children };
    }
    return { length: count, ...nulls, ...this.gather(count, order, root) };
  }

  /** The rows of each variant in the order in which they leave. A null is a row of a variant that can be null. */
  private gather(
    count: number,
    order: RowOrder,
    root: boolean,
  ): Pick<Column, 'values' | 'offsets' | 'children'> {
    const blank = Math.max(
      this.variants.findIndex(({ content }) => content !== 'none'),
      0,
    );
    const picks = this.variants.map((): number[] => []);
    const values = new Int8Array(count);
    const offsets = new Int32Array(count);
    for (let at = 0; at < count; at++) {
      const row = order === null ? at : (order[at] as number);
      const unset = isNull(this.valid, row);
      const variant = unset ? blank : (this.chosen[row] as number);
      const rows = picks[variant] as number[]; // one a variant
      values[at] = variant;
      offsets[at] = rows.length;
      // The row behind a variant's last was never set.
      rows.push(unset ? (this.counts[variant] as number) : (this.places[row] as number));
    }
    const children = this.variants.map(({ builder }, variant) => {
      builder.ensure((this.counts[variant] as number) + 1);
      const rows = picks[variant] as number[]; // as above
      return builder.take(rows.length, Int32Array.from(rows), root);
    });
    return { values, offsets, children };
  }

  private setValue(builder: Builder, place: number, value: unknown): void {
    try {
      builder.set(place, value);
    } catch (error) {
      throw within(error, '.value');
    }
  }

  private unknownTag(tag: unknown): UdfValueError {
    const verb = this.code === 'invalid-result' ? 'returned' : 'got';
    const expected = this.tags.map(quote).join(' | ');
    return new UdfValueError(this.code, describeMisfit(tag, expected, verb, true, ''), `.${this.tag}`);
  }
}
