import {
  type AggregateBundleUdf,
  type AsyncBundleUdf,
  type BundleModule,
  type Column,
  createBuilder,
  createReader,
  type RowErrors,
  type SyncBundleUdf,
} from '@sluice/runtime/column';
import type { ArrowField, ArrowType, TableUdf, UdfModel, VectorizedUdf } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { loadEmitted } from '../testing/emitted.ts';

const int32: ArrowType = { kind: 'int', bitWidth: 32, signed: true, as: 'number' };
const uint8: ArrowType = { kind: 'int', bitWidth: 8, signed: false, as: 'number' };
const int64: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' };
const float64: ArrowType = { kind: 'float', bitWidth: 64 };
const utf8: ArrowType = { kind: 'utf8' };
const slot = (name: string, type: ArrowType, nullable = false): ArrowField => ({ name, type, nullable });

function base(name: string, parameters: readonly ArrowField[], result: ArrowField, async = false) {
  return {
    name,
    parameters,
    result: { ...result, name: 'value' },
    options: {
      async,
      ordered: false,
      maxInFlight: 1000,
      windowRows: 64_000,
      windowBytes: 2 ** 26,
      timeoutMs: 5000,
      onError: 'fail',
      deterministic: false,
    },
    takesContext: false,
    binding: { kind: 'function', module: 'src/author.ts', export: name },
    source: { file: 'src/author.ts', line: 1, column: 1 },
  } as const;
}

function vectorized(
  name: string,
  parameters: readonly ArrowField[],
  result: ArrowField,
  takes: VectorizedUdf['takes'],
): UdfModel {
  return { ...base(name, parameters, result), kind: 'vectorized', takes };
}

const table = (
  name: string,
  parameters: readonly ArrowField[],
  result: ArrowField,
  async = false,
): TableUdf => ({
  ...base(name, parameters, result, async),
  kind: 'table',
});

function column(field: ArrowField, rows: readonly unknown[]): Column {
  const builder = createBuilder({ ...field, nullable: true }, rows.length);
  rows.forEach((value, row) => {
    builder.set(row, value);
  });
  return builder.finish();
}

function rowsOf(field: ArrowField, result: Column): unknown[] {
  const reader = createReader(field, result);
  return Array.from({ length: result.length }, (_, row) => reader.get(row));
}

function find(bundle: BundleModule, name: string): unknown {
  return bundle.udfs.find((udf) => udf.name === name);
}

const sync = (bundle: BundleModule, name: string): SyncBundleUdf => find(bundle, name) as SyncBundleUdf;

function collect(): { errors: RowErrors; seen: string[] } {
  const seen: string[] = [];
  return { errors: { add: (row, error) => seen.push(`${row} ${(error as Error).message}`) }, seen };
}

const fails: RowErrors = {
  add(row, error) {
    throw new Error(`row ${row}`, { cause: error });
  },
};

const x = slot('x', float64);
const listOf = (element: ArrowField): ArrowField => slot('value', { kind: 'list', element }, true);

it('hands a vectorized function the memory of its columns, and takes its typed array as it is', async () => {
  const source = `
export let seen, given;
export const same = (x) => { seen = x; return x; };
export const fresh = (x) => (given = x.map((value) => value * 2));
export const part = (x) => new Float64Array([0, ...x]).subarray(1);
export const bytes = (x) => Buffer.from(x.map((value) => value + 1));
export const inspect = () => new Float64Array([seen === undefined ? 0 : 1]);
globalThis.sluiceSeen = () => ({ seen, given });`;
  const bundle = await loadEmitted(source, [
    vectorized('same', [x], x, ['typed-array']),
    vectorized('fresh', [x], x, ['typed-array']),
    vectorized('part', [x], x, ['typed-array']),
    vectorized('bytes', [slot('x', uint8)], slot('value', uint8), ['typed-array']),
  ]);
  const { sluiceSeen } = globalThis as unknown as {
    sluiceSeen(): { seen: Float64Array; given: Float64Array };
  };
  const args = [column(x, [1, 2, 3])];
  const same = sync(bundle, 'same').run(3, args, fails);
  expect(sluiceSeen().seen).toBe(args[0]?.values);
  // The argument's memory belongs to its batch.
  expect(same.values?.buffer).not.toBe(args[0]?.values?.buffer);
  expect(rowsOf(x, same)).toEqual([1, 2, 3]);
  const fresh = sync(bundle, 'fresh').run(3, args, fails);
  expect(fresh.values).toBe(sluiceSeen().given);
  expect(fresh.nullCount).toBe(0);
  const part = sync(bundle, 'part').run(3, args, fails);
  expect(rowsOf(x, part)).toEqual([1, 2, 3]);
  expect(part.values?.buffer.byteLength).toBe(24);
  const bytes = sync(bundle, 'bytes').run(2, [column(slot('x', uint8), [1, 255])], fails);
  expect(rowsOf(slot('x', uint8), bytes)).toEqual([2, 0]);
  expect(bytes.values?.buffer.byteLength).toBe(2);
});

it('gives views of columns that read each value, its null, all of them and themselves', async () => {
  const text = slot('text', utf8, true);
  const source = `
export const lengths = (text) => Array.from({ length: text.length }, (_, row) =>
  text.isNull(row) ? -text.nullCount : text.at(row).length);
export const iterate = (text) => [...text];
export const all = (text) => text.toArray();
export const itself = (text) => text;`;
  const bundle = await loadEmitted(source, [
    vectorized('lengths', [text], slot('value', int32), ['column']),
    ...['iterate', 'all', 'itself'].map((name) => vectorized(name, [text], text, ['column'])),
  ]);
  const rows = ['one', null, 'größer', ''];
  const args = [column(text, rows)];
  expect(rowsOf(slot('value', int32), sync(bundle, 'lengths').run(4, args, fails))).toEqual([3, -1, 6, 0]);
  for (const name of ['iterate', 'all', 'itself']) {
    expect(rowsOf(text, sync(bundle, name).run(4, args, fails)), name).toEqual(rows);
  }
});

it('names what a vectorized function returned that is no column, and each value of an array that does not fit', async () => {
  const source = `
export const promised = async (x) => x;
export const short = (x) => x.subarray(1);
export const single = (x) => new Float32Array(x);
export const few = () => [1, 2];
export const nothing = () => undefined;
export const some = (x) => [1, 'two', 3, undefined];`;
  const names = ['promised', 'short', 'single', 'few', 'nothing', 'some'];
  const bundle = await loadEmitted(
    source,
    names.map((name) => vectorized(name, [x], x, ['typed-array'])),
  );
  const run = (name: string) => () => sync(bundle, name).run(4, [column(x, [1, 2, 3, 4])], fails);
  expect(run('promised')).toThrow('returned a Promise: a vectorized function is synchronous');
  expect(run('short')).toThrow('returned a Float64Array of 3 values, expected one for each of 4 rows');
  expect(run('single')).toThrow(
    'returned a Float32Array of 4, expected a Float64Array or an array of Float64',
  );
  expect(run('few')).toThrow('returned an array of 2 values, expected one for each of 4 rows');
  expect(run('nothing')).toThrow('returned undefined (undefined), expected a Float64Array');
  const { errors, seen } = collect();
  const result = sync(bundle, 'some').run(4, [column(x, [1, 2, 3, 4])], errors);
  expect(rowsOf(x, result)).toEqual([1, null, 3, null]);
  expect(seen).toEqual([
    "1 returned 'two' (string), expected Float64",
    '3 returned undefined, expected Float64: declare the type `| null` to allow it',
  ]);
});

it('says what became of a typed array that is returned a second time', async () => {
  const source = 'const kept = new Float64Array(2); export const keeps = () => kept;';
  const bundle = await loadEmitted(source, [vectorized('keeps', [x], x, ['typed-array'])]);
  const args = [column(x, [1, 2])];
  const result = sync(bundle, 'keeps').run(2, args, fails);
  structuredClone(result.values, { transfer: [result.values?.buffer as ArrayBuffer] }); // as on its way to the host
  expect(() => sync(bundle, 'keeps').run(2, args, fails)).toThrow('had returned before and no longer owns');
});

const tableSource = `
export const left = [];
globalThis.sluiceLeft = left;
export function* repeat(text, count) {
  try {
    for (let at = 0; at < count; at++) {
      if (text === 'bad' && at === 2) throw new Error('no more');
      yield text === 'wrong' && at === 1 ? 7 : text + at;
    }
  } finally { left.push(text); }
}
export function* endless(text) {
  try { for (;;) yield text; } finally { left.push('endless'); }
}
export async function* later(text, count) {
  try {
    for (let at = 0; at < count; at++) { await null; yield text === 'wrong' && at === 1 ? 7 : text + at; }
  } finally { left.push('later ' + text); }
}
export async function* always(text) {
  try { for (;;) { await null; yield text; } } finally { left.push('always'); }
}
export async function* slowly(text) {
  try { for (;;) { await new Promise((go) => setImmediate(go)); yield text; } } finally { left.push('slowly'); }
}`;
const text = slot('text', utf8);
const count = slot('count', int32);
const left = (): string[] => (globalThis as unknown as { sluiceLeft: string[] }).sluiceLeft.splice(0);

it('gives what each row of a table function yields, nothing for a null, and goes on behind a row that failed', async () => {
  const bundle = await loadEmitted(tableSource, [
    table('repeat', [text, count], text),
    table('endless', [text], text),
  ]);
  const texts = ['a', null, 'bad', 'b', 'wrong', 'c'];
  const args = [column(text, texts), column(count, [2, 2, 5, 0, 3, 1])];
  const { errors, seen } = collect();
  const result = sync(bundle, 'repeat').run(6, args, errors);
  expect(rowsOf(listOf(text), result)).toEqual([['a0', 'a1'], null, null, [], null, ['c0']]);
  expect(seen).toEqual(['2 no more', '4 [1]: returned 7 (number), expected Utf8']);
  expect(left()).toEqual(['a', 'bad', 'b', 'wrong', 'c']);
});

it('ends a generator that does not end, as the error of its row', async () => {
  const bundle = await loadEmitted(tableSource, [
    table('endless', [text], text),
    table('always', [text], text, true),
  ]);
  const { errors, seen } = collect();
  const result = sync(bundle, 'endless').run(1, [column(text, ['x'])], errors);
  expect(rowsOf(listOf(text), result)).toEqual([null]);
  expect(seen).toEqual([expect.stringMatching(/^0 yielded more than 1000000 rows for one input row/)]);
  const later = find(bundle, 'always') as AsyncBundleUdf;
  const call = later.open(1, [column(text, ['x'])]).call(0, context());
  await expect(call).rejects.toThrow('yielded more than 1000000 rows');
  expect(left()).toEqual(['endless', 'always']);
});

const context = (signal = new AbortController().signal) => ({
  udf: 'f',
  attempt: 1,
  idempotencyKey: '',
  signal,
});

it('collects what an asynchronous table function yields, and leaves it when its call is given up', async () => {
  const bundle = await loadEmitted(tableSource, [
    table('later', [text, count], text, true),
    table('slowly', [text], text, true),
  ]);
  const later = find(bundle, 'later') as AsyncBundleUdf;
  const open = later.open(4, [column(text, ['a', 'b', null, 'wrong']), column(count, [2, 0, 1, 2])]);
  const output = later.output(4);
  for (const row of [3, 1, 0]) {
    const yielded = await open.call(row, context());
    if (row === 3) expect(() => output.set(row, yielded)).toThrow('[1]: returned 7 (number), expected Utf8');
    else output.set(row, yielded);
  }
  expect(open.skips(2)).toBe(true);
  expect(rowsOf(listOf(text), output.finish())).toEqual([['a0', 'a1'], [], null, null]);
  left();
  const controller = new AbortController();
  const slowly = (find(bundle, 'slowly') as AsyncBundleUdf).open(1, [column(text, ['x'])]);
  const call = slowly.call(0, context(controller.signal));
  setTimeout(() => controller.abort(new Error('given up')), 1);
  await expect(call).rejects.toThrow('given up');
  expect(left()).toEqual(['slowly']);
});

const moments: ArrowType = { kind: 'struct', fields: [slot('count', int64), slot('sum', float64)] };

it('keeps the states of groups: by mutation or by return, in parts and merged, with rows taken out again', async () => {
  const source = `
export class Sum {
  start = 0;
  init() { return { count: 0n, sum: this.start }; }
  accumulate(state, x) { if (x === 13) throw new Error('unlucky'); state.count += 1n; state.sum += x; }
  retract(state, x) { return { count: state.count - 1n, sum: state.sum - x }; }
  merge(a, b) { return { count: a.count + b.count, sum: a.sum + b.sum }; }
  finish(state) { return state.count === 0n ? null : state.sum; }
}
export class Bad {
  init() { return 0; }
  async accumulate(state) { return state; }
  merge(a) { return a; }
  finish() { return 'text'; }
}`;
  const inClass = (name: string) => ({ kind: 'class', module: 'src/author.ts', export: name }) as const;
  const bundle = await loadEmitted(source, [
    {
      ...base('sum', [x], slot('value', float64, true)),
      kind: 'aggregate',
      state: slot('state', moments),
      retracts: true,
      binding: inClass('Sum'),
    },
    {
      ...base('bad', [], slot('value', float64)),
      kind: 'aggregate',
      state: slot('state', float64),
      retracts: false,
      binding: inClass('Bad'),
    },
  ]);
  expect(bundle.instances?.map(({ className, udfs }) => [className, udfs])).toEqual([
    ['Bad', ['bad']],
    ['Sum', ['sum']],
  ]);
  const udf = find(bundle, 'sum') as AggregateBundleUdf;
  const { errors, seen } = collect();
  const whole = udf.open();
  whole.accumulate(6, [column(x, [1, 2, null, 13, 4, 5])], Int32Array.of(0, 1, 2, 1, 0, 3), errors);
  expect(seen).toEqual(['3 unlucky']);
  expect(whole.groupCount).toBe(4);
  whole.retract?.(2, [column(x, [1, null])], Int32Array.of(0, 0), fails);
  expect(rowsOf(slot('value', float64, true), whole.finish(5, fails))).toEqual([4, 2, null, 5, null]);

  const part = udf.open();
  part.accumulate(2, [column(x, [10, 20])], Int32Array.of(0, 1), fails);
  const states = part.states(2, fails);
  expect(rowsOf(slot('state', moments), states)).toEqual([
    { count: 1n, sum: 10 },
    { count: 1n, sum: 20 },
  ]);
  whole.merge(states, Int32Array.of(1, 4), fails);
  expect(rowsOf(slot('value', float64, true), whole.finish(5, fails))).toEqual([4, 12, null, 5, 20]);

  const bad = (find(bundle, 'bad') as AggregateBundleUdf).open();
  const wrong = collect();
  bad.accumulate(1, [], Int32Array.of(0), wrong.errors);
  bad.finish(1, wrong.errors);
  expect(wrong.seen).toEqual([
    '0 returned a Promise: the methods of an aggregate are synchronous',
    "0 returned 'text' (string), expected Float64",
  ]);
});
