import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const texts = [
  '',
  'a',
  "it's",
  'größe',
  '😀',
  '日本語',
  '\u0000',
  'a long text that is kept in one piece, as long ones are',
];

/** Makes values as an author's function would have them, by their schema. */
export class Values {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  /** A value of a field, now and then null where it may be. */
  of({ type, nullable, nullAs }: ArrowField): unknown {
    if (type.kind === 'null' || (nullable && this.#below(4) === 0))
      return nullAs === 'undefined' ? undefined : null;
    return this.#value(type);
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)] as T; // none of the lists is empty
  }

  #many(element: ArrowField, length = this.#below(4)): unknown[] {
    return Array.from({ length }, () => this.of(element));
  }

  #bytes(length = this.#below(6)): Uint8Array {
    return Uint8Array.from({ length }, () => this.#below(256));
  }

  #value(type: ArrowType): unknown {
    switch (type.kind) {
      case 'null':
        return null;
      case 'bool':
        return this.#below(2) === 0;
      case 'int':
        return this.#int(type);
      case 'float':
        return this.#pick([0, -0.5, 1, 2.25, -1024, Number.POSITIVE_INFINITY]);
      case 'utf8':
        return this.#pick(texts);
      case 'binary':
        return this.#bytes();
      case 'fixed-binary':
        return this.#bytes(type.byteWidth);
      case 'decimal':
        return this.#decimal(type.precision, type.scale);
      case 'date':
        return new Date(86_400_000 * (this.#below(40_000) - 20_000));
      case 'time': {
        const seconds = this.#below(86_400);
        if (type.unit === 's') return seconds;
        if (type.unit === 'ms') return 1000 * seconds + this.#below(1000);
        return (
          BigInt(seconds) * (type.unit === 'us' ? 1_000_000n : 1_000_000_000n) +
          BigInt(this.#below(1_000_000))
        );
      }
      case 'timestamp': {
        const milliseconds = Math.floor((this.#random() - 0.3) * 4e12);
        return type.as === 'date' ? new Date(milliseconds) : BigInt(milliseconds);
      }
      case 'duration':
        return BigInt(this.#below(2 ** 40)) - 2n ** 39n;
      case 'interval': {
        const [months, days] = [this.#below(24) - 12, this.#below(60) - 30];
        if (type.unit === 'year-month') return { months };
        if (type.unit === 'day-time') return { days, milliseconds: this.#below(86_400_000) };
        return { months, days, nanoseconds: BigInt(this.#below(2 ** 40)) };
      }
      case 'list':
        return type.as === 'typed-array' ? this.#typedArray(type.element.type) : this.#many(type.element);
      case 'fixed-list':
        return this.#many(type.element, type.size);
      case 'struct':
        return this.#object(type.fields);
      case 'map':
        return new Map(
          this.#many({ ...type.key, nullable: false }).map((each) => [each, this.of(type.value)]),
        );
      case 'dictionary':
        return type.values === undefined ? this.#value(type.value) : this.#pick(type.values);
      case 'union': {
        const { field, content } = this.#pick(type.variants);
        const rest =
          content === 'none'
            ? {}
            : content === 'value'
              ? { value: this.#value(field.type) }
              : this.#object(field.type.kind === 'struct' ? field.type.fields : []);
        return Object.fromEntries([[type.tag, field.name], ...Object.entries(rest)]);
      }
      case 'json':
        return this.#pick<unknown>([true, 1.5, 'text', [1, [null]], { a: { b: [] } }]);
      case 'uuid':
        return Buffer.from(this.#bytes(16))
          .toString('hex')
          .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    }
  }

  /** `__proto__` is a name like any other. */
  #object(fields: readonly ArrowField[]): object {
    return Object.fromEntries(fields.map((field) => [field.name, this.of(field)]));
  }

  #int({ bitWidth, signed, as }: ArrowType & { kind: 'int' }): number | bigint {
    const bits = BigInt(as === 'number' && bitWidth === 64 ? 54 : bitWidth);
    const [least, most] = signed ? [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n] : [0n, 2n ** bits - 1n];
    const edge =
      as === 'number' && bitWidth === 64 ? [signed ? -(2n ** 53n - 1n) : 0n, 2n ** 53n - 1n] : [least, most];
    const value = this.#pick([...edge, 0n, 1n, BigInt(this.#below(100))]);
    return as === 'bigint' ? value : Number(value);
  }

  #decimal(precision: number, scale: number): string {
    const digits = Array.from({ length: precision }, () => this.#below(10)).join('');
    const whole = digits.slice(0, precision - scale).replace(/^0+(?=\d)/, '') || '0';
    const text = scale > 0 ? `${whole}.${digits.slice(precision - scale)}` : whole;
    return this.#below(2) === 0 || /^[0.]+$/.test(text) ? text : `-${text}`;
  }

  #typedArray(type: ArrowType): unknown {
    const arrays: Readonly<Record<string, { from(values: never[]): unknown }>> = {
      int8: Int8Array,
      int16: Int16Array,
      int32: Int32Array,
      uint16: Uint16Array,
      uint32: Uint32Array,
      int64: BigInt64Array,
      uint64: BigUint64Array,
      float32: Float32Array,
      float64: Float64Array,
    };
    const name =
      type.kind === 'int'
        ? `${type.signed ? '' : 'u'}int${type.bitWidth}`
        : type.kind === 'float'
          ? `float${type.bitWidth}`
          : '';
    return arrays[name]?.from(this.#many({ name: 'item', type, nullable: false }) as never[]);
  }
}
