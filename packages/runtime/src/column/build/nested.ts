import type { Column, ColumnValues } from '../abi.ts';
import { quote } from '../describe-value.ts';
import { checkOffset } from '../offsets.ts';
import { setValid } from '../validity.ts';
import { isUdfValueError, type ValueErrorCode } from '../value-error.ts';
import { Builder, type RowOrder } from './builder.ts';
import { ElementsBuilder } from './elements.ts';
import type { ValuesBuilder } from './values.ts';

/** The same error seen from outside the value; what an author's getter threw stays as it is. */
export function within(error: unknown, step: string): unknown {
  return isUdfValueError(error) ? error.within(step) : error;
}

/** List from an array or a typed array; its elements are copied. */
export class ListBuilder extends ElementsBuilder {
  private readonly element: Builder;
  private readonly name: string;

  /** @param name the type's in messages, without its element */
  constructor(rowCount: number, nullable: boolean, element: Builder, name = 'List') {
    super(rowCount, nullable);
    this.element = element;
    this.name = name;
  }

  get expected(): string {
    return `${this.name}<${this.element.nested}>`;
  }

  override useCode(code: ValueErrorCode): void {
    super.useCode(code);
    this.element.useCode(code);
  }

  set(row: number, value: unknown): void {
    if (!isSequence(value)) {
      this.reject(row, value, 'an array');
      return;
    }
    if (row >= this.capacity) this.grow(row);
    const start = this.used;
    const { length } = value;
    checkOffset(start + length, 'elements');
    let at = 0;
    try {
      for (; at < length; at++) this.element.set(start + at, value[at]);
    } catch (error) {
      this.abandon(start + at);
      this.clear(row);
      throw within(error, `[${at}]`);
    }
    this.own(row, start + length);
  }

  take(count: number, order: RowOrder, root: boolean): Column {
    const nulls = this.takeValidity(count, order, root);
    const { offsets, elements, elementCount } = this.takeElements(count, order, nulls.validity);
    const children = [this.element.take(elementCount, elements, false)];
    return { length: count, ...nulls, values: null, offsets, children };
  }
}

/** `ListBuilder` of numbers: a typed array of the elements' own kind is taken over at once. */
export class TypedListBuilder<Values extends ColumnValues> extends ListBuilder {
  private readonly numbers: ValuesBuilder<Values>;

  constructor(rowCount: number, nullable: boolean, numbers: ValuesBuilder<Values>, name?: string) {
    super(rowCount, nullable, numbers, name);
    this.numbers = numbers;
  }

  override set(row: number, value: unknown): void {
    if (!this.numbers.isOwnArray(value)) {
      super.set(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    const end = this.used + value.length;
    checkOffset(end, 'elements');
    this.numbers.setAll(this.used, value);
    this.own(row, end);
  }
}

/** Map from a `Map`; its entries are copied. */
export class MapBuilder extends ElementsBuilder {
  private readonly key: Builder;
  private readonly value: Builder;

  constructor(rowCount: number, nullable: boolean, key: Builder, value: Builder) {
    super(rowCount, nullable);
    this.key = key;
    this.value = value;
  }

  get expected(): string {
    return `Map<${this.key.nested}, ${this.value.nested}>`;
  }

  override useCode(code: ValueErrorCode): void {
    super.useCode(code);
    this.key.useCode(code);
    this.value.useCode(code);
  }

  set(row: number, value: unknown): void {
    if (!(value instanceof Map)) {
      this.reject(row, value, 'a Map');
      return;
    }
    if (row >= this.capacity) this.grow(row);
    checkOffset(this.used + value.size, 'entries');
    let at = this.used;
    let step = '';
    try {
      for (const [key, item] of value) {
        step = `.keys()[${at - this.used}]`;
        this.key.set(at, key);
        step = `.get(${typeof key === 'string' ? quote(key) : String(key)})`;
        this.value.set(at, item);
        at++;
      }
    } catch (error) {
      this.abandon(at);
      this.clear(row);
      throw within(error, step);
    }
    this.own(row, at);
  }

  take(count: number, order: RowOrder, root: boolean): Column {
    const nulls = this.takeValidity(count, order, root);
    const { offsets, elements, elementCount } = this.takeElements(count, order, nulls.validity);
    const entries: Column = {
      length: elementCount,
      nullCount: 0,
      validity: null,
      values: null,
      offsets: null,
      children: [
        this.key.take(elementCount, elements, false),
        this.value.take(elementCount, elements, false),
      ],
    };
    return { length: count, ...nulls, values: null, offsets, children: [entries] };
  }
}

/** Struct from an object; members that the type does not name are left out. */
export class StructBuilder extends Builder {
  private readonly names: readonly string[];
  private readonly members: readonly Builder[];

  /** @param names of the members, in the order of `members` */
  constructor(rowCount: number, nullable: boolean, names: readonly string[], members: readonly Builder[]) {
    super(rowCount, nullable);
    this.names = names;
    this.members = members;
    this.resize(rowCount);
  }

  get expected(): string {
    return `Struct<${this.members.map((member, at) => `${this.names[at]}: ${member.nested}`).join(', ')}>`;
  }

  override useCode(code: ValueErrorCode): void {
    super.useCode(code);
    for (const member of this.members) member.useCode(code);
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'object' || value === null || isSequence(value) || value instanceof Promise) {
      this.reject(row, value, 'an object');
      return;
    }
    if (row >= this.capacity) this.grow(row);
    const { names, members } = this;
    let at = 0;
    try {
      for (; at < members.length; at++) {
        // Any object may be asked for any member; Builder and name are there up to the same length.
        (members[at] as Builder).set(row, (value as Record<string, unknown>)[names[at] as string]);
      }
    } catch (error) {
      this.clear(row);
      throw within(error, `.${names[at]}`);
    }
    setValid(this.valid, row);
  }

  protected resize(capacity: number): void {
    for (const member of this.members) member.ensure(capacity);
  }

  take(count: number, order: RowOrder, root: boolean): Column {
    const children = this.members.map((member) => member.take(count, order, false));
    return {
      length: count,
      ...this.takeValidity(count, order, root),
      values: null,
      offsets: null,
      children,
    };
  }
}

/** Arrays, and typed arrays for lists of numbers. */
export function isSequence(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
