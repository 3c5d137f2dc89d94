import {
  type AsyncBundleUdf,
  type BundleModule,
  type Column,
  createBuilder,
  createReader,
  type ResultMemory,
  type RowErrors,
  type SyncBundleUdf,
} from '@sluice/runtime/column';
import {
  ABI_VERSION,
  type ArrowField,
  type ArrowType,
  formatNested,
  type ResolvedOptions,
  type UdfModel,
} from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { loadEmitted as load } from '../testing/emitted.ts';

const int = (bitWidth: 8 | 16 | 32, signed: boolean): ArrowType => ({
  kind: 'int',
  bitWidth,
  signed,
  as: 'number',
});
const int32 = int(32, true);
const float64: ArrowType = { kind: 'float', bitWidth: 64 };
const utf8: ArrowType = { kind: 'utf8' };
const bool: ArrowType = { kind: 'bool' };

function slot(name: string, type: ArrowType, nullable = false): ArrowField {
  return { name, type, nullable };
}

function model(
  name: string,
  parameters: readonly ArrowField[],
  result: ArrowField,
  more: {
    async?: boolean;
    takesContext?: boolean;
    options?: Partial<ResolvedOptions>;
    binding?: Partial<UdfModel['binding']>;
  } = {},
): UdfModel {
  return {
    kind: 'scalar',
    name,
    options: {
      async: more.async ?? false,
      ordered: false,
      maxInFlight: 1000,
      windowRows: 64_000,
      windowBytes: 2 ** 26,
      timeoutMs: 5000,
      onError: 'fail',
      deterministic: false,
      ...more.options,
    },
    parameters,
    result,
    takesContext: more.takesContext ?? false,
    binding: {
      kind: 'function',
      module: 'src/author.ts',
      export: name,
      ...more.binding,
    } as UdfModel['binding'],
    source: { file: 'src/author.ts', line: 1, column: 1 },
  };
}

function column(field: ArrowField, rows: readonly unknown[]): Column {
  // Engines send nulls where a parameter admits none, so that the column is built as nullable.
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

function syncUdf(bundle: BundleModule, name: string): SyncBundleUdf {
  const udf = bundle.udfs.find((candidate) => candidate.name === name);
  if (udf === undefined || udf.async) throw new Error(`no synchronous function ${name}`);
  return udf;
}

function asyncUdf(bundle: BundleModule, name: string): AsyncBundleUdf {
  const udf = bundle.udfs.find((candidate) => candidate.name === name);
  if (udf === undefined || !udf.async) throw new Error(`no asynchronous function ${name}`);
  return udf;
}

const context = { udf: 'f', attempt: 1, idempotencyKey: 'k', signal: new AbortController().signal };

/** What the executor does, without its concurrency: rows from the last to the first. */
async function runAsync(udf: AsyncBundleUdf, rowCount: number, args: readonly Column[]): Promise<Column> {
  const batch = udf.open(rowCount, args);
  const output = udf.output(rowCount);
  for (let row = rowCount - 1; row >= 0; row--) {
    if (!batch.skips(row)) output.set(row, await batch.call(row, context));
  }
  return output.finish();
}

const fails: RowErrors = {
  add(row, error) {
    throw new Error(`row ${row}`, { cause: error });
  },
};

function collect(): { errors: RowErrors; seen: { row: number; message: string; code: unknown }[] } {
  const seen: { row: number; message: string; code: unknown }[] = [];
  const errors: RowErrors = {
    add(row, error) {
      seen.push({ row, message: (error as Error).message, code: (error as { code?: unknown }).code });
    },
  };
  return { errors, seen };
}

const point: ArrowType = { kind: 'struct', fields: [slot('x', float64), slot('y', int32, true)] };
const names: ArrowType = { kind: 'list', element: slot('item', utf8, true) };

const words: ArrowType = { kind: 'dictionary', value: utf8 };
const colors: ArrowType = { kind: 'dictionary', value: utf8, values: ['blue', 'green', 'red'] };
const fixedList = (size: number, element: ArrowField, more: object = {}): ArrowType => ({
  kind: 'fixed-list',
  size,
  element,
  ...more,
});
/** A union's variants admit null if it does: these do, so that one type serves both. */
const shape: ArrowType = {
  kind: 'union',
  mode: 'sparse',
  tag: 'kind',
  variants: [
    {
      field: slot(
        'circle',
        { kind: 'struct', fields: [slot('r', float64), slot('ink', colors, true)] },
        true,
      ),
      content: 'struct',
    },
    { field: slot('label', names, true), content: 'value' },
    { field: slot('nothing', { kind: 'null' }, true), content: 'none' },
  ],
};

/** Three values of each type; a case may be identity or not, the values go through unharmed. */
const samples: readonly (readonly [ArrowType, readonly unknown[]])[] = [
  [bool, [true, false, true]],
  [int(8, true), [-128, 127, 0]],
  [int(16, true), [-32768, 32767, 1]],
  [int32, [-(2 ** 31), 2 ** 31 - 1, 5]],
  [int(8, false), [255, 0, 7]],
  [int(16, false), [65535, 0, 7]],
  [int(32, false), [2 ** 32 - 1, 0, 7]],
  [{ kind: 'int', bitWidth: 64, signed: true, as: 'bigint' }, [-(2n ** 63n), 2n ** 63n - 1n, 0n]],
  [{ kind: 'int', bitWidth: 64, signed: false, as: 'bigint' }, [2n ** 64n - 1n, 0n, 1n]],
  [
    { kind: 'int', bitWidth: 64, signed: true, as: 'number' },
    [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, -1],
  ],
  [{ kind: 'int', bitWidth: 64, signed: false, as: 'number' }, [Number.MAX_SAFE_INTEGER, 0, 2 ** 40]],
  [{ kind: 'float', bitWidth: 16 }, [0.5, Number.NaN, -65504]],
  [{ kind: 'utf8', layout: 'large' }, ['', 'plain', 'größer']],
  [{ kind: 'utf8', layout: 'view' }, ['', 'plain', 'größer']],
  [{ kind: 'binary', layout: 'view' }, [new Uint8Array([1]), new Uint8Array(), new Uint8Array([255])]],
  [
    { kind: 'fixed-binary', byteWidth: 2 },
    [
      [1, 2],
      [0, 0],
      [255, 3],
    ].map((bytes) => new Uint8Array(bytes)),
  ],
  [
    { kind: 'uuid' },
    [
      'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
    ],
  ],
  [{ kind: 'json' }, [{ a: [1, 'x'] }, 'text', 7]],
  [{ kind: 'decimal', bitWidth: 32, precision: 9, scale: 3 }, ['123456.789', '-0.001', '0.000']],
  [{ kind: 'decimal', bitWidth: 64, precision: 18, scale: 0 }, ['999999999999999999', '-1', '0']],
  [{ kind: 'decimal', bitWidth: 256, precision: 76, scale: 1 }, [`${'9'.repeat(75)}.9`, '-0.1', '0.0']],
  [{ kind: 'date', bitWidth: 64 }, [new Date(0), new Date(-86_400_000), new Date(8.64e15)]],
  [{ kind: 'time', unit: 's' }, [0, 86_399, 5]],
  [{ kind: 'time', unit: 'ms' }, [0, 86_399_999, 5]],
  [{ kind: 'time', unit: 'us' }, [0n, 86_399_999_999n, 5n]],
  [{ kind: 'time', unit: 'ns' }, [0n, 86_399_999_999_999n, 5n]],
  [
    fixedList(2, slot('item', utf8, true)),
    [
      ['a', null],
      ['', 'ü'],
      [null, null],
    ],
  ],
  [
    fixedList(3, slot('item', float64), { as: 'typed-array' }),
    [1, 2, 3].map((at) => new Float64Array(3).fill(at)),
  ],
  [
    { kind: 'list', element: slot('item', { kind: 'float', bitWidth: 32 }), as: 'typed-array' },
    [new Float32Array([1, 2]), new Float32Array(), new Float32Array([0.5])],
  ],
  [
    { kind: 'list', element: slot('item', int(8, false)), as: 'typed-array', layout: 'large' },
    [new Uint8Array([1, 2]), new Uint8Array(), new Uint8Array([255])],
  ],
  [words, ['one', 'two', 'one']],
  [{ kind: 'dictionary', value: float64 }, [1, -0, Number.NaN]],
  [
    { kind: 'dictionary', value: { kind: 'decimal', bitWidth: 128, precision: 9, scale: 1 } },
    ['1.0', '2.5', '1.0'],
  ],
  [colors, ['red', 'blue', 'red']],
  [shape, [{ kind: 'circle', r: 1, ink: null }, { kind: 'label', value: ['a', null] }, { kind: 'nothing' }]],
  [
    { kind: 'list', element: slot('item', shape, true) },
    [[{ kind: 'nothing' }, null, { kind: 'circle', r: 2, ink: 'red' }], [], [{ kind: 'label', value: [] }]],
  ],
  [
    {
      kind: 'struct',
      fields: [
        slot('word', words),
        slot('color', colors, true),
        { ...slot('shape', shape, true), nullAs: 'undefined' },
        slot('id', { kind: 'uuid' }),
        slot('price', { kind: 'decimal', bitWidth: 64, precision: 18, scale: 2 }, true),
        slot('times', fixedList(2, slot('item', { kind: 'time', unit: 'us' }))),
        slot('half', { kind: 'float', bitWidth: 16 }),
        slot('data', { kind: 'json' }, true),
        slot('vector', { kind: 'list', element: slot('item', float64), as: 'typed-array' }, true),
        slot('none', { kind: 'null' }, true),
      ],
    },
    [
      {
        word: 'w',
        color: 'blue',
        shape: { kind: 'nothing' },
        id: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
        price: '1.50',
        times: [1n, 2n],
        half: 0.5,
        data: { deep: [null] },
        vector: new Float64Array([1, 2]),
        none: null,
      },
      {
        word: '',
        color: null,
        shape: undefined,
        id: '00000000-0000-0000-0000-000000000000',
        price: null,
        times: [0n, 0n],
        half: -0,
        data: null,
        vector: null,
        none: null,
      },
      {
        word: 'w',
        color: 'red',
        shape: { kind: 'circle', r: 1, ink: 'green' },
        id: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
        price: '-1234567890123456.78',
        times: [3n, 4n],
        half: 2,
        data: [1],
        vector: new Float64Array(),
        none: null,
      },
    ],
  ],
  [{ kind: 'float', bitWidth: 32 }, [0.5, Number.NaN, Number.NEGATIVE_INFINITY]],
  [float64, [0.1, -0, Number.POSITIVE_INFINITY]],
  [utf8, ['', 'plain', 'größer \u{1f600}']],
  [{ kind: 'binary' }, [new Uint8Array([1, 2]), new Uint8Array(), new Uint8Array([255])]],
  [
    { kind: 'decimal', bitWidth: 128, precision: 38, scale: 2 },
    ['123456789012345678901234567890123456.78', '-0.01', '0.00'],
  ],
  [{ kind: 'date', bitWidth: 32 }, [new Date(0), new Date(-86_400_000), new Date(8.64e15)]],
  [
    { kind: 'timestamp', unit: 'ms', timezone: 'UTC', as: 'date' },
    [new Date(0), new Date(-1), new Date(8.64e15)],
  ],
  [{ kind: 'timestamp', unit: 'ns', timezone: null, as: 'bigint' }, [1700000000123456789n, 0n, -1n]],
  [{ kind: 'duration', unit: 's' }, [5n, -5n, 0n]],
  [{ kind: 'interval', unit: 'year-month' }, [{ months: 1 }, { months: -13 }, { months: 0 }]],
  [
    { kind: 'interval', unit: 'day-time' },
    [
      { days: 1, milliseconds: -5 },
      { days: 0, milliseconds: 0 },
      { days: -1, milliseconds: 9 },
    ],
  ],
  [
    { kind: 'interval', unit: 'month-day-nano' },
    [
      { months: 1, days: 2, nanoseconds: -(2n ** 63n) },
      { months: 0, days: 0, nanoseconds: 2n ** 63n - 1n },
      { months: -1, days: -2, nanoseconds: -3n },
    ],
  ],
  [names, [['a', null, 'ü'], [], ['']]],
  [
    point,
    [
      { x: 1.5, y: 2 },
      { x: 0, y: null },
      { x: -1, y: -7 },
    ],
  ],
  [
    { kind: 'map', key: slot('key', utf8), value: slot('value', names, true) },
    [
      new Map([['k', ['v', null]]]),
      new Map(),
      new Map([
        ['a', null],
        ['b', []],
      ]),
    ],
  ],
  [
    {
      kind: 'struct',
      fields: [
        { ...slot('p', point, true), nullAs: 'undefined' },
        slot('ps', { kind: 'list', element: slot('item', point) }),
      ],
    },
    [
      { p: { x: 1, y: null }, ps: [{ x: 2, y: 3 }] },
      { p: undefined, ps: [] },
      { p: { x: 4, y: 5 }, ps: [] },
    ],
  ],
];

const sizes = [0, 1, 3, 32, 33, 100];

it('carries values of every type through synchronous and asynchronous functions, and calls none for a null', async () => {
  const models = samples.flatMap(([type], at) => [
    model(`sync_${at}`, [slot('v', type)], slot('value', type)),
    model(`sync_null_${at}`, [slot('v', type, true)], slot('value', type, true)),
    model(`async_${at}`, [slot('v', type)], slot('value', type), { async: true }),
    model(`async_null_${at}`, [slot('v', type, true)], slot('value', type, true), {
      async: true,
      takesContext: true,
    }),
  ]);
  const source = samples
    .map(
      (_, at) => `
export const sync_${at} = (v) => { if (v === null) throw new Error('called for a null'); return v; };
export const sync_null_${at} = (v) => v;
export const async_${at} = async (v) => { if (v === null) throw new Error('called for a null'); return v; };
export const async_null_${at} = async (v, context) => { if (context.attempt !== 1) throw new Error('no context'); return v; };`,
    )
    .join('\n');
  const bundle = await load(source, models);
  expect(bundle.abi).toBe(ABI_VERSION);
  for (const [at, [type, values]] of samples.entries()) {
    const field = slot('value', type, true);
    for (const size of sizes) {
      const full = Array.from({ length: size }, (_, row) => values[row % 3]);
      const holes = full.map((value, row) => (row % 5 === 1 || row === 32 ? null : value));
      for (const rows of [full, holes, full.map(() => null)]) {
        const args = [column(field, rows)];
        const what = `${formatNested(field)} of ${size}`;
        for (const kind of ['', '_null']) {
          const result = syncUdf(bundle, `sync${kind}_${at}`).run(size, args, fails);
          expect(rowsOf(field, result), what).toEqual(rows);
          expect(result.nullCount, what).toBe(rows.filter((value) => value === null).length);
          const later = await runAsync(asyncUdf(bundle, `async${kind}_${at}`), size, args);
          expect(rowsOf(field, later), what).toEqual(rows);
        }
      }
    }
  }
}, 30_000);

const throwing = `
const bad = new Set([0, 40, 70, 99]);
const called = new Set();
const check = (row) => {
  if (called.has(row)) throw new Error('called twice for ' + row);
  called.add(row);
  if (bad.has(row)) throw new Error('bad row ' + row);
  return row;
};
export const fixed = (row) => check(row);
export const text = (row) => String(check(row));
export const pair = (row) => ({ x: check(row), y: null });
export const both = (row, text) => check(row) + text.length;`;

const errorModels = [
  model('fixed', [slot('row', int32)], slot('value', int32)),
  model('text', [slot('row', int32)], slot('value', utf8)),
  model('pair', [slot('row', int32)], slot('value', point)),
  model('both', [slot('row', int32), slot('text', utf8)], slot('value', float64)),
];

/** A column without the bytes behind its last row. */
function reached(column: Column): Column {
  const { length, values, offsets, children } = column;
  const bytes = values === null ? null : values.slice(0, offsets?.[length] ?? values.length);
  return { ...column, values: bytes, children: children.map(reached) };
}

it('leaves nothing in a result of what its memory held before', async () => {
  const source = samples
    .map(
      (_, at) => `
export const strict_${at} = (v, row) => { if (row % 7 === 3) throw new Error('bad'); return v; };
export const open_${at} = (v, row) => { if (row % 7 === 3) throw new Error('bad'); return v; };`,
    )
    .join('');
  const bundle = await load(
    source,
    samples.flatMap(([type], at) => [
      model(`strict_${at}`, [slot('v', type), slot('row', int32)], slot('value', type)),
      model(`open_${at}`, [slot('v', type, true), slot('row', int32)], slot('value', type, true)),
    ]),
  );
  const stale: ResultMemory = {
    take: (Elements, length) => new Elements(new Uint8Array(8 + 8 * length).fill(0xff).buffer, 8, length),
  };
  for (const [at, [type, values]] of samples.entries()) {
    const field = slot('value', type, true);
    const full = Array.from({ length: 75 }, (_, row) => values[row % 3]);
    const numbers = column(slot('row', int32), [...full.keys()]);
    for (const rows of [full, full.map((value, row) => (row % 5 === 1 || row === 33 ? null : value))]) {
      const args = [column(field, rows), numbers];
      for (const name of [`strict_${at}`, `open_${at}`]) {
        const run = (memory?: ResultMemory): Column =>
          reached(syncUdf(bundle, name).run(rows.length, args, { add: () => undefined }, memory));
        expect(run(stale), `${name} ${formatNested(field)}`).toEqual(run());
      }
    }
  }
});

it('goes on behind a row that failed, gives it as null and names it', async () => {
  const rows = Array.from({ length: 100 }, (_, row) => row);
  for (const holes of [
    rows,
    rows.map((row) => (row === 1 || row === 98 || (row > 31 && row < 38) ? null : row)),
  ]) {
    const args = [
      column(slot('row', int32), holes),
      column(
        slot('text', utf8),
        rows.map(() => 'four'),
      ),
    ];
    for (const { name, result } of errorModels) {
      const bundle = await load(throwing, errorModels);
      const { errors, seen } = collect();
      const output = syncUdf(bundle, name).run(100, args.slice(0, name === 'both' ? 2 : 1), errors);
      expect(seen.map(({ row }) => row)).toEqual([0, 40, 70, 99]);
      expect(seen[1]?.message).toBe('bad row 40');
      const nulls = rowsOf(result, output).flatMap((value, row) => (value === null ? [row] : []));
      expect(nulls).toEqual(rows.filter((row) => [0, 40, 70, 99].includes(row) || holes[row] === null));
      expect(output.nullCount).toBe(nulls.length);
    }
  }
});

it('stops at the first failed row where the policy throws', async () => {
  for (const { name } of errorModels.slice(0, 3)) {
    const bundle = await load(throwing, errorModels);
    const args = [column(slot('row', int32), [5, 40, 70])];
    expect(() => syncUdf(bundle, name).run(3, args, fails)).toThrow('row 1');
    // The row behind it was not called: calling it now is its first time.
    const { errors, seen } = collect();
    syncUdf(bundle, name).run(1, [column(slot('row', int32), [70])], errors);
    expect(seen).toMatchObject([{ message: 'bad row 70' }]);
  }
});

it('refuses results that do not fit, row by row, and says what was returned', async () => {
  const results: [string, ArrowType, string, string][] = [
    ['number', int32, "'abc'", "returned 'abc' (string), expected Int32"],
    ['range', int32, '2147483648', 'returned 2147483648, out of range for Int32 (-2147483648 to 2147483647)'],
    ['fraction', int(8, true), '1.5', 'returned 1.5 (number), expected Int8'],
    ['wide', int(8, true), '128', 'returned 128, out of range for Int8 (-128 to 127)'],
    ['negative', int(16, false), '-1', 'returned -1, out of range for UInt16 (0 to 65535)'],
    [
      'unsigned',
      int(32, false),
      '4294967296',
      'returned 4294967296, out of range for UInt32 (0 to 4294967295)',
    ],
    ['nan', int32, 'NaN', 'returned NaN (number), expected Int32'],
    [
      'nothing',
      float64,
      'undefined',
      'returned undefined, expected Float64: declare the type `| null` to allow it',
    ],
    ['promise', float64, 'Promise.resolve(1)', 'returned a Promise: declare async: true'],
    ['rejected', float64, "Promise.reject(new Error('late'))", 'returned a Promise: declare async: true'],
    ['promised_text', utf8, "Promise.resolve('a')", 'returned a Promise: declare async: true'],
    ['promised_point', point, 'Promise.resolve({})', 'returned a Promise: declare async: true'],
    ['member', point, "{ x: 1, y: 'two' }", ".y: returned 'two' (string), expected Int32"],
    ['scalar', point, '5', 'returned 5 (number), expected Struct<x: Float64, y: Int32?>'],
    [
      'big',
      { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' },
      '5',
      'returned 5 (number), expected Int64 (a bigint)',
    ],
    [
      'unsafe',
      { kind: 'int', bitWidth: 64, signed: true, as: 'number' },
      '2 ** 53',
      'returned 9007199254740992, out of range for SafeInt (-9007199254740991 to 9007199254740991)',
    ],
    [
      'single',
      { kind: 'float', bitWidth: 32 },
      '1e39',
      'returned 1e+39, out of range for Float32 (-3.4028234663852886e38 to 3.4028234663852886e38)',
    ],
    ['truthy', bool, '1', 'returned 1 (number), expected Bool'],
    [
      'half',
      { kind: 'float', bitWidth: 16 },
      '65520',
      'returned 65520, out of range for Float16 (-65504 to 65504)',
    ],
    ['literal', colors, "'mauve'", "returned 'mauve' (string), expected 'blue' | 'green' | 'red'"],
    [
      'wrong_length',
      fixedList(2, slot('item', float64)),
      '[1]',
      'returned an array of 1, expected FixedSizeList<Float64, 2> (an array of 2)',
    ],
    [
      'variant',
      shape,
      "{ kind: 'cube' }",
      ".kind: returned 'cube' (string), expected 'circle' | 'label' | 'nothing'",
    ],
    ['day', { kind: 'time', unit: 's' }, '86400', 'returned 86400, out of range for Time32(s) (0 to 86399)'],
    [
      'text_of_uuid',
      { kind: 'uuid' },
      "'x'",
      "returned 'x' (string), expected Uuid (text such as 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6')",
    ],
    [
      'circular',
      { kind: 'json' },
      '1n',
      'returned 1n (bigint), no JSON: Do not know how to serialize a BigInt',
    ],
    ['something', { kind: 'null' }, '0', 'returned 0 (number), expected Null'],
    ['element', names, "['a', 5]", '[1]: returned 5 (number), expected Utf8'],
  ];
  const bundle = await load(
    results.map(([name, , value]) => `export const ${name} = () => (${value});`).join('\n'),
    results.map(([name, type]) => model(name, [], slot('value', type))),
  );
  for (const [name, , , message] of results) {
    const { errors, seen } = collect();
    const output = syncUdf(bundle, name).run(2, [], errors);
    expect(seen).toEqual([0, 1].map((row) => ({ row, message, code: 'invalid-result' })));
    expect(output.nullCount).toBe(2);
  }
});

it('fails the row of an argument that JavaScript cannot hold or that hides a null', async () => {
  const ids: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'number' };
  const strict: ArrowType = { kind: 'list', element: slot('item', int32) };
  const open: ArrowType = { kind: 'list', element: slot('item', int32, true) };
  const bundle = await load('export const id = (v) => v; export const sum = (v) => v.length;', [
    model('id', [slot('id', ids)], slot('value', ids)),
    model('sum', [slot('parts', strict)], slot('value', int32)),
  ]);
  const { errors, seen } = collect();
  const wide = column(slot('id', { ...ids, as: 'bigint' } as ArrowType), [1n, 2n ** 60n, 3n]);
  expect(rowsOf(slot('value', ids), syncUdf(bundle, 'id').run(3, [wide], errors))).toEqual([1, null, 3]);
  const holes = column(slot('parts', open), [[1], [1, null], []]);
  expect(rowsOf(slot('value', int32), syncUdf(bundle, 'sum').run(3, [holes], errors))).toEqual([1, null, 0]);
  expect(seen).toMatchObject([
    { row: 1, code: 'invalid-argument' },
    {
      row: 1,
      code: 'invalid-argument',
      message: '`parts[]` is null, which Int32 does not admit: declare it `| null` to receive nulls',
    },
  ]);
});

it('passes nulls of the type Null, and takes nothing else for one', async () => {
  const nothing = slot('v', { kind: 'null' }, true);
  const bundle = await load('export const f = (v) => v; export const g = async (v) => v;', [
    model('f', [nothing], { ...nothing, name: 'value' }),
    model('g', [nothing], { ...nothing, name: 'value' }, { async: true }),
  ]);
  const args = [column(nothing, [null, null, null])];
  for (const result of [
    syncUdf(bundle, 'f').run(3, args, fails),
    await runAsync(asyncUdf(bundle, 'g'), 3, args),
  ]) {
    expect(rowsOf(nothing, result)).toEqual([null, null, null]);
    expect(result.nullCount).toBe(3);
  }
});

it('gives a view of each list in turn, one object for all, and what its elements are', async () => {
  const bundle = await load(
    `const seen = new Set();
export const sum = (view) => { seen.add(view); let total = seen.size * 1000; for (let i = 0; i < view.length; i++) total += view.at(i); return total; };
export const join = (view) => [view.length, ...view].map(String).join();
export const first = (view) => view === null ? 'null' : view.at(0);`,
    [
      model(
        'sum',
        [slot('v', { kind: 'list', element: slot('item', float64), as: 'view' })],
        slot('value', float64),
      ),
      model(
        'join',
        [slot('v', { ...fixedList(2, slot('item', utf8, true)), as: 'view' } as ArrowType)],
        slot('value', utf8),
      ),
      model(
        'first',
        [slot('v', { kind: 'list', element: slot('item', words), as: 'view' }, true)],
        slot('value', utf8),
      ),
    ],
  );
  const run = (name: string, type: ArrowType, rows: readonly unknown[], result: ArrowType): unknown[] => {
    const { errors, seen } = collect();
    const output = syncUdf(bundle, name).run(rows.length, [column(slot('v', type), rows)], errors);
    return [...rowsOf(slot('value', result), output), ...seen.map(({ message }) => message)];
  };
  const list = (element: ArrowField): ArrowType => ({ kind: 'list', element });
  expect(run('sum', list(slot('item', float64, true)), [[1, 2], null, [], [3, null], [4]], float64)).toEqual([
    1003,
    null,
    1000,
    null,
    1004,
    '`v[]` is null, which Float64 does not admit: declare it `| null` to receive nulls',
  ]);
  expect(
    run(
      'join',
      fixedList(2, slot('item', utf8, true)),
      [
        ['a', null],
        ['b', 'c'],
      ],
      utf8,
    ),
  ).toEqual(['2,a,null', '2,b,c']);
  expect(run('first', list(slot('item', words)), [['x', 'y'], null, ['y']], utf8)).toEqual([
    'x',
    'null',
    'y',
  ]);
});

it('fails the row of a text that is no literal, no JSON or a time outside the day, and of a variant that is unknown', async () => {
  const bundle = await load('export { f as g, f as h, f as i }; export const f = (v) => JSON.stringify(v);', [
    model('f', [slot('color', colors)], slot('value', utf8)),
    model('g', [slot('data', { kind: 'json' })], slot('value', utf8)),
    model('h', [slot('at', { kind: 'time', unit: 's' })], slot('value', utf8)),
    model('i', [slot('shape', shape)], slot('value', utf8)),
  ]);
  const circle = { kind: 'circle', r: 1, ink: null };
  const shapes = column(slot('shape', shape), [circle, circle]);
  const columns = {
    f: column(slot('v', words), ['red', 'mauve']),
    g: column(slot('v', utf8), ['{}', '{']),
    h: column(slot('v', int32), [0, 86_400]),
    i: { ...shapes, values: new Int8Array([0, -1]) },
  };
  const messages = Object.entries(columns).map(([name, argument]) => {
    const { errors, seen } = collect();
    const output = syncUdf(bundle, name).run(2, [argument], errors);
    expect(output.nullCount).toBe(1);
    expect(seen).toMatchObject([{ row: 1, code: 'invalid-argument' }]);
    return seen[0]?.message;
  });
  expect(messages).toEqual([
    "`color` is 'mauve', which is none of 'blue', 'green', 'red'",
    expect.stringContaining("`data` is '{', no JSON: "),
    '`at` is 86400, which is no time of day: a day has 86400 units, counted from 0',
    "`shape` is of a variant that its type lacks: it has 'circle', 'label', 'nothing'",
  ]);
});

it('calls a function without parameters once a row, also for no row at all', async () => {
  const bundle = await load(
    'let next = 0; export const f = () => next++; export const g = async () => "g" + next;',
    [model('f', [], slot('value', int32)), model('g', [], slot('value', utf8), { async: true })],
  );
  const f = syncUdf(bundle, 'f');
  expect(f.run(0, [], fails).length).toBe(0);
  expect(rowsOf(slot('value', int32), f.run(3, [], fails))).toEqual([0, 1, 2]);
  expect(rowsOf(slot('value', utf8), await runAsync(asyncUdf(bundle, 'g'), 2, []))).toEqual(['g3', 'g3']);
});

it('binds static methods to their class and instance methods to one shared instance', async () => {
  const source = `
export class Geo {
  static factor = 10;
  static made = 0;
  calls = 0;
  constructor() { Geo.made++; }
  static scale(v) { return v * this.factor; }
  count(v) { this.calls++; return this.calls; }
  async made(v) { return Geo.made + this.calls; }
}`;
  const instance = (method: string): Partial<UdfModel['binding']> =>
    ({ kind: 'instance-method', export: 'Geo', method }) as never;
  const bundle = await load(source, [
    model('scale', [slot('v', float64)], slot('value', float64), {
      binding: { ...instance('scale'), kind: 'static-method' },
    }),
    model('count', [slot('v', float64)], slot('value', float64), { binding: instance('count') }),
    model('made', [slot('v', float64)], slot('value', float64), { async: true, binding: instance('made') }),
  ]);
  const args = [column(slot('v', float64), [1, 2, 3])];
  const field = slot('value', float64);
  expect(rowsOf(field, syncUdf(bundle, 'scale').run(3, args, fails))).toEqual([10, 20, 30]);
  expect(rowsOf(field, syncUdf(bundle, 'count').run(3, args, fails))).toEqual([1, 2, 3]);
  expect(rowsOf(field, await runAsync(asyncUdf(bundle, 'made'), 3, args))).toEqual([4, 4, 4]);
  expect(typeof bundle.udfs[0]?.fn).toBe('function');
});

it('keeps the arguments of a row apart from those of the others and from the batch', async () => {
  const bundle = await load('export const f = (bytes) => { bytes[0] = 9; return bytes; };', [
    model('f', [slot('bytes', { kind: 'binary' })], slot('value', { kind: 'binary' })),
  ]);
  const input = column(slot('bytes', { kind: 'binary' }), [new Uint8Array([1, 2]), new Uint8Array([3])]);
  syncUdf(bundle, 'f').run(2, [input], fails);
  expect(rowsOf(slot('bytes', { kind: 'binary' }), input)).toEqual([
    new Uint8Array([1, 2]),
    new Uint8Array([3]),
  ]);
});

it('calls a deterministic function of Bools once for each combination of arguments that occurs', async () => {
  const source = `
export const calls = [];
export const xor = (a, b, c) => {
  calls.push([a, b, c].map(Number).join(''));
  if (c) throw new Error('bad combination');
  return a !== b;
};
export const seen = () => calls.splice(0).sort().join(' ');
export const odd = (a) => (a ? 'yes' : false);`;
  const parameters = ['a', 'b', 'c'].map((name) => slot(name, bool));
  const bundle = await load(source, [
    model('xor', parameters, slot('value', bool), { options: { deterministic: true } }),
    model('seen', [], slot('value', utf8)),
    model('odd', [slot('a', bool)], slot('value', bool), { options: { deterministic: true } }),
  ]);
  const seen = (): unknown => rowsOf(slot('value', utf8), syncUdf(bundle, 'seen').run(1, [], fails))[0];
  for (const size of sizes) {
    const rows = Array.from({ length: size }, (_, row) => [
      row % 2 === 1,
      row % 32 > 16,
      // In no row but these, which are the first and the last of a word and of all.
      row === 31 || row === 32 || row === 99,
    ]);
    for (const hole of [-1, 2, 32]) {
      const args = parameters.map((field, at) =>
        column(
          field,
          rows.map((values, row) => (row === hole && at === 1 ? null : (values[at] as boolean))),
        ),
      );
      const { errors, seen: failed } = collect();
      const result = syncUdf(bundle, 'xor').run(size, args, errors);
      const called = rows.filter((_, row) => row !== hole);
      expect(rowsOf(slot('value', bool, true), result)).toEqual(
        rows.map(([a, b, c], row) => (row === hole || c ? null : a !== b)),
      );
      expect(seen()).toBe([...new Set(called.map((row) => row.map(Number).join('')))].sort().join(' '));
      expect(failed.map(({ row }) => row)).toEqual([31, 32, 99].filter((row) => row < size && row !== hole));
    }
  }
  const { errors, seen: refused } = collect();
  syncUdf(bundle, 'odd').run(3, [column(slot('a', bool), [false, true, true])], errors);
  expect(refused.map(({ row, message }) => [row, message])).toEqual([
    [1, "returned 'yes' (string), expected Bool"],
    [2, "returned 'yes' (string), expected Bool"],
  ]);
});

it('reads the bits of a Bool column wherever its bytes lie', async () => {
  const bundle = await load('export const not = (a) => !a; export const table = (a) => !a;', [
    model('not', [slot('a', bool)], slot('value', bool)),
    model('table', [slot('a', bool)], slot('value', bool), { options: { deterministic: true } }),
  ]);
  const rows = Array.from({ length: 43 }, (_, row) => row % 3 === 0);
  const whole = column(slot('a', bool), rows);
  for (const offset of [0, 1, 4]) {
    // Not a byte behind the last row: there is no whole word to read.
    const bytes = new Uint8Array(offset + 6);
    bytes.set((whole.values as Uint8Array).subarray(0, 6), offset);
    const argument = { ...whole, values: bytes.subarray(offset) };
    for (const name of ['not', 'table']) {
      const result = syncUdf(bundle, name).run(43, [argument], fails);
      expect(rowsOf(slot('value', bool), result)).toEqual(rows.map((row) => !row));
    }
  }
});

it('passes an optional parameter as undefined', async () => {
  const bundle = await load("export const f = (a = 'absent') => a;", [
    model('f', [{ ...slot('a', utf8, true), nullAs: 'undefined' }], slot('value', utf8)),
  ]);
  const args = [column(slot('a', utf8), ['x', null])];
  expect(rowsOf(slot('value', utf8), syncUdf(bundle, 'f').run(2, args, fails))).toEqual(['x', 'absent']);
});

it('reproduces the mixed row of the reference: Int32, Utf8, Binary to Utf8?', async () => {
  const bundle = await load(
    'export const f = (x, y, z) => (x < 5 ? null : x + "-" + y + "-[" + z.join() + "]");',
    [
      model(
        'f',
        [slot('x', int32), slot('y', utf8), slot('z', { kind: 'binary' })],
        slot('value', utf8, true),
      ),
    ],
  );
  const args = [
    column(slot('x', int32), [1, 10, 20]),
    column(slot('y', utf8), ['a', 'b', 'c']),
    column(
      slot('z', { kind: 'binary' }),
      [120, 121, 122].map((byte) => new Uint8Array([byte])),
    ),
  ];
  const result = syncUdf(bundle, 'f').run(3, args, fails);
  expect(rowsOf(slot('value', utf8, true), result)).toEqual([null, '10-b-[121]', '20-c-[122]']);
});

const batched = { async: true, options: { batch: { maxRows: 64, lingerMs: 0 } } };

/** What the executor does with a batch function: the arguments of all rows that are not skipped, in one call. */
async function runBatch(udf: AsyncBundleUdf, rowCount: number, args: readonly Column[]): Promise<Column> {
  const batch = udf.open(rowCount, args);
  const output = udf.output(rowCount);
  const rows = Array.from({ length: rowCount }, (_, row) => row).filter((row) => !batch.skips(row));
  const values = rows.map((row) => batch.args?.(row) ?? []);
  const columns = args.map((_, index) => values.map((row) => row[index]));
  const results = (await udf.callBatch?.(columns, context)) as unknown[];
  for (const [index, row] of rows.entries()) output.set(row, results[index]);
  return output.finish();
}

it('carries values of every type through batch functions, as arrays of them', async () => {
  const models = samples.flatMap(([type], at) => [
    model(`strict_${at}`, [slot('v', type)], slot('value', type), batched),
    model(`open_${at}`, [slot('v', type, true)], slot('value', type, true), {
      ...batched,
      takesContext: true,
    }),
  ]);
  const source = samples
    .map(
      (_, at) => `
export const strict_${at} = async (vs) => { if (vs.includes(null)) throw new Error('given a null'); return vs; };
export const open_${at} = async (vs, context) => { if (context.attempt !== 1) throw new Error('no context'); return vs; };`,
    )
    .join('\n');
  const bundle = await load(source, models);
  for (const [at, [type, values]] of samples.entries()) {
    const field = slot('value', type, true);
    const rows = Array.from({ length: 40 }, (_, row) => (row % 5 === 1 ? null : values[row % 3]));
    for (const kind of ['strict', 'open']) {
      const result = await runBatch(asyncUdf(bundle, `${kind}_${at}`), 40, [column(field, rows)]);
      expect(rowsOf(field, result), formatNested(field)).toEqual(rows);
    }
  }
});

it('gives a batch function one array a parameter, in the order of the parameters', async () => {
  const bundle = await load(
    `export const f = async (ids, names, context) => ids.map((id, row) => [context.udf, ids.length, id, names[row]].join(' '));`,
    [
      model('f', [slot('ids', int32), slot('names', utf8, true)], slot('value', utf8), {
        ...batched,
        takesContext: true,
      }),
    ],
  );
  const args = [column(slot('ids', int32), [1, null, 3]), column(slot('names', utf8), ['a', 'b', null])];
  const result = await runBatch(asyncUdf(bundle, 'f'), 3, args);
  expect(rowsOf(slot('value', utf8, true), result)).toEqual(['f 2 1 a', null, 'f 2 3 ']);
});

it('refuses to call a batch function for one row', async () => {
  const bundle = await load('export const f = async (ids) => ids;', [
    model('f', [slot('ids', int32)], slot('value', int32), batched),
  ]);
  const batch = asyncUdf(bundle, 'f').open(1, [column(slot('ids', int32), [1])]);
  expect(() => batch.call(0, context)).toThrow('f takes batches and was called for a row: please report');
});

it('has args only for functions with batch or cache, and callBatch only for those with batch', async () => {
  const field = slot('v', int32);
  const bundle = await load('export const a = async (v) => v; export { a as b, a as c };', [
    model('a', [field], slot('value', int32), { async: true }),
    model('b', [field, slot('w', utf8, true)], slot('value', int32), {
      async: true,
      options: { deterministic: true, cache: { maxEntries: 9 } },
    }),
    model('c', [field], slot('value', int32), batched),
  ]);
  const args = [column(field, [7, 8]), column(slot('w', utf8), ['x', null])];
  const batchOf = (name: string) => asyncUdf(bundle, name).open(2, args);
  expect(batchOf('a').args).toBeUndefined();
  expect([0, 1].map((row) => batchOf('b').args?.(row))).toEqual([
    [7, 'x'],
    [8, null],
  ]);
  expect(batchOf('c').args?.(1)).toEqual([8]);
  expect(['a', 'b', 'c'].map((name) => typeof asyncUdf(bundle, name).callBatch)).toEqual([
    'undefined',
    'undefined',
    'function',
  ]);
  expect(['a', 'b', 'c'].map((name) => typeof batchOf(name).key)).toEqual([
    'undefined',
    'undefined',
    'undefined',
  ]);
});

/** Those that can be keys. */
const keyKinds = 'bool int float utf8 decimal date timestamp duration time uuid dictionary'.split(' ');

it('gives a key that is equal exactly where the values are, and null for a null', async () => {
  const keyed = samples.filter(([type]) => keyKinds.includes(type.kind));
  const models = keyed.flatMap(([type], at) =>
    [false, true].map((nullable) =>
      model(`f_${at}_${nullable}`, [slot('v', utf8), slot('k', type, nullable)], slot('value', utf8), {
        async: true,
        options: { orderBy: 'k' },
      }),
    ),
  );
  const source = models.map(({ name }) => `export const ${name} = async (v) => v;`).join('\n');
  const bundle = await load(source, models);
  for (const [at, [type, values]] of keyed.entries()) {
    const [first, second] = values;
    const args = [
      column(slot('v', utf8), ['a', 'b', 'c', 'd', 'e']),
      column(slot('k', type), [first, second, null, first, second]),
    ];
    for (const nullable of [false, true]) {
      const batch = asyncUdf(bundle, `f_${at}_${nullable}`).open(5, args);
      const keys = [0, 1, 2, 3, 4].map((row) => batch.key?.(row));
      expect(keys[2], type.kind).toBe(null);
      const distinct = new Map<unknown, number>();
      for (const key of keys) if (!distinct.has(key)) distinct.set(key, distinct.size);
      expect(
        keys.map((key) => distinct.get(key)),
        type.kind,
      ).toEqual([0, 1, 2, 0, 1]);
    }
  }
});

it('reads the key of a row whose argument its function cannot take', async () => {
  const ids: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'number' };
  const bundle = await load('export const f = async (id) => id;', [
    model('f', [slot('id', ids)], slot('value', ids), { async: true, options: { orderBy: 'id' } }),
  ]);
  const wide = column(slot('id', { ...ids, as: 'bigint' } as ArrowType), [2n ** 60n]);
  const batch = asyncUdf(bundle, 'f').open(1, [wide]);
  expect(batch.key?.(0)).toBe(2n ** 60n);
  expect(() => batch.call(0, context)).toThrow('out of range');
});

it('calls batch methods on their class and on the one instance, which the bundle exports', async () => {
  const source = `
export class Geo {
  static factor = 10;
  offset = 0;
  open() { this.offset = 5; }
  static async scale(vs) { return vs.map((v) => v * this.factor); }
  async shift(vs) { return vs.map((v) => v + this.offset); }
}`;
  const bundle = await load(
    source,
    (['static-method', 'instance-method'] as const).map((kind) => {
      const method = kind === 'static-method' ? 'scale' : 'shift';
      const binding = { kind, export: 'Geo', method };
      return model(method, [slot('vs', float64)], slot('value', float64), { ...batched, binding });
    }),
  );
  const field = slot('value', float64);
  const args = [column(slot('vs', float64), [1, 2])];
  expect(rowsOf(field, await runBatch(asyncUdf(bundle, 'scale'), 2, args))).toEqual([10, 20]);
  expect(bundle.instances?.map(({ className, udfs }) => [className, udfs])).toEqual([['Geo', ['shift']]]);
  const instance = bundle.instances?.[0]?.get() as { open(): void };
  instance.open();
  expect(rowsOf(field, await runBatch(asyncUdf(bundle, 'shift'), 2, args))).toEqual([6, 7]);
});
