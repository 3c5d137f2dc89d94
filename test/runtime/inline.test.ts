import { type IpcAdapterOptions, loadInline } from '@sluice/runtime/inline';
import { IpcStreamReader, readMessage } from '@sluice/runtime/ipc';
import { type Table, tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPackage } from '../support/package.ts';

const SOURCE = `import { udf } from '@sluice/sdk';
export const double = udf({}, (n: number): number => {
  if (n === 13) throw new RangeError('13 is unlucky');
  return 2 * n;
});
export const greet = udf({}, (name: string | null): string => 'hi ' + (name ?? 'you'));
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
    'inline has no function latest; it has double, greet, later, next',
  );
});

it('wants the schema first, and the columns of the function in it', () => {
  const { schema, batches } = messages(tableToIPC(tableFromArrays({ m: [1.5] })));
  const adapter = udfs.udf('double');
  expect(() => adapter.batch(batches[0] as Uint8Array)).toThrow('double: no schema yet: call schema() first');
  expect(() => adapter.schema(schema)).toThrow("the batch has no column 'n' for parameter 'n'");
});
