import type { HandleOptions } from '@sluice/runtime';
import { type DataType, Utf8, type Vector, vectorFromArray } from 'apache-arrow';

/** A function, the rows that it is given, and what must become of each. */
export interface Case {
  readonly udf: string;
  readonly columns: Readonly<Record<string, Vector>>;
  readonly options?: HandleOptions;
  /** For each row its value as `cells` gives it, or the message of its error. */
  readonly expected: readonly unknown[];
}

/** In place of a value: the row failed, and its error says so. */
export class Failure {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

export const failure = (message: string): Failure => new Failure(message);

export const text = (...values: (string | null)[]): Vector => vectorFromArray(values, new Utf8());

export const of = (type: DataType, ...values: unknown[]): Vector => vectorFromArray(values, type);
