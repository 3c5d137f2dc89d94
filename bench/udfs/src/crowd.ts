import { type Float32, type Int32, type Timestamp, udf } from '@sluice/sdk';

// Functions of other signatures, run before anything is timed: a real worker hosts more than one, and shared code
// that was compiled for one signature only looks fast (docs/benchmarks.md).

export const half = udf({}, (a: number): number => a / 2);
export const addInts = udf({}, (a: Int32, b: Int32): Int32 => (a + b) | 0);
export const addLongs = udf({}, (a: bigint, b: bigint): bigint => BigInt.asIntN(64, a + b));
export const scale = udf({}, (a: Float32, b: number): number => a * b);
export const both = udf({}, (a: boolean, b: boolean): boolean => a && b);
export const trunc = udf({}, (at: Timestamp<'us'>): Timestamp<'us'> => at - (at % 1_000_000n));
export const tag = udf({}, (text: string): string => `id:${text}`);
export const size = udf({}, (bytes: Uint8Array): Int32 => bytes.length);
