import type { Column } from '../abi.ts';
import { quote } from '../describe-value.ts';
import { Utf8Reader } from '../utf8-reader.ts';
import { UdfValueError } from '../value-error.ts';

/** Reads a dictionary of which only some texts are admitted: each of its values is checked once, when it first comes up. */
export class LiteralReader {
  private readonly indices: Int32Array;
  private readonly texts: Utf8Reader;
  private readonly literals: readonly string[];
  private readonly name: string;
  /** The literals themselves, which compare faster than equal texts from the column. */
  private readonly known: (string | undefined)[];

  /** @param name of the field, for messages */
  constructor(column: Column, literals: readonly string[], name: string) {
    const values = column.children[0] as Column; // as a dictionary has them
    this.indices = column.values as Int32Array;
    this.texts = new Utf8Reader(values);
    this.literals = literals;
    this.name = name;
    this.known = new Array(values.length).fill(undefined);
  }

  /** @throws UdfValueError `invalid-argument` for a text that is none of the literals */
  get(row: number): string {
    const index = this.indices[row] as number;
    return this.known[index] ?? this.find(index);
  }

  private find(index: number): string {
    const text = this.texts.get(index);
    const literal = this.literals.find((candidate) => candidate === text);
    if (literal === undefined) {
      throw new UdfValueError(
        'invalid-argument',
        `\`${this.name}\` is ${quote(text)}, which is none of ${this.literals.map(quote).join(', ')}`,
      );
    }
    this.known[index] = literal;
    return literal;
  }
}
