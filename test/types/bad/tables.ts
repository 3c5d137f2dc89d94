import { type UdfContext, udf } from '@sluice/sdk';

export class Tables {
  // error: a method that returns an AsyncGenerator needs async: true
  @udf()
  static async *forgotten(text: string): AsyncGenerator<string> {
    yield text;
  }

  // error: async: true needs a method that returns a Promise or an AsyncGenerator
  @udf({ async: true })
  static *notAsync(text: string): Generator<string> {
    yield text;
  }

  // error: batch needs one result for each row, and this method yields any number: leave batch out
  @udf({ async: true, batch: { maxRows: 10 } })
  static async *batched(texts: string[]): AsyncGenerator<string> {
    yield* texts;
  }

  // error: orderBy needs one result for each row, and this method yields any number: leave orderBy out
  @udf({ async: true, orderBy: 'text' })
  static async *ordered(text: string): AsyncGenerator<string> {
    yield text;
  }

  // error: cache needs one result for each row, and this method yields any number: leave cache out
  @udf({ async: true, deterministic: true, cache: { maxEntries: 10 } })
  static async *cached(text: string): AsyncGenerator<string> {
    yield text;
  }

  // error: a Promise of a generator has no Arrow mapping: write an async generator
  @udf({ async: true })
  static async promised(text: string): Promise<Iterable<string>> {
    return [text].values();
  }

  // error: yielded value has no Arrow mapping
  @udf()
  static *any(text: string): Generator<any> {
    yield text;
  }

  // error: yielded value.who has no Arrow mapping
  @udf({ async: true })
  static async *nested(text: string): AsyncIterable<{ who: symbol }> {
    yield { who: Symbol(text) };
  }

  // error: a UdfContext parameter needs async: true
  @udf()
  static *context(text: string, ctx: UdfContext): Generator<string> {
    yield text + ctx.attempt;
  }

  // error: parameter #0 has no Arrow mapping
  @udf()
  static *parameter(text: symbol): Generator<string> {
    yield String(text);
  }
}

export const forgotten = udf(
  {},
  // error: a function that returns an AsyncGenerator needs async: true
  async function* (text: string): AsyncGenerator<string> {
    yield text;
  },
);
