import type { UdfPackage } from '@sluice/runtime';
import { load } from '@sluice/runtime';
import {
  Binary,
  Int32,
  Int64,
  type RecordBatch,
  Schema,
  Table,
  Uint64,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import { afterAll, beforeAll, expect } from 'vitest';
import { buildPackage } from '../support/package.ts';
import { arroyoCases } from './cases.ts';

const arroyo = arroyoCases('sync');

const SOURCE = `
import { type Int32, type UInt64, udf } from '@sluice/sdk';
export const x01 = udf({}, (x: Int32, y: string, z: Uint8Array): string | null =>
  x < 5 ? null : x + '-' + y + '-[' + z.join(', ') + ']');
export const x02 = udf({}, (v: Uint8Array | null): Uint8Array | null => v);
export const x03 = udf({}, (v: Uint8Array | null): Uint8Array => v ?? Uint8Array.of(0));
let calls = 0n;
export const x04 = udf({}, (x: bigint): bigint => { calls++; return x * 2n; });
export const x04_calls = udf({}, (): bigint => calls);
export const x06 = udf({}, (x: UInt64): bigint => -2n * x);
export const x09 = udf({}, (x: bigint): bigint => {
  if (x === 2n) throw new Error('bad row');
  return x;
});
`;

let udfs: UdfPackage;
beforeAll(async () => {
  udfs = await load(await buildPackage('arroyo-sync', SOURCE));
});
afterAll(() => udfs.close());

const batch = (columns: Record<string, Vector>): RecordBatch => new Table(columns).batches[0] as RecordBatch;
const bytes = (...rows: (readonly number[] | null)[]): Vector =>
  vectorFromArray(
    rows.map((row) => row && Uint8Array.from(row)),
    new Binary(),
  );

async function run(name: string, input: RecordBatch): Promise<unknown[]> {
  const out = await udfs.udf(name, { as: 'result' }).call(input);
  return [...(out.getChild('result') ?? [])].map((value) =>
    value instanceof Uint8Array ? [...value] : value,
  );
}

arroyo('X01', 'three argument types, and a null result', async () => {
  const input = batch({
    x: vectorFromArray([1, 10, 20], new Int32()),
    y: vectorFromArray(['a', 'b', 'c'], new Utf8()),
    z: bytes([120], [121], [122]),
  });
  expect(await run('x01', input)).toEqual([null, '10-b-[121]', '20-c-[122]']);
});

arroyo('X02', 'a nullable argument passes a null through', async () => {
  expect(await run('x02', batch({ v: bytes([1, 2, 3], null, [4, 5]) }))).toEqual([[1, 2, 3], null, [4, 5]]);
});

arroyo('X03', 'a null may become a value', async () => {
  expect(await run('x03', batch({ v: bytes([1], null) }))).toEqual([[1], [0]]);
});

arroyo('X04', 'a null for a parameter that admits none: not called, null result', async () => {
  const x = vectorFromArray([1n, null, 3n], new Int64());
  expect(await run('x04', batch({ x }))).toEqual([2n, null, 6n]);
  expect(await run('x04_calls', batch({ x: x.slice(0, 1) }))).toEqual([2n]);
});

arroyo('X06', 'a hundred rows keep their order', async () => {
  const x = vectorFromArray(
    Array.from({ length: 100 }, (_, i) => BigInt(i)),
    new Uint64(),
  );
  expect(await run('x06', batch({ x }))).toEqual(Array.from({ length: 100 }, (_, i) => BigInt(-2 * i)));
});

arroyo(
  'X09',
  'beat: a throw in row 2 is that row: fail, null or capture, and the runtime goes on',
  async () => {
    const input = batch({ x: vectorFromArray([1n, 2n, 3n], new Int64()) });
    await expect(udfs.udf('x09').call(input)).rejects.toMatchObject({
      code: 'udf-threw',
      udf: 'x09',
      message: expect.stringContaining('row 1 of the batch: bad row'),
    });
    const nulled = await udfs.udf('x09', { onError: 'null' }).call(input);
    expect([...(nulled.getChild('x09') ?? [])]).toEqual([1n, null, 3n]);
    const captured = await udfs.udf('x09', { onError: 'capture' }).call(input);
    expect([...(captured.getChild('x09') ?? [])]).toEqual([1n, null, 3n]);
    expect([...(captured.getChild('x09_error') ?? [])].map((error) => error?.toJSON() ?? null)).toEqual([
      null,
      { code: 'udf-threw', message: 'bad row', attempts: 1, at: 'src/udfs.ts:12:23' },
      null,
    ]);
  },
);

arroyo('X10', 'an empty batch: no rows out, no calls', async () => {
  const before = await run('x04_calls', batch({ x: vectorFromArray([0n], new Int64()) }));
  const empty = batch({ x: vectorFromArray([1n], new Int64()) }).slice(0, 0);
  expect(await run('x04', empty)).toEqual([]);
  expect(await run('x04_calls', batch({ x: vectorFromArray([0n], new Int64()) }))).toEqual(before);
});

arroyo('X11', 'volatile unless declared deterministic: equal rows are called each', async () => {
  expect(udfs.manifest.udfs.every((udf) => !udf.options.deterministic)).toBe(true);
  const [before] = (await run('x04_calls', batch({ x: vectorFromArray([0n], new Int64()) }))) as [bigint];
  await run('x04', batch({ x: vectorFromArray([7n, 7n, 7n], new Int64()) }));
  const [after] = (await run('x04_calls', batch({ x: vectorFromArray([0n], new Int64()) }))) as [bigint];
  expect(after - before).toBe(3n);
});

arroyo(
  'X12',
  'the signature is exact: another integer width is refused, and the message says what to do',
  async () => {
    const input = batch({ x: vectorFromArray([1], new Int32()) });
    await expect(udfs.udf('x04').call(input)).rejects.toMatchObject({
      code: 'schema-mismatch',
      message: expect.stringMatching(/column 'x' has type Int32, but parameter 'x' takes Int64.*cast/),
    });
    expect(input.schema).toBeInstanceOf(Schema);
  },
);
