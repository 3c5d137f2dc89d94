import { load, type UdfPackage } from '@sluice/runtime';
import { resolveOptions } from '@sluice/sdk/manifest';
import { Int64, type RecordBatch, Table, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPackage } from '../support/package.ts';

/*
 * Cases of the catalogue of executor behaviours that need more than the executor: those of its own are beside it, in
 * packages/runtime/src/executor, with their numbers in their names. Cases that do not apply to a scalar function in
 * TypeScript, and why:
 *
 *  12, 50  0..n outputs for an input: a scalar function gives one result a row; table functions are of their own kind.
 *  60      a retry with a changed input: the arguments of a row are the engine's, the function may loop by itself.
 *  96, 103, 112, 115, 122, 130 and other gaps: no such numbers.
 *  129     circuit breaker: there is no such option; `retry.budget` bounds what a dead service is asked.
 */

const SOURCE = `
import { udf } from '@sluice/sdk';
export const twice = udf({ async: true, ordered: true }, async (x: bigint): Promise<bigint> => 2n * x);
export const plusOne = udf({}, (x: bigint): bigint => x + 1n);
export const fails = udf({ async: true, onError: 'capture' }, async (x: bigint): Promise<bigint> => {
  throw new Error('no ' + (x % 3n));
});
`;

let udfs: UdfPackage;
beforeAll(async () => {
  udfs = await load(await buildPackage('runtime-catalogue', SOURCE));
});
afterAll(() => udfs.close());

const ints = (name: string, values: readonly bigint[]): RecordBatch =>
  new Table({
    at: vectorFromArray(
      values.map((_, i) => BigInt(i)),
      new Int64(),
    ),
    [name]: vectorFromArray(values, new Int64()),
  }).batches[0] as RecordBatch;

it('11: a chain of ordered, synchronous and unordered functions keeps each row with its event time', async () => {
  const first = udfs.udf('twice', { as: 'doubled' });
  const second = udfs.udf('plus_one', { as: 'more', columns: { x: 'doubled' } });
  const third = udfs.udf('twice', { as: 'out', columns: { x: 'more' }, ordered: false });
  const rows = new Map<bigint, bigint>();
  const input = [ints('x', [5n, 6n, 7n, 8n, 9n])];
  for await (const batch of third.stream(second.stream(first.stream(input)))) {
    for (const row of batch) rows.set(row?.['at'], row?.['out']);
  }
  expect([...rows]).toEqual([
    [0n, 22n],
    [1n, 26n],
    [2n, 30n],
    [3n, 34n],
    [4n, 38n],
  ]);
});

it('27: a limit on calls in flight of a synchronous function is an error', () => {
  const { problems } = resolveOptions({ maxInFlight: 10 });
  expect(problems.map((problem) => problem.option)).toEqual(['maxInFlight']);
  expect(() => udfs.udf('plus_one', { maxInFlight: 10 })).toThrow('maxInFlight');
});

it('83: a hundred thousand failing rows keep the stacks of a few, and the error of each', async () => {
  const values = Array.from({ length: 100_000 }, (_, i) => BigInt(i));
  const output = await udfs.udf('fails', { as: 'out' }).call(ints('x', values));
  const errors = output.getChild('out_error');
  let placed = 0;
  for (let row = 0; row < output.numRows; row++) {
    const error = errors?.get(row)?.toJSON();
    if (error?.message !== `no ${row % 3}`) throw new Error(`row ${row} has ${JSON.stringify(error)}`);
    if (error.at !== null) placed++;
  }
  expect(placed).toBe(256);
});

it('107: rows with the same id are rows of their own: each is called, each comes back', async () => {
  const handle = udfs.udf('twice').start();
  await Promise.all([handle.send(7n, [1n]), handle.send(7n, [2n]), handle.send(7n, [3n])]);
  const seen: unknown[] = [];
  while (seen.length < 3) {
    await handle.waitForResults();
    for (const row of handle.drainResults() ?? []) seen.push([row?.['id'], row?.['value']]);
  }
  expect(seen).toEqual([
    [7n, 2n],
    [7n, 4n],
    [7n, 6n],
  ]);
  await handle.stop();
});
