import { type IpcAdapterOptions, loadInline } from '@sluice/runtime/inline';
import { IpcStreamReader, readMessage } from '@sluice/runtime/ipc';
import {
  Dictionary,
  Int32,
  makeData,
  makeVector,
  Table,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPackage } from '../support/package.ts';

const SOURCE = `import { udf } from '@sluice/sdk';
export const double = udf({}, (n: number): number => {
  if (n === 13) throw new RangeError('13 is unlucky');
  return 2 * n;
});
export const greet = udf({}, (name: string | null): string => 'hi ' + (name ?? 'you'));
export const shout = udf({}, (text: string): string => {
  if (text === 'no') throw new Error('not that');
  return text.toUpperCase();
});
export const isLong = udf({}, (text: string, n: number): boolean => text.length > n);
export const halves = udf({ vectorized: true }, (n: Float64Array): Float64Array => {
  if (n.length > 4) throw new Error('too many at once');
  return n.map((value) => value / 2);
});
export const once = udf({ deterministic: true }, (text: string): string => {
  const calls = globalThis as { calls?: string[] };
  (calls.calls ??= []).push(text);
  if (text === 'bad') throw new Error('not that');
  return text + '!';
});
export const later = udf({ async: true }, async (n: number): Promise<number> => n);
export class Counter {
  #count = 0;
  open(): void { this.#count = 100; }
  @udf({}) next(n: number): number { return n + this.#count++; }
  close(): void { (globalThis as { closed?: boolean }).closed = true; }
}
`;

let udfs: Awaited<ReturnType<typeof loadInline>>;

beforeAll(async () => {
  udfs = await loadInline(await buildPackage('inline', SOURCE));
});

afterAll(() => udfs.close());

/** The messages of a stream: its schema, and the rest by record batch. */
function messages(stream: Uint8Array): { schema: Uint8Array; batches: Uint8Array[] } {
  const all: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const length = new DataView(stream.buffer, stream.byteOffset + at).getInt32(4, true);
    if (length === 0) break;
    const { bodyLength } = readMessage(stream.subarray(at + 8, at + 8 + length));
    const end = at + 8 + length + bodyLength;
    all.push(stream.subarray(at, end));
    at = end;
  }
  const [schema = new Uint8Array(0), ...batches] = all;
  return { schema, batches };
}

/** The values of a column. */
function valuesOf(table: Table, name: string): unknown[] {
  return [...(table.getChild(name) ?? [])];
}

function run(name: string, table: Table, options?: IpcAdapterOptions): Table {
  const adapter = udfs.udf(name, options);
  const { schema, batches } = messages(tableToIPC(table));
  const output = [new Uint8Array(adapter.schema(schema))];
  for (const batch of batches) output.push(new Uint8Array(adapter.batch(batch))); // a copy: the memory is used again
  return tableFromIPC(output);
}

it('gives the result column of each batch', () => {
  const out = run('double', tableFromArrays({ n: Float64Array.of(1, 2.5, -0) }));
  expect(out.schema.fields.map(String)).toEqual(['double: Float64']);
  expect([...(out.getChild('double') ?? [])]).toEqual([2, 5, -0]);
});

it('gives the columns of the input too where that is asked for', () => {
  const table = tableFromArrays({ who: ['Ada', null, 'Grace'], id: Int32Array.of(1, 2, 3) });
  const out = run('greet', table, { columns: { name: 'who' }, as: 'greeting', input: true });
  expect(out.toArray().map((row) => row.toJSON())).toEqual([
    { who: 'Ada', id: 1, greeting: 'hi Ada' },
    { who: null, id: 2, greeting: 'hi you' },
    { who: 'Grace', id: 3, greeting: 'hi Grace' },
  ]);
});

it('nulls that the function does not admit are null', () => {
  const out = run('double', tableFromArrays({ n: [1.5, null, 3] }));
  expect([...(out.getChild('double') ?? [])]).toEqual([3, null, 6]);
});

it('text and bits come and go, with nulls and rows that fail', () => {
  const text = ['a', null, 'no', 'größe', '', 'x'.repeat(100)];
  const n = Float64Array.of(0, 0, 0, 5, 0, 50);
  const table = tableFromArrays({ text: vectorFromArray(text, new Utf8()), n });
  const upper = ['A', null, null, 'GRÖSSE', '', 'X'.repeat(100)];
  expect(valuesOf(run('shout', table, { onError: 'null' }), 'shout')).toEqual(upper);
  expect(valuesOf(run('shout', table, { onError: 'capture' }), 'shout')).toEqual(upper);
  expect(() => run('shout', table)).toThrow('shout: row 2 of the batch: not that');
  expect(valuesOf(run('is_long', table), 'is_long')).toEqual([true, null, true, false, false, true]);
});

it('a deterministic function is called once for each distinct value of a dictionary', () => {
  const text = vectorFromArray(
    ['a', 'b', 'a', null, 'bad', 'bad', 'b'],
    new Dictionary(new Utf8(), new Int32()),
  );
  const out = run('once', tableFromArrays({ text }), { onError: 'capture' });
  expect(valuesOf(out, 'once')).toEqual(['a!', 'b!', 'a!', null, null, null, 'b!']);
  expect(valuesOf(out, 'once_error').map((error) => error !== null)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
    false,
  ]);
  expect((globalThis as { calls?: string[] }).calls).toEqual(['a', 'b', 'bad']);
});

const CODE = `import { type Dictionary, udf } from '@sluice/sdk';
export const code = udf({ deterministic: true }, (text: Dictionary<string>): Dictionary<string> => {
  const calls = globalThis as { codes?: string[] };
  (calls.codes ??= []).push(text);
  return text + '#';
});
`;

it('what was found for a dictionary holds for the batches that share it, and for no other', async () => {
  await using coding = await loadInline(await buildPackage('inline-dictionary', CODE));
  const calls = globalThis as { codes?: string[] };
  const adapter = coding.udf('code');
  const memory = new Uint8Array(4096); // all messages come in it, each over the one before
  const given = (message: Uint8Array): Uint8Array => {
    memory.fill(0xff);
    memory.set(message);
    return memory.subarray(0, message.length);
  };
  const stream = (rows: readonly (readonly string[])[]) => {
    const type = new Dictionary(new Utf8(), new Int32());
    const dictionary = vectorFromArray([...new Set(rows.flat())], new Utf8());
    const batches = rows.map((texts) => {
      const data = Int32Array.from(texts, (text) => dictionary.indexOf(text));
      return new Table({ text: makeVector(makeData({ type, data, dictionary })) });
    });
    const [first, ...more] = batches as [Table, ...Table[]];
    const { schema, batches: all } = messages(tableToIPC(first.concat(...more)));
    const output = [new Uint8Array(adapter.schema(given(schema)))];
    for (const message of all) output.push(new Uint8Array(adapter.batch(given(message))));
    return valuesOf(tableFromIPC(output), 'code');
  };
  const all = ['b', 'a', 'b', 'a', 'b'];
  const some = ['a', 'a', 'a'];
  const marked = (texts: readonly string[]): string[] => texts.map((text) => `${text}#`);
  expect(stream([all, all, some, all])).toEqual(marked([...all, ...all, ...some, ...all]));
  expect(calls.codes).toEqual(['b', 'a', 'a']);
  const others = ['y', 'x', 'y', 'x'];
  expect(stream([others, others])).toEqual(marked([...others, ...others]));
  expect(calls.codes).toEqual(['b', 'a', 'a', 'y', 'x']);
});

it('a vectorized function sees no row with a null that it does not admit', () => {
  const few = tableFromArrays({ n: [1, null, 3] });
  expect(valuesOf(run('halves', few), 'halves')).toEqual([0.5, null, 1.5]);
  const many = tableFromArrays({ n: Float64Array.of(1, 2, 3, 4, 5) });
  expect(() => run('halves', many)).toThrow('halves: too many at once');
  expect(valuesOf(run('halves', many, { onError: 'null' }), 'halves')).toEqual(Array(5).fill(null));
});

it('bytes may begin anywhere in memory, and hold more than one batch', () => {
  const stream = tableToIPC(tableFromArrays({ n: Float64Array.of(1, 2) }));
  const { schema, batches } = messages(stream);
  const [batch = new Uint8Array(0)] = batches;
  const adapter = udfs.udf('double');
  const head = new Uint8Array(adapter.schema(schema));
  for (const shift of [0, 1, 4, 8]) {
    const bytes = new Uint8Array(shift + 2 * batch.length).subarray(shift);
    bytes.set(batch);
    bytes.set(batch, batch.length);
    expect(valuesOf(tableFromIPC([head, adapter.batch(bytes)]), 'double')).toEqual([2, 4, 2, 4]);
  }
});

it('batches of no rows, and of more and fewer than before, are written over each other', () => {
  const adapter = udfs.udf('shout');
  const column = (count: number) => vectorFromArray(Array<string>(count).fill('é'.repeat(count)), new Utf8());
  for (const count of [3, 0, 1000, 1, 40, 0]) {
    const { schema, batches } = messages(tableToIPC(tableFromArrays({ text: column(count) })));
    const head = new Uint8Array(adapter.schema(schema));
    const out = tableFromIPC([head, ...batches.map((batch) => new Uint8Array(adapter.batch(batch)))]);
    expect(valuesOf(out, 'shout')).toEqual(Array(count).fill('É'.repeat(count)));
  }
});

it('a row that fails ends its batch, is null, or is told', () => {
  const table = tableFromArrays({ n: Float64Array.of(1, 13, 3) });
  expect(() => run('double', table)).toThrow('double: row 1 of the batch: 13 is unlucky');
  expect([...(run('double', table, { onError: 'null' }).getChild('double') ?? [])]).toEqual([2, null, 6]);
  const captured = run('double', table, { onError: 'capture' });
  expect([...(captured.getChild('double') ?? [])]).toEqual([2, null, 6]);
  expect(captured.getChild('double_error')?.get(0)).toBeNull();
  expect(captured.getChild('double_error')?.get(1)?.toJSON()).toMatchObject({
    code: 'udf-threw',
    message: '13 is unlucky',
    at: expect.stringContaining('src/udfs.ts:3'),
  });
});

it('a batch that failed leaves nothing behind in the next', () => {
  const adapter = udfs.udf('double', { onError: 'capture' });
  const bad = messages(tableToIPC(tableFromArrays({ n: Float64Array.of(13, 13) })));
  const good = messages(tableToIPC(tableFromArrays({ n: Float64Array.of(1, 2) })));
  const reader = new IpcStreamReader();
  reader.push(new Uint8Array(adapter.schema(bad.schema)));
  for (const batch of [...bad.batches, ...good.batches]) reader.push(new Uint8Array(adapter.batch(batch)));
  expect(reader.next()?.columns.map(({ nullCount }) => nullCount)).toEqual([2, 0]);
  expect(reader.next()?.columns.map(({ nullCount }) => nullCount)).toEqual([0, 2]);
});

it('what a batch gave stays until the call after the next', () => {
  const adapter = udfs.udf('double');
  const { schema, batches } = messages(tableToIPC(tableFromArrays({ n: Float64Array.of(7) })));
  adapter.schema(schema);
  const first = adapter.batch(batches[0] as Uint8Array); // the table has one
  const kept = new Uint8Array(first);
  adapter.batch(batches[0] as Uint8Array);
  expect(first).toEqual(kept);
});

it('instances of classes are opened before the first row', () => {
  const out = run('next', tableFromArrays({ n: Float64Array.of(1, 1, 1) }));
  expect([...(out.getChild('next') ?? [])]).toEqual([101, 102, 103]);
});

it('says what to use for a function that is not synchronous', () => {
  expect(() => udfs.udf('later')).toThrow(
    /later is asynchronous, .* load\(\) of @sluice\/runtime, .* pipe\(\)/,
  );
  expect(() => udfs.udf('latest')).toThrow(
    'inline has no function latest; it has double, greet, halves, is_long, later, next, once, shout',
  );
});

it('wants the schema first, and the columns of the function in it', () => {
  const { schema, batches } = messages(tableToIPC(tableFromArrays({ m: [1.5] })));
  const adapter = udfs.udf('double');
  expect(() => adapter.batch(batches[0] as Uint8Array)).toThrow('double: no schema yet: call schema() first');
  expect(() => adapter.schema(schema)).toThrow("the batch has no column 'n' for parameter 'n'");
});
