import { type Int32, type SafeInt, type Timestamp, type UdfContext, type UdfOptions, udf } from '@sluice/sdk';

export class Geo {
  @udf({
    async: true,
    ordered: true,
    timeout: '2s',
    maxInFlight: 500,
    window: { rows: 4000, bytes: 1_000_000 },
  })
  static async city(ip: string, ctx: UdfContext): Promise<string | null> {
    return ctx.signal.aborted ? null : Geo.lookUp(ip);
  }

  @udf()
  static distance(from: number, to: number): number {
    return Math.abs(from - to);
  }

  @udf({ name: 'shout_2', deterministic: true, onError: 'capture' })
  shout(text: string, times?: number): string {
    return this.#repeat(text.toUpperCase(), times ?? 1);
  }

  // A promise for some rows and a plain value for the others, with an optional context.
  @udf({ async: true, window: 64_000, maxInFlight: 1_000_000, timeout: '1 minute' })
  cached(key: string, ctx?: UdfContext): string | Promise<string> {
    return ctx === undefined ? key : Promise.resolve(key);
  }

  @udf({ async: true, timeout: '250   µs' })
  async optional(key: string | null): Promise<string | undefined> {
    return key ?? undefined;
  }

  #repeat(text: string, times: number): string {
    return text.repeat(times);
  }

  private static lookUp(ip: string): string {
    return ip;
  }
}

// Options that are not literal are checked when the class is defined, not here.
const shared: UdfOptions = { async: true, timeout: '2s' };
const seconds: number = 3;

export class Shared {
  @udf(shared)
  static async first(key: string): Promise<string> {
    return key;
  }

  @udf({ ...shared, ordered: true })
  static async second(key: string): Promise<string> {
    return key;
  }

  @udf({ async: true, timeout: `${seconds}s`, maxInFlight: seconds })
  static async third(key: string): Promise<string> {
    return key;
  }
}

export class Aliases {
  @udf()
  static add(left: Int32, right: Int32): Int32 {
    return left + right;
  }

  @udf()
  static age(born: Timestamp<'us', 'UTC'>, now: SafeInt): bigint {
    return BigInt(now) - born;
  }
}

// Decorated methods keep their types.
export const city: Promise<string | null> = Geo.city('::1', {
  udf: 'city',
  attempt: 1,
  idempotencyKey: 'row 1',
  signal: new AbortController().signal,
});
export const distance: number = Geo.distance(1, 2);
export const shouted: string = new Geo().shout('a');
export const three: number = Aliases.add(1, 2) + 1;
