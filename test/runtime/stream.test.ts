import { load, type UdfPackage, Watermark } from '@sluice/runtime';
import { Float64, Int64, RecordBatch, Table, Utf8, type Vector, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Gates } from '../support/gates.ts';
import { buildPackage } from '../support/package.ts';

const SOURCE = `
import { type UdfContext, udf } from '@sluice/sdk';
const gate = async (key: string, signal: AbortSignal): Promise<string> =>
  (await fetch(process.env['GATES_URL'] + '/' + key, { signal })).text();
export const gated = udf({ async: true, timeout: '1m' }, async (key: string, ctx: UdfContext): Promise<string> => {
  const answer = await gate(key, ctx.signal);
  if (answer === 'throw') throw new TypeError('told to throw');
  return key;
});
export const double = udf({}, (x: number): number => x * 2);
export const doubleAsync = udf({ async: true }, async (x: number): Promise<number> => x * 2);
export const crash = udf({ async: true }, async (x: bigint): Promise<bigint> => {
  if (x === 13n) setImmediate(() => { throw new Error('outside of any call'); });
  return new Promise(() => {});
});
export const wrong = udf({ async: true, onError: 'capture' }, async (x: bigint): Promise<number> => {
  if (x === 1n) return 'one' as never;
  if (x === 2n) throw 'a string';
  if (x === 3n) throw undefined;
  if (x === 4n) throw Object.create(null);
  return Number(x);
});
export class Counter {
  private count = 0;
  @udf() next(): number { return ++this.count; }
  @udf() static twice(x: number): number { return Counter.factor * x; }
  static factor = 2;
}
`;

let gates: Gates;
let udfs: UdfPackage;
beforeAll(async () => {
  gates = await Gates.open();
  process.env['GATES_URL'] = gates.url;
  udfs = await load(await buildPackage('runtime-stream', SOURCE));
});
afterAll(async () => {
  await udfs.close();
  await gates[Symbol.asyncDispose]();
});

const batch = (columns: Record<string, Vector>): RecordBatch => new Table(columns).batches[0] as RecordBatch;
const keys = (...values: string[]): RecordBatch => batch({ key: vectorFromArray(values, new Utf8()) });
const floats = (...values: (number | null)[]): RecordBatch =>
  batch({ x: vectorFromArray(values, new Float64()) });
const column = (output: RecordBatch, name: string): unknown[] => [...(output.getChild(name) ?? [])];

async function collect(stream: AsyncIterable<RecordBatch>, name: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const output of stream) rows.push(...column(output, name));
  return rows;
}

it('gives the input columns, then the result, row for row, in the order of the batch', async () => {
  const input = batch({
    id: vectorFromArray([1n, 2n, 3n], new Int64()),
    x: vectorFromArray([1, null, 3], new Float64()),
  });
  for (const name of ['double', 'double_async']) {
    const output = await udfs.udf(name, { as: 'y' }).call(input);
    expect(output.schema.fields.map(String)).toEqual(['id: Int64', 'x: Float64', 'y: Float64']);
    expect(column(output, 'id')).toEqual([1n, 2n, 3n]);
    expect(column(output, 'y')).toEqual([2, null, 6]);
  }
});

it('saves what is unfinished after its input has ended', async () => {
  const stream = udfs.udf('gated').stream([keys('unfinished')]);
  const next = stream.next();
  await gates.waitFor('unfinished');
  const bytes = await stream.checkpoint();
  await stream.return();
  await next.catch(() => {});
  await gates.waitForHangUp('unfinished');
  const output = collect(udfs.udf('gated').stream<RecordBatch>([], { restore: bytes }), 'gated');
  await gates.release('unfinished');
  expect(await output).toEqual(['unfinished']);
});

it('leaves the caller its buffers', async () => {
  const input = floats(1, 2, 3);
  await udfs.udf('double').call(input);
  expect(column(input, 'x')).toEqual([1, 2, 3]);
  expect(column(await udfs.udf('double').call(input), 'double')).toEqual([2, 4, 6]);
});

it('reads slices at any offset', async () => {
  const input = floats(...Array.from({ length: 100 }, (_, i) => (i % 3 === 0 ? null : i)));
  for (const [from, to] of [
    [0, 100],
    [1, 34],
    [31, 33],
    [64, 100],
    [99, 100],
  ] as const) {
    const output = await udfs.udf('double').call(input.slice(from, to));
    expect(column(output, 'double')).toEqual(
      column(input.slice(from, to), 'x').map((x) => x && (x as number) * 2),
    );
  }
});

it('unordered: a batch leaves as soon as its last row is done', async () => {
  const stream = udfs.udf('gated').stream([keys('u1', 'u2'), keys('u3')]);
  const first = stream.next();
  await gates.release('u3');
  expect(column((await first).value as RecordBatch, 'gated')).toEqual(['u3']);
  await gates.release('u2');
  await gates.release('u1');
  expect(await collect(stream, 'gated')).toEqual(['u1', 'u2']);
});

it('ordered: batches leave in input order, whichever finishes first', async () => {
  const stream = udfs.udf('gated', { ordered: true }).stream([keys('o1'), keys('o2'), keys('o3')]);
  const rows = collect(stream, 'gated');
  await gates.release('o3');
  await gates.release('o2');
  await gates.release('o1');
  expect(await rows).toEqual(['o1', 'o2', 'o3']);
});

it('never has more calls in flight than allowed, and starts the next when one ends', async () => {
  const handle = udfs.udf('gated', { maxInFlight: 2 });
  const output = handle.call(keys('m1', 'm2', 'm3', 'm4'));
  await gates.waitFor('m1');
  await gates.waitFor('m2');
  expect(await handle.snapshot()).toMatchObject({ inFlight: 2, queued: 2 });
  await gates.release('m1');
  await gates.waitFor('m3');
  expect((await handle.snapshot()).inFlight).toBe(2);
  for (const key of ['m2', 'm3', 'm4']) await gates.release(key);
  expect(column(await output, 'gated')).toEqual(['m1', 'm2', 'm3', 'm4']);
});

it('reads the input only as far as it can make use of it', async () => {
  let read = 0;
  function* input(): Generator<RecordBatch> {
    for (let i = 0; i < 50; i++) {
      read++;
      yield keys(`b${i}`);
    }
  }
  const stream = udfs.udf('gated', { maxInFlight: 3 }).stream(input());
  const first = stream.next();
  for (const key of ['b0', 'b1', 'b2']) await gates.waitFor(key);
  await gates.release('b1');
  await first;
  await gates.waitFor('b3');
  // Three in flight, one waiting on the thread's side and one on its way; one has been given out, one is read ahead.
  expect(read).toBeLessThanOrEqual(7);
  await stream.return();
});

it('leaving the loop early aborts what is in flight and closes the input', async () => {
  let closed = false;
  async function* input(): AsyncGenerator<RecordBatch> {
    try {
      yield keys('e1');
      yield keys('e2', 'e3');
      yield keys('e4');
    } finally {
      closed = true;
    }
  }
  const handle = udfs.udf('gated', { ordered: true });
  const stream = handle.stream(input());
  const first = stream.next();
  await gates.release('e1');
  await first;
  await gates.waitFor('e3');
  await stream.return();
  await gates.waitForHangUp('e2');
  await gates.waitForHangUp('e3');
  expect(closed).toBe(true);
  await handle.stop();
});

it('a signal gives a call up: its calls see it, the promise rejects with its reason', async () => {
  const abort = new AbortController();
  const handle = udfs.udf('gated');
  const output = handle.call(keys('s1', 's2'), { signal: abort.signal });
  await gates.waitFor('s1');
  await gates.waitFor('s2');
  abort.abort(new Error('changed my mind'));
  await expect(output).rejects.toThrow('changed my mind');
  await gates.waitForHangUp('s1');
  await gates.waitForHangUp('s2');
  const again = handle.call(keys('s3'));
  await gates.release('s3');
  expect(column(await again, 'gated')).toEqual(['s3']);
});

it('an aborted signal calls nothing', async () => {
  const arrived = gates.arrived.length;
  await expect(udfs.udf('gated').call(keys('never'), { signal: AbortSignal.abort() })).rejects.toThrow();
  expect(gates.arrived.slice(arrived)).toEqual([]);
});

it("under 'fail' an error surfaces at once, behind a slow head too, and ends the stream", async () => {
  const stream = udfs.udf('gated', { ordered: true }).stream([keys('f1'), keys('f2')]);
  const first = stream.next();
  await gates.release('f2', 'throw');
  await expect(first).rejects.toMatchObject({
    code: 'udf-threw',
    message: expect.stringContaining('told to throw'),
  });
  await gates.waitForHangUp('f1');
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

it('an input that throws ends the stream with its error', async () => {
  function* input(): Generator<RecordBatch> {
    yield floats(1);
    throw new Error('disk on fire');
  }
  await expect(collect(udfs.udf('double_async').stream(input()), 'double_async')).rejects.toThrow(
    'disk on fire',
  );
});

it('records whatever a function returns or throws beside its row, and goes on', async () => {
  const input = batch({ x: vectorFromArray([0n, 1n, 2n, 3n, 4n, 5n], new Int64()) });
  const output = await udfs.udf('wrong').call(input);
  expect(column(output, 'wrong')).toEqual([0, null, null, null, null, 5]);
  const errors = column(output, 'wrong_error').map((error) =>
    (error as { toJSON(): object } | null)?.toJSON(),
  );
  expect(errors[1]).toMatchObject({ code: 'invalid-result', message: expect.stringContaining("'one'") });
  expect(errors[2]).toMatchObject({ code: 'udf-threw', message: 'a string' });
  expect(errors[3]).toMatchObject({ code: 'udf-threw', message: expect.stringContaining('undefined') });
  expect(errors[4]).toMatchObject({ code: 'udf-threw' });
  expect([errors[0], errors[5]]).toEqual([undefined, undefined]);
});

it('names the column, the expected and the given type of a batch that does not fit', async () => {
  const input = batch({ x: vectorFromArray(['1'], new Utf8()), z: vectorFromArray([1], new Float64()) });
  await expect(udfs.udf('double').call(input)).rejects.toMatchObject({
    code: 'schema-mismatch',
    message: expect.stringContaining("column 'x' has type Utf8, but parameter 'x' takes Float64"),
  });
  await expect(
    udfs.udf('double').call(batch({ z: vectorFromArray([1], new Float64()) })),
  ).rejects.toMatchObject({
    code: 'schema-mismatch',
    message: expect.stringMatching(/no column 'x' for parameter 'x'; its columns: z.*\{ columns: \{ x: /),
  });
  const output = await udfs.udf('double', { columns: { x: 'z' } }).call(input);
  expect(column(output, 'double')).toEqual([2]);
  await expect(udfs.udf('double', { columns: { x: 'z' }, as: 'x' }).call(input)).rejects.toMatchObject({
    code: 'schema-mismatch',
    message: expect.stringContaining("already has a column 'x'"),
  });
});

it('keeps one instance a thread, and binds static methods to their class', async () => {
  const next = udfs.udf('next');
  expect(column(await next.call(floats(0, 0)), 'next')).toEqual([1, 2]);
  expect(column(await udfs.udf('next').call(floats(0)), 'next')).toEqual([3]);
  expect(column(await udfs.udf('twice').call(floats(4)), 'twice')).toEqual([8]);
});

it('runs a million rows through a stream without losing or reordering one', async () => {
  const ROWS = 8192;
  function* input(): Generator<RecordBatch> {
    for (let start = 0; start < 1_000_000; start += ROWS) {
      yield batch({ x: vectorFromArray(Float64Array.from({ length: ROWS }, (_, i) => start + i)) });
    }
  }
  for (const name of ['double', 'double_async']) {
    let expected = 0;
    for await (const output of udfs
      .udf(name, { ordered: name === 'double_async' ? true : undefined })
      .stream(input())) {
      const values = output.getChild(name)?.toArray() as Float64Array;
      for (let i = 0; i < values.length; i++) {
        if (values[i] !== 2 * (expected + i)) throw new Error(`row ${expected + i} has ${values[i]}`);
      }
      expected += values.length;
    }
    expect(expected).toBe(Math.ceil(1_000_000 / ROWS) * ROWS);
  }
});

it('tells whoever waits when the thread ends by itself, and refuses what comes after', async () => {
  await using crashing = await load(await buildPackage('runtime-crash', SOURCE));
  const handle = crashing.udf('crash');
  const output = handle.call(batch({ x: vectorFromArray([13n], new Int64()) }));
  await expect(output).rejects.toMatchObject({
    code: 'worker-failed',
    message: expect.stringContaining('outside of any call'),
  });
  expect(() => crashing.udf('double').start()).toThrow('outside of any call');
});

it('closing a package tells the callers of what was in flight', async () => {
  const closing = await load(await buildPackage('runtime-close', SOURCE));
  const output = closing.udf('gated').call(keys('c1'));
  await gates.waitFor('c1');
  const told = expect(output).rejects.toMatchObject({ code: 'stopped' });
  await closing.close();
  await told;
});

it('who waits for a result keeps the process alive, and an idle package does not', async () => {
  const { spawnSync } = await import('node:child_process');
  const folder = await buildPackage('runtime-idle', SOURCE);
  const program = `
    import { load } from '@sluice/runtime';
    import { tableFromArrays } from 'apache-arrow';
    const udfs = await load(${JSON.stringify(folder)});
    const [batch] = tableFromArrays({ x: Float64Array.of(1, 2) }).batches;
    for await (const out of udfs.udf('double').stream([batch])) console.log([...out.getChild('double')].join());
    console.log([...(await udfs.udf('double_async').call(batch)).getChild('double_async')].join());
  `;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(stdout.trim()).toBe('2,4\n2,4');
  expect(status).toBe(0);
});

it('a batch that cannot be read takes nothing from those after it', async () => {
  const handle = udfs.udf('double', { maxInFlight: undefined });
  const broken = floats(1, 2, 3);
  const short = broken.data.children[0]?.clone(undefined, 0, 3, 0, [undefined, new Float64Array(1)] as never);
  const damaged = new RecordBatch(
    broken.schema,
    broken.data.clone(undefined, 0, 3, 0, undefined, [short as never]),
  );
  for (let i = 0; i < 5; i++)
    await expect(handle.call(damaged)).rejects.toMatchObject({ code: 'invalid-argument' });
  for (let i = 0; i < 5; i++) await expect(handle.stream([damaged]).next()).rejects.toThrow("'x'");
  expect(column(await handle.call(floats(1)), 'double')).toEqual([2]);
});

it('streams that are left at any moment take nothing from those after them', async () => {
  const handle = udfs.udf('double_async');
  await handle.call(floats(0)); // from here on the thread has said what it accepts
  // Leaving falls between any two steps of the stream, each time often enough to use up what the thread accepts.
  for (let round = 0; round < 48; round++) {
    const hops = round >> 2;
    const stream = handle.stream([floats(1), floats(2), floats(3)]);
    const first = stream.next().catch(() => undefined);
    for (let hop = 0; hop < hops; hop++) await Promise.resolve();
    await stream.return();
    await first;
  }
  expect(await collect(handle.stream([floats(1), floats(2), floats(3)]), 'double_async')).toHaveLength(3);
  expect(column(await handle.call(floats(4)), 'double_async')).toEqual([8]);
});

it('an input of nothing but watermarks leaves the event loop its turns', async () => {
  function* endless(): Generator<Watermark> {
    for (let value = 0n; ; value++) yield new Watermark(value);
  }
  for (const name of ['double', 'double_async']) {
    const stream = udfs.udf(name).stream(endless());
    for (let value = 0n; value < 200n; value++) expect((await stream.next()).value).toMatchObject({ value });
    await stream.return();
  }
});
