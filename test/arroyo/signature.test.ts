import { load, type UdfPackage } from '@sluice/runtime';
import { type ArrowField, formatType, type UdfModel } from '@sluice/sdk/manifest';
import { Int64, type RecordBatch, Table, vectorFromArray } from 'apache-arrow';
import { expect } from 'vitest';
import { analyse, buildPackage } from '../support/package.ts';
import { arroyoCases } from './cases.ts';

const arroyo = arroyoCases('signature');

/** Arroyo's notation: `!` is non-null, `?` nullable, at every level. */
function mark(field: Pick<ArrowField, 'type' | 'nullable'>): string {
  const { type } = field;
  const name = type.kind === 'list' ? `List<${mark(type.element)}>` : formatType(type);
  return `${name}${field.nullable ? '?' : '!'}`;
}

const signature = (model: UdfModel | undefined): string =>
  model === undefined ? 'none' : `args=[${model.parameters.map(mark).join(',')}] ret=${mark(model.result)}`;

const IMPORT = "import * as s from '@sluice/sdk';\nimport { udf } from '@sluice/sdk';\n";

async function of(name: string, declaration: string): Promise<{ signature: string; problems: string[] }> {
  const { models, problems } = await analyse(`arroyo-${name}`, `${IMPORT}${declaration}\n`);
  return { signature: signature(models[0]), problems };
}

async function built(name: string, declaration: string): Promise<UdfPackage> {
  return load(await buildPackage(`arroyo-${name}`, `${IMPORT}${declaration}\n`));
}

const batchOf = (columns: Record<string, ReturnType<typeof vectorFromArray>>): RecordBatch =>
  new Table(columns).batches[0] as RecordBatch;

arroyo('S01', 'an integer in and out is non-null', async () => {
  expect(await of('s01', 'export const f = udf({}, (x: bigint): bigint => x);')).toEqual({
    signature: 'args=[Int64!] ret=Int64!',
    problems: [],
  });
});

arroyo('S02', 'null in a type makes it nullable', async () => {
  const declaration =
    'export const f = udf({}, (x: bigint | null): number | null => (x === null ? null : Number(x)));';
  expect((await of('s02', declaration)).signature).toBe('args=[Int64?] ret=Float64?');
});

arroyo('S03', 'strings are Utf8', async () => {
  const declaration = 'export const f = udf({}, (a: string, b: string | null): string => a + b);';
  expect((await of('s03', declaration)).signature).toBe('args=[Utf8!,Utf8?] ret=Utf8!');
});

arroyo('S04', 'bytes are Binary', async () => {
  const declaration = 'export const f = udf({}, (a: Uint8Array): Uint8Array => a);';
  expect((await of('s04', declaration)).signature).toBe('args=[Binary!] ret=Binary!');
});

// S06 and S08: Arroyo's Vec<T> parameter turns a function into an aggregate. In Sluice an array is a list and the
// function stays scalar; aggregates are declared as such. The argument and result types are the same.
arroyo('S06', 'an array parameter is a list of its element type', async () => {
  const declaration = 'export const f = udf({}, (x: s.UInt64[]): s.UInt64 => BigInt(x.length));';
  const { models } = await analyse('arroyo-s06', `${IMPORT}${declaration}`);
  expect(signature(models[0])).toBe('args=[List<UInt64!>!] ret=UInt64!');
  expect(models[0]?.kind).toBe('scalar');
});

arroyo('S08', 'a list beside a scalar is legal: no aggregate is inferred', async () => {
  const declaration = 'export const f = udf({}, (x: bigint[], k: bigint): bigint => BigInt(x.length) + k);';
  expect(await of('s08', declaration)).toEqual({
    signature: 'args=[List<Int64!>!,Int64!] ret=Int64!',
    problems: [],
  });
});

// S09: Arroyo refuses it because it would be an async aggregate; a list parameter needs no such refusal.
arroyo('S09', 'an async function may take a list', async () => {
  const declaration =
    'export const f = udf({ async: true }, async (x: bigint[]): Promise<bigint> => BigInt(x.length));';
  expect(await of('s09', declaration)).toEqual({
    signature: 'args=[List<Int64!>!] ret=Int64!',
    problems: [],
  });
});

arroyo('S11', 'a missing return type is an error that names the function', async () => {
  const { problems } = await of('s11', 'export class C { @udf() static f(x: bigint) { return x; } }');
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/\bf\b.*return type must be specified/);
});

// S12: a Rust method with `self` cannot be a UDF. In TypeScript an instance method can (one instance a worker); what
// cannot is an explicit `this` parameter, which nothing could pass, or a class that cannot be made without arguments.
arroyo('S12', 'a `this` parameter is refused', async () => {
  const { problems } = await of(
    's12',
    'export const f = udf({}, function f(this: Date, x: bigint): bigint { return x; });',
  );
  expect(problems.join('\n')).toContain('this');
});

arroyo('S12', 'an instance method of a class whose constructor needs arguments is refused', async () => {
  const { problems } = await of(
    's12b',
    'export class C { constructor(readonly k: bigint) {} @udf() f(x: bigint): bigint { return x + this.k; } }',
  );
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('constructor');
});

arroyo('S13', 'an unsupported type is named, with its parameter', async () => {
  const { problems } = await of('s13', 'export const f = udf({}, (x: RegExp): bigint => 1n);');
  expect(problems.join('\n')).toContain('RegExp');
  expect(problems.join('\n')).toMatch(/'x'|#0/);
});

arroyo('S14', 'beat: a function may fail; its error is the row error under the policy', async () => {
  await using udfs = await built(
    's14',
    `export const f = udf({ onError: 'capture' }, (x: bigint): bigint => {
       if (x === 2n) throw new RangeError('two is too many');
       return x;
     });`,
  );
  const out = await udfs.udf('f').call(batchOf({ x: vectorFromArray([1n, 2n, 3n], new Int64()) }));
  expect([...(out.getChild('f') ?? [])]).toEqual([1n, null, 3n]);
  expect(out.getChild('f_error')?.get(1)?.toJSON()).toMatchObject({
    code: 'udf-threw',
    message: 'two is too many',
  });
});

const run = async (
  name: string,
  declaration: string,
  columns: Record<string, ReturnType<typeof vectorFromArray>>,
) => {
  await using udfs = await built(name, declaration);
  const out = await udfs.udf('f').call(batchOf(columns));
  return [...(out.getChild('f') ?? [])];
};

arroyo('S15', 'beat: booleans work, sync and async', async () => {
  const { Bool } = await import('apache-arrow');
  const x = vectorFromArray([true, false, null], new Bool());
  expect(await run('s15', 'export const f = udf({}, (x: boolean): boolean => !x);', { x })).toEqual([
    false,
    true,
    null,
  ]);
  const declaration = 'export const f = udf({ async: true }, async (x: boolean): Promise<boolean> => !x);';
  expect(await run('s15b', declaration, { x })).toEqual([false, true, null]);
});

arroyo('S16', 'beat: timestamps work, to the nanosecond', async () => {
  const { makeData, TimestampNanosecond, Vector } = await import('apache-arrow');
  const data = BigInt64Array.from([1_700_000_000_123_456_789n]);
  const t = new Vector([makeData({ type: new TimestampNanosecond(), data })]);
  const declaration = "export const f = udf({}, (t: s.Timestamp<'ns'>): bigint => t % 1_000_000_000n);";
  expect(await run('s16', declaration, { t })).toEqual([123_456_789n]);
});

arroyo('S17', 'beat: narrow integers may be async results', async () => {
  const x = vectorFromArray([1n, 200n], new Int64());
  for (const [type, expected] of [
    ['Int8', [1, null]],
    ['Int16', [1, 200]],
    ['UInt8', [1, 200]],
    ['UInt16', [1, 200]],
  ] as const) {
    const declaration = `export const f = udf({ async: true, onError: 'null' }, async (x: bigint): Promise<s.${type}> => Number(x));`;
    expect(await run(`s17-${type.toLowerCase()}`, declaration, { x })).toEqual(expected);
  }
});

arroyo('S18', 'beat: a function without arguments is called once a row', async () => {
  const x = vectorFromArray([5n, 6n, 7n], new Int64());
  const declaration = 'let calls = 0n;\nexport const f = udf({}, (): bigint => ++calls);';
  expect(await run('s18', declaration, { x })).toEqual([1n, 2n, 3n]);
});

arroyo('S19', 'beat: bytes are bytes, not an aggregate over UInt8', async () => {
  expect(
    (await of('s19', 'export const f = udf({}, (x: Uint8Array): bigint => BigInt(x.length));')).signature,
  ).toBe('args=[Binary!] ret=Int64!');
});

arroyo(
  'S21',
  'beat: decimals, lists, structs, maps, dates and intervals are arguments and results',
  async () => {
    const types = [
      's.Decimal<10, 2>',
      'bigint[]',
      '{ a: number; b: string | null }',
      'Map<string, bigint>',
      's.DateDay',
      "s.Interval<'month-day-nano'>",
    ];
    const declarations = types.map((type, i) => `export const f${i} = udf({}, (x: ${type}): ${type} => x);`);
    const { models, problems } = await analyse('arroyo-s21', `${IMPORT}${declarations.join('\n')}`);
    expect(problems).toEqual([]);
    expect(models.map((model) => formatType(model.result.type))).toEqual([
      'Decimal128(10, 2)',
      'List<Int64>',
      'Struct<a: Float64, b: Utf8?>',
      'Map<Utf8, Int64>',
      'Date32',
      'Interval(month-day-nano)',
    ]);
    expect(models.map((model) => model.parameters[0]?.type)).toEqual(
      models.map((model) => model.result.type),
    );
  },
);
