import { getUdfMetadata, type ResolvedOptions, type UdfContext, udf } from '@sluice/sdk';

export const haversine = udf(
  { deterministic: true },
  (lat1: number, lon1: number, lat2: number, lon2: number): number => Math.hypot(lat1 - lat2, lon1 - lon2),
);

export const fetched = udf(
  { async: true, timeout: '10 secs' },
  async (url: string, ctx: UdfContext): Promise<string> => `${url}#${ctx.attempt}`,
);

export const inferred = udf({}, (parts: readonly string[], separator?: string) => parts.join(separator));

function named(this: void, text: string): number {
  return text.length;
}
export const same: typeof named = udf({ name: 'text_length' }, named);

// A function expression, which the compiler looks at later than an arrow function.
export const declared = udf({}, (text: string): number => text.length);

// What comes back has the type that went in.
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const unchanged: Equal<
  typeof haversine,
  (lat1: number, lon1: number, lat2: number, lon2: number) => number
> = true;
export const inferredToo: Equal<typeof inferred, (parts: readonly string[], separator?: string) => string> =
  true;

export const options: ResolvedOptions | undefined = getUdfMetadata(haversine)?.options;
