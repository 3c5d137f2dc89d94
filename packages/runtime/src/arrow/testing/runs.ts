import type { ArrowType } from '@sluice/sdk/manifest';
import type { SourceArray } from '../../layout/source.ts';
import { sourceArray } from '../source.ts';
import { encode } from './encode.ts';

/** A run-end encoded array of the rows, which `apache-arrow` has not: equal neighbours share a run, three at most. */
export function runsOf(type: ArrowType, rows: readonly unknown[], bitWidth: 16 | 32 | 64 = 32): SourceArray {
  const values: unknown[] = [];
  const ends: number[] = [];
  rows.forEach((row, at) => {
    const start = ends.at(-2) ?? 0;
    if (ends.length > 0 && Object.is(values.at(-1), row) && at - start < 3) ends[ends.length - 1] = at + 1;
    else ends[values.push(row) - 1] = at + 1;
  });
  const inner = sourceArray(encode(type, values));
  const Ends = { 16: Int16Array, 32: Int32Array, 64: BigInt64Array }[bitWidth];
  const endValues =
    bitWidth === 64 ? BigInt64Array.from(ends, BigInt) : (Ends as Int32ArrayConstructor).from(ends);
  const plain = {
    nullCount: 0,
    validity: undefined,
    bitOffset: 0,
    offsets: undefined,
    sizes: undefined,
    typeIds: undefined,
    variadic: [],
    children: [],
    dictionary: undefined,
  };
  const endsArray: SourceArray = {
    ...plain,
    type: { kind: 'int', bitWidth, signed: true },
    length: ends.length,
    values: endValues,
  };
  const value = { name: 'values', type: inner.type, nullable: true, metadata: new Map<string, string>() };
  return {
    ...plain,
    type: { kind: 'run-end', bitWidth, value },
    length: rows.length,
    values: undefined,
    children: [endsArray, inner],
  };
}
