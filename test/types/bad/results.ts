import { type UdfContext, udf } from '@sluice/sdk';

export class Results {
  // error: async: true needs a method that returns a Promise
  @udf({ async: true })
  static notAsync(text: string): string {
    return text;
  }

  // error: async: true needs a method that returns a Promise
  @udf({ async: true, ordered: true, timeout: '2s' })
  notAsyncEither(text: string): number {
    return text.length;
  }

  // error: a method that returns a Promise needs async: true
  @udf()
  static async forgotten(text: string): Promise<string> {
    return text;
  }

  // error: a method that returns a Promise needs async: true
  @udf({ name: 'x', async: false })
  async forgottenToo(text: string | null): Promise<string | null> {
    return text;
  }

  // error: result has no Arrow mapping
  @udf()
  static nothing(text: string): void {
    text.length;
  }

  // error: result has no Arrow mapping
  @udf({ async: true })
  static async nothingLater(text: string): Promise<void> {
    text.length;
  }

  // error: result has no Arrow mapping
  @udf()
  static anything(text: string): any {
    return text;
  }

  // error: result.next[] has no Arrow mapping
  @udf({ async: true })
  async nested(text: string): Promise<{ next: (RegExp | null)[] }> {
    return { next: [new RegExp(text)] };
  }

  // error: a UdfContext parameter needs async: true
  @udf()
  static context(text: string, ctx: UdfContext): string {
    return text + ctx.attempt;
  }

  // error: parameter #0 is a UdfContext, which must be the last parameter
  @udf({ async: true })
  static async contextFirst(ctx: UdfContext, text: string): Promise<string> {
    return text + ctx.attempt;
  }
}

export const notAsync = udf(
  { async: true },
  // error: async: true needs a function that returns a Promise
  (text: string): string => text,
);

export const forgotten = udf(
  {},
  // error: a function that returns a Promise needs async: true
  async (text: string): Promise<string> => text,
);

export const context = udf(
  {},
  // error: a UdfContext parameter needs async: true
  (text: string, ctx: UdfContext): string => text + ctx.attempt,
);
