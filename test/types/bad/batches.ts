import { type UdfContext, type UdfLifecycle, udf } from '@sluice/sdk';

export class Batches {
  // error: batch: parameter #0 must be an array: the function gets a whole batch
  @udf({ async: true, batch: { maxRows: 64 } })
  static async oneRow(text: string): Promise<string[]> {
    return [text];
  }

  // error: batch: parameter #1 must be an array: the function gets a whole batch
  @udf({ async: true, batch: { maxRows: 64 } })
  static async oneColumn(texts: string[], count: number): Promise<string[]> {
    return texts.slice(count);
  }

  // error: batch: parameter #0 must be an array
  @udf({ async: true, batch: { maxRows: 64 } })
  static async nullable(texts: string[] | null): Promise<string[]> {
    return texts ?? [];
  }

  // error: batch: parameter #0 must be an array
  @udf({ async: true, batch: { maxRows: 2 } })
  static async tuple(texts: [string, string]): Promise<string[]> {
    return texts;
  }

  // error: batch: the result must be a Promise of an array, with an element for each row
  @udf({ async: true, batch: { maxRows: 64 } })
  static async oneResult(texts: string[]): Promise<string> {
    return texts.join();
  }

  // error: batch: the result must be a Promise of an array, with an element for each row
  @udf({ async: true, batch: { maxRows: 64 } })
  notAsync(texts: string[]): string[] {
    return texts;
  }

  // error: batch: the result must be a Promise of an array
  @udf({ async: true, batch: { maxRows: 64 } })
  static async nothing(texts: string[]): Promise<void> {
    texts.length;
  }

  // error: parameter #0[].who has no Arrow mapping
  @udf({ async: true, batch: { maxRows: 64 } })
  static async element(texts: { who: symbol }[]): Promise<string[]> {
    return texts.map(String);
  }

  // error: parameter #0[] has no Arrow mapping
  @udf({ async: true, batch: { maxRows: 64 } })
  static async any(texts: any[]): Promise<string[]> {
    return texts;
  }

  // error: result[] has no Arrow mapping
  @udf({ async: true, batch: { maxRows: 64 } })
  static async onlyErrors(texts: string[]): Promise<Error[]> {
    return texts.map(Error);
  }

  // error: result[].x has no Arrow mapping
  @udf({ async: true, batch: { maxRows: 64 } })
  static async result(texts: string[]): Promise<({ x: RegExp } | Error)[]> {
    return texts.map((text) => ({ x: new RegExp(text) }));
  }

  // error: result has no Arrow mapping
  @udf({ async: true })
  static async noBatch(text: string): Promise<string | Error> {
    return text;
  }

  // error: batch: a method without an array parameter cannot tell how many rows it is given
  @udf({ async: true, batch: { maxRows: 64 } })
  static async noColumns(): Promise<number[]> {
    return [];
  }

  // error: batch: a method without an array parameter cannot tell how many rows it is given
  @udf({ async: true, batch: { maxRows: 64 } })
  static async onlyContext(ctx: UdfContext): Promise<number[]> {
    return [ctx.attempt];
  }

  // error: parameter #0 is a UdfContext, which must be the last parameter
  @udf({ async: true, batch: { maxRows: 64 } })
  static async contextFirst(ctx: UdfContext, texts: string[]): Promise<string[]> {
    return texts.map((text) => text + ctx.attempt);
  }
}

export const oneRow = udf(
  { async: true, batch: { maxRows: 64 } },
  // error: batch: parameter #0 must be an array: the function gets a whole batch
  async (text: string): Promise<string[]> => [text],
);

export class Lifecycle implements UdfLifecycle {
  // error: Property 'open' in type 'Lifecycle' is not assignable
  open(path: string): void {
    path.length;
  }
}
