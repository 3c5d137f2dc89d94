import type { Column } from '../abi.ts';
import { quote } from '../describe-value.ts';
import { Utf8Reader } from '../utf8-reader.ts';
import { UdfValueError } from '../value-error.ts';

/** Reads JSON text as its value. */
export class JsonReader {
  private readonly texts: Utf8Reader;
  private readonly name: string;

  /** @param name of the field, for messages */
  constructor(column: Column, name: string) {
    this.texts = new Utf8Reader(column);
    this.name = name;
  }

  /** @throws UdfValueError `invalid-argument` for a text that is no JSON */
  get(row: number): unknown {
    const text = this.texts.get(row);
    try {
      return JSON.parse(text);
    } catch (error) {
      // JSON.parse throws nothing but SyntaxError.
      const { message } = error as SyntaxError;
      throw new UdfValueError('invalid-argument', `\`${this.name}\` is ${quote(text)}, no JSON: ${message}`);
    }
  }
}
