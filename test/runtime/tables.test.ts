import { checkpointPosition, load, type UdfPackage, Watermark } from '@sluice/runtime';
import { Int32, type RecordBatch, Table, Utf8, type Vector, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Gates } from '../support/gates.ts';
import { buildPackage } from '../support/package.ts';

const SOURCE = `
import { type Int32, type UdfContext, udf } from '@sluice/sdk';
interface Word { text: string; at: Int32 }
export const words = udf({}, function* (text: string, least: Int32 | null): Generator<Word> {
  for (const match of text.matchAll(/\\S+/g)) {
    if (match[0] === 'bad') throw new TypeError('a bad word');
    if (match[0] === 'wrong') yield { text: 7 as never, at: 0 };
    else if (match[0].length >= (least ?? 0)) yield { text: match[0], at: match.index };
  }
});
let open = 0;
export const pages = udf(
  { async: true, timeout: '1m' },
  async function* (key: string, ctx: UdfContext): AsyncGenerator<string> {
    open++;
    try {
      const answer = await (await fetch(process.env['GATES_URL'] + '/' + key, { signal: ctx.signal })).text();
      if (answer === 'throw') throw new Error('told to throw');
      for (const page of answer.split(',')) if (page !== '') yield key + page;
    } finally {
      open--;
    }
  },
);
export const slow = udf({ async: true, timeout: '50ms' }, async function* (key: string): AsyncGenerator<string> {
  open++;
  try {
    for (;;) {
      await new Promise((go) => setTimeout(go, 5));
      yield key;
    }
  } finally {
    open--;
  }
});
let attempts = 0;
export const flaky = udf(
  { async: true, retry: { retries: 3, backoff: '1ms' } },
  async function* (key: string): AsyncGenerator<string> {
    yield key;
    if (++attempts < 3) throw new Error('not yet');
    yield String(attempts);
  },
);
export const openNow = udf({}, (): number => open);
`;

let gates: Gates;
let udfs: UdfPackage;
beforeAll(async () => {
  gates = await Gates.open();
  process.env['GATES_URL'] = gates.url;
  udfs = await load(await buildPackage('runtime-tables', SOURCE));
});
afterAll(async () => {
  await udfs.close();
  await gates[Symbol.asyncDispose]();
});

const batch = (columns: Record<string, Vector>): RecordBatch => new Table(columns).batches[0] as RecordBatch;
const texts = (...values: (string | null)[]): RecordBatch =>
  batch({
    id: vectorFromArray(
      values.map((_, at) => 10 * at),
      new Int32(),
    ),
    text: vectorFromArray(values, new Utf8()),
    least: vectorFromArray(
      values.map(() => null),
      new Int32(),
    ),
  });
const keys = (...values: string[]): RecordBatch => batch({ key: vectorFromArray(values, new Utf8()) });

const rowsOf = (output: RecordBatch): Record<string, unknown>[] => {
  const text = JSON.stringify(output.toArray(), (_, value) =>
    typeof value === 'bigint' ? Number(value) : value,
  );
  return JSON.parse(text) as Record<string, unknown>[];
};
const column = (output: RecordBatch, name: string): unknown[] => [...(output.getChild(name) ?? [])];
const opened = async (): Promise<unknown> => {
  const one = batch({ x: vectorFromArray([0], new Int32()) });
  return column(await udfs.udf('open_now').call(one), 'open_now')[0];
};

it('gives a row for each that a row yields: its columns, its number, the value', async () => {
  const output = await udfs.udf('words', { as: 'word' }).call(texts('one two', null, '', 'three'));
  expect(output.schema.fields.map(String)).toEqual([
    'id: Int32',
    'text: Utf8',
    'least: Int32',
    'row_index: Int32',
    expect.stringMatching(/^word: Struct/),
  ]);
  expect(output.schema.fields[3]?.nullable).toBe(false);
  expect(rowsOf(output)).toEqual([
    { id: 0, text: 'one two', least: null, row_index: 0, word: { text: 'one', at: 0 } },
    { id: 0, text: 'one two', least: null, row_index: 0, word: { text: 'two', at: 4 } },
    { id: 30, text: 'three', least: null, row_index: 3, word: { text: 'three', at: 0 } },
  ]);
});

it('leaves the columns of the input out where it is told to', async () => {
  const output = await udfs.udf('words', { as: 'word', input: 'omit' }).call(texts('one two', 'three'));
  expect(output.schema.fields.map(({ name }) => name)).toEqual(['row_index', 'word']);
  expect(column(output, 'row_index')).toEqual([0, 0, 1]);
  expect(() => udfs.udf('open_now', { input: 'omit' })).toThrow('`input` is for table functions');
  expect(() => udfs.udf('words', { input: 'all' as never })).toThrow(
    "`input` is 'repeat' or 'omit', not all",
  );
});

it('refuses an input that has a column of the name of the row number', async () => {
  const input = batch({
    row_index: vectorFromArray([1], new Int32()),
    text: vectorFromArray(['a'], new Utf8()),
  });
  const call = udfs.udf('words', { columns: { least: 'row_index' } }).call(input);
  await expect(call).rejects.toThrow("already has a column 'row_index', which table functions add");
  const omitted = udfs.udf('words', { columns: { least: 'row_index' }, input: 'omit' }).call(input);
  expect(column(await omitted, 'row_index')).toEqual([0]);
});

it('ends the batch, leaves the row out or keeps its error in a row of its own, as onError says', async () => {
  const input = texts('one', 'two bad', 'wrong', 'three');
  await expect(udfs.udf('words').call(input)).rejects.toThrow('words: row 1 of the batch: a bad word');
  const left = await udfs.udf('words', { onError: 'null' }).call(input);
  expect(column(left, 'row_index')).toEqual([0, 3]);
  const kept = await udfs.udf('words', { onError: 'capture', as: 'word' }).call(input);
  expect(column(kept, 'row_index')).toEqual([0, 1, 2, 3]);
  expect(
    rowsOf(kept).map(({ word, word_error }) => word ?? (word_error as { message: string }).message),
  ).toEqual([
    { text: 'one', at: 0 },
    'a bad word',
    '[0].text: returned 7 (number), expected Utf8',
    { text: 'three', at: 0 },
  ]);
});

it('works asynchronous table functions off in order or as they complete', async () => {
  for (const [ordered, expected] of [
    [true, ['a1', 'a2', 'b1', 'c1']],
    [false, ['c1', 'b1', 'a1', 'a2']],
  ] as const) {
    const handle = udfs.udf('pages', { ordered });
    const stream = handle.stream([keys('a'), keys('b'), keys('c')]);
    const rows: unknown[] = [];
    const done = (async () => {
      for await (const output of stream) rows.push(...column(output, 'pages'));
    })();
    await gates.release('c', '1');
    await gates.release('b', '1');
    await gates.release('a', '1,2');
    await done;
    expect(rows).toEqual(expected);
    await handle.stop();
  }
});

it('calls a row of an asynchronous table function again when it failed after it had yielded', async () => {
  const output = await udfs.udf('flaky').call(keys('k'));
  expect(column(output, 'flaky')).toEqual(['k', '3']);
});

it('leaves a generator whose call took too long', async () => {
  const output = await udfs.udf('slow', { onError: 'capture' }).call(keys('k'));
  expect(rowsOf(output)).toEqual([
    { key: 'k', row_index: 0, slow: null, slow_error: expect.objectContaining({ code: 'timeout' }) },
  ]);
  await expect.poll(opened).toBe(0);
});

it('aborts the generators of a stream that is left', async () => {
  const stream = udfs.udf('pages').stream([keys('left')]);
  const next = stream.next();
  await gates.waitFor('left');
  await stream.return();
  expect((await next.catch((error: Error) => error)) as Error).toHaveProperty('name', 'AbortError');
  await gates.waitForHangUp('left');
  await expect.poll(opened).toBe(0);
});

it('saves and restores a stream: what was yielded is not yielded again', async () => {
  const input = [keys('p', 'q'), new Watermark(1), keys('r')];
  const stream = udfs.udf('pages', { ordered: true }).stream(input);
  const next = stream.next();
  await gates.waitFor('q');
  await gates.release('p', '1,2');
  await gates.waitFor('r');
  await gates.release('r', '');
  await expect.poll(opened).toBe(1);
  const bytes = await stream.checkpoint();
  await stream.return();
  await next.catch(() => {});
  expect(checkpointPosition(bytes)).toBe(3);

  const before = gates.arrived.length;
  const restored = udfs.udf('pages', { ordered: true }).stream(input.slice(3), { restore: bytes });
  const first = restored.next();
  await expect.poll(() => gates.arrived.slice(before)).toEqual(['q']);
  await gates.release('q', '9');
  const output = (await first).value as RecordBatch;
  expect(column(output, 'pages')).toEqual(['p1', 'p2', 'q9']);
  expect(column(output, 'row_index')).toEqual([0, 0, 1]);
  expect((await restored.next()).value).toEqual(new Watermark(1));
  expect(((await restored.next()).value as RecordBatch).numRows).toBe(0);
  expect((await restored.next()).done).toBe(true);
});

it('gives rows that were sent one by one a List each, so that one that yields nothing is seen to be done', async () => {
  const handle = udfs.udf('words').start();
  await Promise.all([
    handle.send(1n, ['one two', null]),
    handle.send(2n, ['', null]),
    handle.send(3n, [null, null]),
  ]);
  const rows: unknown[] = [];
  while (rows.length < 3) {
    await handle.waitForResults();
    rows.push(...rowsOf(handle.drainResults() as RecordBatch));
  }
  expect(rows.map((row) => (row as { value: unknown }).value)).toEqual([
    [
      { text: 'one', at: 0 },
      { text: 'two', at: 4 },
    ],
    [],
    null,
  ]);
  await handle.stop();
});
