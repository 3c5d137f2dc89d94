import { udf } from '@sluice/sdk';

interface Tree {
  value: number;
  children: Tree[];
}

type Growing<T> = { value: T; next: Growing<T[]> | null; bad: symbol };

interface Options {
  pattern: RegExp;
  ok: string;
  nested: { when: Date; who: unknown; list: { fn: () => void }[] };
}

export class Values {
  // error: parameter #0.deep.m has no Arrow mapping
  @udf()
  static deep(value: { deep: { m: symbol; ok: number } }): number {
    return value.deep.ok;
  }

  // error: parameter #1 has no Arrow mapping
  @udf()
  static any(text: string, value: any): string {
    return text + value;
  }

  // error: parameter #0 has no Arrow mapping
  @udf({ async: true, timeout: '5s' })
  static async unknown(value: unknown): Promise<string> {
    return String(value);
  }

  // error: parameter #0[] has no Arrow mapping
  @udf()
  array(values: (string | number)[]): number {
    return values.length;
  }

  // error: parameter #0<value>.x has no Arrow mapping
  @udf()
  static map(values: ReadonlyMap<string, { x: Set<string> }>): number {
    return values.size;
  }

  // error: parameter #0<key> may be null, and the keys of an Arrow map never are
  @udf()
  static nullKey(values: Map<string | null, string>): number {
    return values.size;
  }

  // error: parameter #0 has no Arrow mapping
  @udf()
  static callback(fn: () => string): string {
    return fn();
  }

  // error: parameter #0 has no Arrow mapping
  @udf({ async: true })
  static async promised(value: Promise<string>): Promise<string> {
    return value;
  }

  // error: parameter #0 has no Arrow mapping
  @udf()
  static pattern(value: RegExp | null): string {
    return String(value);
  }

  // error: parameter #0 has no Arrow mapping
  @udf()
  static tuple(value: [number, number]): number {
    return value[0];
  }

  // error: parameter #0 has no Arrow mapping
  @udf()
  static either(value: { a: string } | { b: string }): number {
    return Object.keys(value).length;
  }

  // error: parameter #0 has no Arrow mapping: write Map<string, …> for an object with any keys
  @udf()
  static record(value: Record<string, number>): number {
    return Object.keys(value).length;
  }

  // error: parameter #0 has no Arrow mapping
  @udf()
  static empty(value: {}): string {
    return String(value);
  }

  // error: parameter #0.children[] repeats a type that it is part of, and Arrow types are finite
  @udf()
  static tree(root: Tree): number {
    return root.value;
  }

  // error: .bad has no Arrow mapping
  @udf()
  static growing(root: Growing<string>): string {
    return root.value;
  }

  // error: a rest parameter has no Arrow mapping: take an array instead
  @udf()
  static rest(...values: number[]): number {
    return values.length;
  }

  // error: parameter #0.nested.who has no Arrow mapping
  @udf()
  static several(value: Options): string {
    return value.ok;
  }

  // error: parameter #0 has no Arrow mapping
  @udf()
  static generic<T>(value: T): number {
    return String(value).length;
  }

  // error: parameter #0
  @udf()
  static url(value: URL): string {
    return value.href;
  }
}

export const unannotated = udf(
  {},
  // error: parameter #0 has no Arrow mapping
  (value) => 1,
);
