import type { ArrowField, ArrowType, ResolvedOptions, UdfModel } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { snapshotOf, typeErrors } from '../testing/emitted.ts';
import { emit } from './index.ts';

const bool: ArrowType = { kind: 'bool' };
const int32: ArrowType = { kind: 'int', bitWidth: 32, signed: true, as: 'number' };
const uint8: ArrowType = { kind: 'int', bitWidth: 8, signed: false, as: 'number' };
const int64: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' };
const safeInt: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'number' };
const float32: ArrowType = { kind: 'float', bitWidth: 32 };
const float64: ArrowType = { kind: 'float', bitWidth: 64 };
const utf8: ArrowType = { kind: 'utf8' };
const binary: ArrowType = { kind: 'binary' };
const moment: ArrowType = { kind: 'timestamp', unit: 'ms', timezone: 'UTC', as: 'date' };
const micros: ArrowType = { kind: 'timestamp', unit: 'us', timezone: null, as: 'bigint' };
const list = (element: ArrowType, nullable = false): ArrowType => ({
  kind: 'list',
  element: slot('item', element, nullable),
});
const struct = (...fields: ArrowField[]): ArrowType => ({ kind: 'struct', fields });
const point = struct(slot('x', float64), slot('y', float64));

function slot(name: string, type: ArrowType, nullable = false): ArrowField {
  return { name, type, nullable };
}

interface Shape {
  readonly name?: string;
  readonly parameters: readonly ArrowField[];
  readonly result: ArrowType;
  readonly nullable?: boolean;
  readonly async?: boolean;
  readonly context?: boolean;
  readonly options?: Partial<ResolvedOptions>;
  readonly binding?: Partial<UdfModel['binding']>;
}

function model(shape: Shape): UdfModel {
  const name = shape.name ?? 'f';
  return {
    kind: 'scalar',
    name,
    options: {
      async: shape.async ?? false,
      ordered: false,
      maxInFlight: 1000,
      windowRows: 64_000,
      windowBytes: 2 ** 26,
      timeoutMs: 5000,
      onError: 'fail',
      deterministic: false,
      ...shape.options,
    },
    parameters: shape.parameters,
    result: slot('value', shape.result, shape.nullable ?? false),
    takesContext: shape.context ?? false,
    binding: {
      kind: 'function',
      module: 'src/author.ts',
      export: name,
      ...shape.binding,
    } as UdfModel['binding'],
    source: { file: 'src/author.ts', line: 3, column: 14 },
  };
}

/** Each is a package: its author's module, what the compiler found in it, and what is emitted. */
const cases: Record<string, { readonly source: string; readonly shapes: readonly Shape[] }> = {
  'f64-f64': {
    source: 'export const f = (a: number, b: number): number => a * b + 1;',
    shapes: [{ parameters: [slot('a', float64), slot('b', float64)], result: float64 }],
  },
  'nullable-parameter-and-result': {
    source: `import type { Int32 } from '@sluice/sdk';
export const f = (a: Int32 | null, b: Int32): Int32 | null => (a === null ? null : a + b);`,
    shapes: [{ parameters: [slot('a', int32, true), slot('b', int32)], result: int32, nullable: true }],
  },
  'optional-parameter': {
    source: 'export const f = (a: string, b?: string): boolean => a === b;',
    shapes: [
      { parameters: [slot('a', utf8), { ...slot('b', utf8, true), nullAs: 'undefined' }], result: bool },
    ],
  },
  bools: {
    source: `interface Flags { on: boolean; odd: boolean | null }
export const both = (a: boolean, b: boolean | null): boolean => a && b === true;
export const flags = (a: number): Flags => ({ on: a > 0, odd: a % 2 === 1 });
export const table = (a: boolean, b: boolean): boolean => a && !b;
export const four = (a: boolean, b: boolean, c: boolean, d: boolean): boolean => (a && b) || (c && d);`,
    shapes: [
      { name: 'both', parameters: [slot('a', bool), slot('b', bool, true)], result: bool },
      {
        name: 'flags',
        parameters: [slot('a', float64)],
        result: { kind: 'struct', fields: [slot('on', bool), slot('odd', bool, true)] },
      },
      {
        name: 'table',
        parameters: [slot('a', bool), slot('b', bool)],
        result: bool,
        options: { deterministic: true },
      },
      {
        name: 'four',
        parameters: ['a', 'b', 'c', 'd'].map((name) => slot(name, bool)),
        result: bool,
        options: { deterministic: true },
      },
    ],
  },
  'narrow-numbers': {
    source: `import type { Float32, SafeInt, UInt8 } from '@sluice/sdk';
export const bytes = (a: UInt8): UInt8 => a;
export const counts = (a: SafeInt): SafeInt => a + 1;
export const ratios = (a: Float32): Float32 => a / 2;
export const longs = (a: bigint): bigint => a * 3n;`,
    shapes: [
      { name: 'bytes', parameters: [slot('a', uint8)], result: uint8 },
      { name: 'counts', parameters: [slot('a', safeInt)], result: safeInt },
      { name: 'ratios', parameters: [slot('a', float32)], result: float32 },
      { name: 'longs', parameters: [slot('a', int64)], result: int64 },
    ],
  },
  'utf8-int32': {
    source: `import type { Int32 } from '@sluice/sdk';
export const f = (text: string): Int32 => text.length;`,
    shapes: [{ parameters: [slot('text', utf8)], result: int32 }],
  },
  'utf8-utf8': {
    source: "export const f = (text: string): string => 'id:' + text;",
    shapes: [{ parameters: [slot('text', utf8)], result: utf8 }],
  },
  'no-parameters': {
    source: `let next = 0;
export const f = (): number => next++;
export const g = async (): Promise<string> => 'once';`,
    shapes: [
      { parameters: [], result: float64 },
      { name: 'g', parameters: [], result: utf8, async: true },
    ],
  },
  'dates-and-times': {
    source: `import type { DateDay, Decimal, Duration, Interval, Timestamp } from '@sluice/sdk';
export const at = (a: Date, b: Timestamp<'us'>): Timestamp<'us'> => b + BigInt(a.getTime()) * 1000n;
export const day = (a: Date): DateDay | null => (a.getUTCHours() === 0 ? a : null);
export const late = (a: DateDay, b: Duration<'ns'>, c: Interval<'day-time'>, d: Decimal<10, 2>): Decimal<10, 2> =>
  \`\${Number(d) + a.getUTCDate() + Number(b) + c.days}\`;`,
    shapes: [
      { name: 'at', parameters: [slot('a', moment), slot('b', micros)], result: micros },
      {
        name: 'day',
        parameters: [slot('a', moment)],
        result: { kind: 'date', bitWidth: 32 },
        nullable: true,
      },
      {
        name: 'late',
        parameters: [
          slot('a', { kind: 'date', bitWidth: 32 }),
          slot('b', { kind: 'duration', unit: 'ns' }),
          slot('c', { kind: 'interval', unit: 'day-time' }),
          slot('d', { kind: 'decimal', bitWidth: 128, precision: 10, scale: 2 }),
        ],
        result: { kind: 'decimal', bitWidth: 128, precision: 10, scale: 2 },
      },
    ],
  },
  'float16-time-date64': {
    source: `import type { Date64, Float16, TimeOfDay } from '@sluice/sdk';
export const half = (a: Float16, b: Float16 | null): Float16 => a + (b ?? 0);
export const next = (day: Date64, at: TimeOfDay<'s'>): Date64 | null => (at > 43_200 ? day : null);
export const later = (at: TimeOfDay<'us'>): TimeOfDay<'us'> => (at + 1n) % 86_400_000_000n;
export const clock = async (at: TimeOfDay<'s'>): Promise<TimeOfDay<'ms'>> => at * 1000;`,
    shapes: (() => {
      const half: ArrowType = { kind: 'float', bitWidth: 16 };
      const date64: ArrowType = { kind: 'date', bitWidth: 64 };
      const time = (unit: 's' | 'ms' | 'us'): ArrowType => ({ kind: 'time', unit });
      return [
        { name: 'half', parameters: [slot('a', half), slot('b', half, true)], result: half },
        {
          name: 'next',
          parameters: [slot('day', date64), slot('at', time('s'))],
          result: date64,
          nullable: true,
        },
        { name: 'later', parameters: [slot('at', time('us'))], result: time('us') },
        {
          name: 'clock',
          parameters: [slot('at', time('s'))],
          result: time('ms'),
          async: true,
          options: { orderBy: 'at' },
        },
      ];
    })(),
  },
  decimals: {
    source: `import type { Decimal, Decimal32, Decimal64, Decimal256 } from '@sluice/sdk';
export const f = (a: Decimal32<9, 2>, b: Decimal64<18>, c: Decimal256<40, 1> | null): Decimal256<40, 1> | null =>
  Number(a) > Number(b) ? c : null;
export const g = async (prices: Decimal<12, 2>[]): Promise<Decimal<38, 2>> => String(prices[0]);`,
    shapes: (() => {
      const decimal = (bitWidth: 32 | 64 | 128 | 256, precision: number, scale: number): ArrowType => ({
        kind: 'decimal',
        bitWidth,
        precision,
        scale,
      });
      return [
        {
          parameters: [
            slot('a', decimal(32, 9, 2)),
            slot('b', decimal(64, 18, 0)),
            slot('c', decimal(256, 40, 1), true),
          ],
          result: decimal(256, 40, 1),
          nullable: true,
        },
        {
          name: 'g',
          parameters: [slot('prices', list(decimal(128, 12, 2)))],
          result: decimal(128, 38, 2),
          async: true,
        },
      ];
    })(),
  },
  'fixed-size': {
    source: `import type { FixedSizeBinary, FixedSizeList, Int32 } from '@sluice/sdk';
export const f = (hash: FixedSizeBinary<20>, box: FixedSizeList<number, 4>): FixedSizeList<Int32 | null, 2> =>
  [hash[0] ?? null, box.length];
export const g = async (box: FixedSizeList<number, 4> | null): Promise<FixedSizeBinary<20>> => new Uint8Array(20).fill(box?.[0] ?? 0);`,
    shapes: (() => {
      const box: ArrowType = { kind: 'fixed-list', size: 4, element: slot('item', float64) };
      const hash: ArrowType = { kind: 'fixed-binary', byteWidth: 20 };
      return [
        {
          parameters: [slot('hash', hash), slot('box', box)],
          result: { kind: 'fixed-list', size: 2, element: slot('item', int32, true) },
        },
        { name: 'g', parameters: [slot('box', box, true)], result: hash, async: true },
      ];
    })(),
  },
  'typed-arrays-and-views': {
    source: `import type { ArrayView, Dictionary } from '@sluice/sdk';
export const norm = (vector: Float32Array, weights: BigInt64Array | null): Float32Array =>
  vector.map((value, at) => value * Number(weights?.[at] ?? 1n));
export const sum = (values: ArrayView<number>): number => {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values.at(at);
  return total;
};
interface Tag { name: string | null; near?: string }
export const names = (tags: ArrayView<Tag> | null, words: ArrayView<Dictionary<string> | null>): string =>
  [...(tags ?? [])].map(({ name }) => name).join() + [...words].join();
export const embed = async (texts: string[]): Promise<Float64Array[]> => texts.map((text) => new Float64Array(text.length));`,
    shapes: (() => {
      const array = (element: ArrowType): ArrowType => ({
        kind: 'list',
        element: slot('item', element),
        as: 'typed-array',
      });
      const view = (element: ArrowType, nullable = false): ArrowType => ({
        kind: 'list',
        element: slot('item', element, nullable),
        as: 'view',
      });
      const tag = struct(slot('name', utf8, true), { ...slot('near', utf8, true), nullAs: 'undefined' });
      return [
        {
          name: 'norm',
          parameters: [slot('vector', array(float32)), slot('weights', array(int64), true)],
          result: array(float32),
        },
        { name: 'sum', parameters: [slot('values', view(float64))], result: float64 },
        {
          name: 'names',
          parameters: [
            slot('tags', view(tag), true),
            slot('words', view({ kind: 'dictionary', value: utf8 }, true)),
          ],
          result: utf8,
        },
        {
          name: 'embed',
          parameters: [slot('texts', utf8)],
          result: array(float64),
          async: true,
          options: { batch: { maxRows: 8, lingerMs: 0 } },
        },
      ];
    })(),
  },
  'dictionaries-and-literals': {
    source: `import type { Dictionary } from '@sluice/sdk';
export enum Level { Low = 'low', High = 'high' }
interface Reading { level: Level; unit: 'C' | 'F'; station?: Dictionary<string> }
export const f = (city: Dictionary<string>, code: Dictionary<bigint> | null): Dictionary<string> => city + (code ?? '');
export const unit = (reading: Reading, fallback: 'C' | 'F' | null): 'C' | 'F' | null => reading.unit ?? fallback;
export const level = async (level: Level, levels: Level[]): Promise<Level> => levels[0] ?? level;
export const each = async (levels: Level[]): Promise<('a' | 'b')[]> => levels.map(() => 'a');`,
    shapes: (() => {
      const words: ArrowType = { kind: 'dictionary', value: utf8 };
      const literals = (...values: string[]): ArrowType => ({ kind: 'dictionary', value: utf8, values });
      const levels = literals('high', 'low');
      const units = literals('C', 'F');
      const reading = struct(slot('level', levels), slot('unit', units), {
        ...slot('station', words, true),
        nullAs: 'undefined',
      });
      return [
        {
          parameters: [slot('city', words), slot('code', { kind: 'dictionary', value: int64 }, true)],
          result: words,
        },
        {
          name: 'unit',
          parameters: [slot('reading', reading), slot('fallback', units, true)],
          result: units,
          nullable: true,
        },
        {
          name: 'level',
          parameters: [slot('level', levels), slot('levels', list(levels))],
          result: levels,
          async: true,
          options: { orderBy: 'level' },
        },
        {
          name: 'each',
          parameters: [slot('levels', levels)],
          result: literals('a', 'b'),
          async: true,
          options: { batch: { maxRows: 8, lingerMs: 0 } },
        },
      ];
    })(),
  },
  unions: {
    source: `import type { Sparse } from '@sluice/sdk';
type Shape = { kind: 'circle'; radius: number; label?: string } | { kind: 'point' } | { kind: 'path'; value: number[] };
export const area = (shape: Shape): number => (shape.kind === 'circle' ? shape.radius : shape.kind === 'path' ? shape.value.length : 0);
export const pick = async (shapes: (Shape | null)[] | null): Promise<Sparse<Shape> | null> => shapes?.[0] ?? null;`,
    shapes: (() => {
      const shape = (mode: 'dense' | 'sparse', nullable: boolean): ArrowType => ({
        kind: 'union',
        mode,
        tag: 'kind',
        variants: [
          {
            field: slot(
              'circle',
              struct(slot('radius', float64), { ...slot('label', utf8, true), nullAs: 'undefined' }),
              nullable,
            ),
            content: 'struct',
          },
          { field: slot('path', list(float64), nullable), content: 'value' },
          { field: slot('point', { kind: 'null' }, true), content: 'none' },
        ],
      });
      return [
        { name: 'area', parameters: [slot('shape', shape('dense', false))], result: float64 },
        {
          name: 'pick',
          parameters: [slot('shapes', list(shape('dense', true), true), true)],
          result: shape('sparse', true),
          nullable: true,
          async: true,
        },
      ];
    })(),
  },
  'json-and-uuid': {
    source: `import type { Json, Uuid } from '@sluice/sdk';
interface Request { path: string; query?: Record<string, string> }
export const f = (id: Uuid, request: Json<Request>, any: Json): Json<{ id: string; path: string }> | null =>
  any === null ? null : { id, path: request.path };
export const g = async (ids: Uuid[]): Promise<Uuid> => ids[0] ?? '';`,
    shapes: (() => {
      const json: ArrowType = { kind: 'json' };
      const uuid: ArrowType = { kind: 'uuid' };
      return [
        {
          parameters: [slot('id', uuid), slot('request', json), slot('any', json, true)],
          result: json,
          nullable: true,
        },
        { name: 'g', parameters: [slot('ids', list(uuid))], result: uuid, async: true },
      ];
    })(),
  },
  'other-layouts-and-null': {
    source: `import type { BinaryView, LargeBinary, LargeList, LargeUtf8, Utf8View } from '@sluice/sdk';
export const f = (a: LargeUtf8, b: Utf8View | null, c: LargeBinary, d: LargeList<number>): LargeUtf8 => a + b + c.length + d.length;
export const g = (a: null, b: BinaryView): BinaryView | null => a ?? b;
export const h = async (a: Utf8View): Promise<null> => (a === '' ? null : null);`,
    shapes: [
      {
        parameters: [
          slot('a', { kind: 'utf8', layout: 'large' }),
          slot('b', { kind: 'utf8', layout: 'view' }, true),
          slot('c', { kind: 'binary', layout: 'large' }),
          slot('d', { kind: 'list', layout: 'large', element: slot('item', float64) }),
        ],
        result: { kind: 'utf8', layout: 'large' },
      },
      {
        name: 'g',
        parameters: [slot('a', { kind: 'null' }, true), slot('b', { kind: 'binary', layout: 'view' })],
        result: { kind: 'binary', layout: 'view' },
        nullable: true,
      },
      {
        name: 'h',
        parameters: [slot('a', { kind: 'utf8', layout: 'view' })],
        result: { kind: 'null' },
        nullable: true,
        async: true,
      },
    ],
  },
  'binary-async': {
    source: `import type { UdfContext } from '@sluice/sdk';
export async function f(key: string, bytes: Uint8Array | null, context: UdfContext): Promise<Uint8Array | null> {
  return context.signal.aborted || key === '' ? null : bytes;
}`,
    shapes: [
      {
        parameters: [slot('key', utf8), slot('bytes', binary, true)],
        result: binary,
        nullable: true,
        async: true,
        context: true,
      },
    ],
  },
  'struct-of-numbers': {
    source: `import type { Int32 } from '@sluice/sdk';
interface Point { x: number; y: number }
export const f = (p: Point): { x: number; cell: Int32 | null } => ({ x: p.x + p.y, cell: p.y > 0 ? 1 : null });`,
    shapes: [
      { parameters: [slot('p', point)], result: struct(slot('x', float64), slot('cell', int32, true)) },
    ],
  },
  nested: {
    source: `interface Item { sku: string; tags?: string[]; 'unit-price': number | null }
interface Order { items: (Item | null)[]; counts: Map<string, number> }
export const f = (order: Order, matrix: number[][]): Order => ({ ...order, items: order.items.slice(0, matrix.length) });
export const g = async (order: Order | null): Promise<string[] | null> => order && [...order.counts.keys()];`,
    shapes: (() => {
      const item = struct(
        slot('sku', utf8),
        { ...slot('tags', list(utf8), true), nullAs: 'undefined' },
        slot('unit-price', float64, true),
      );
      const order = struct(
        slot('items', list(item, true)),
        slot('counts', { kind: 'map', key: slot('key', utf8), value: slot('value', float64) }),
      );
      return [
        { parameters: [slot('order', order), slot('matrix', list(list(float64)))], result: order },
        {
          name: 'g',
          parameters: [slot('order', order, true)],
          result: list(utf8),
          nullable: true,
          async: true,
        },
      ];
    })(),
  },
  methods: {
    source: `export class Geo {
  private static readonly base = 2;
  private readonly offset = 1;
  static scale(a: number): number { return a * Geo.base; }
  shift(a: number): number { return a + this.offset; }
  async name(a: string): Promise<string> { return a + this.offset; }
}
export default class {
  twice(a: number): number { return a * 2; }
}`,
    shapes: [
      {
        name: 'geo_scale',
        parameters: [slot('a', float64)],
        result: float64,
        binding: { kind: 'static-method', export: 'Geo', method: 'scale' },
      },
      {
        name: 'geo_shift',
        parameters: [slot('a', float64)],
        result: float64,
        binding: { kind: 'instance-method', export: 'Geo', method: 'shift' },
      },
      {
        name: 'geo_name',
        parameters: [slot('a', utf8)],
        result: utf8,
        async: true,
        binding: { kind: 'instance-method', export: 'Geo', method: 'name' },
      },
      {
        name: 'twice',
        parameters: [slot('a', float64)],
        result: float64,
        binding: { kind: 'instance-method', export: 'default', method: 'twice' },
      },
    ],
  },
  batches: {
    source: `import type { Int32, UdfContext } from '@sluice/sdk';
interface Place { name: string; near?: string }
export async function lengths(texts: readonly string[]): Promise<(Int32 | null)[]> {
  return texts.map((text) => text.length);
}
export const places = async (
  ids: bigint[],
  codes: (string | null)[],
  near: Place[],
  at: (Date | undefined)[],
  context: UdfContext,
): Promise<(Place | Error)[]> => ids.map((id, row) => near[row] ?? new Error(\`\${id} \${codes[row]} \${at[row]} \${context.udf}\`));
export class Embedder {
  static factor = 2;
  private readonly size = 3;
  async embed(texts: string[]): Promise<number[][]> { return texts.map((text) => Array(this.size).fill(text.length)); }
  static async double(values: number[]): Promise<number[]> { return values.map((value) => value * this.factor); }
}`,
    shapes: (() => {
      const place = struct(slot('name', utf8), { ...slot('near', utf8, true), nullAs: 'undefined' });
      const batched = { async: true, options: { batch: { maxRows: 64, lingerMs: 0 } } };
      return [
        { ...batched, name: 'lengths', parameters: [slot('texts', utf8)], result: int32, nullable: true },
        {
          ...batched,
          name: 'places',
          parameters: [
            slot('ids', int64),
            slot('codes', utf8, true),
            slot('near', place),
            { ...slot('at', moment, true), nullAs: 'undefined' },
          ],
          result: place,
          context: true,
        },
        {
          ...batched,
          name: 'embed',
          parameters: [slot('texts', utf8)],
          result: list(float64),
          binding: { kind: 'instance-method', export: 'Embedder', method: 'embed' },
        },
        {
          ...batched,
          name: 'double',
          parameters: [slot('values', float64)],
          result: float64,
          binding: { kind: 'static-method', export: 'Embedder', method: 'double' },
        },
      ];
    })(),
  },
  'keys-and-cache': {
    source: `import type { DateDay, SafeInt, UdfContext } from '@sluice/sdk';
export const charge = async (account: string, cents: bigint): Promise<string> => account + cents;
export const monthly = async (day: DateDay | null, context: UdfContext): Promise<string> => \`\${context.udf} \${day}\`;
export const numbered = async (id: SafeInt, key: string): Promise<string> => \`\${id}\${key}\`;
export const geocode = async (street: string, number?: string): Promise<string> => \`\${street} \${number ?? ''}\`;
export const embed = async (users: Date[], texts: string[]): Promise<number[]> => texts.map((text, row) => text.length + Number(users[row]));
export const clock = async (): Promise<number> => 12;`,
    shapes: [
      {
        name: 'charge',
        parameters: [slot('account', utf8), slot('cents', int64)],
        result: utf8,
        async: true,
        options: { orderBy: 'account' },
      },
      {
        name: 'monthly',
        parameters: [slot('day', { kind: 'date', bitWidth: 32 }, true)],
        result: utf8,
        async: true,
        context: true,
        options: { orderBy: 'day' },
      },
      {
        name: 'numbered',
        parameters: [slot('id', safeInt), slot('key', utf8)],
        result: utf8,
        async: true,
        options: { orderBy: 'id' },
      },
      {
        name: 'geocode',
        parameters: [slot('street', utf8), { ...slot('number', utf8, true), nullAs: 'undefined' }],
        result: utf8,
        async: true,
        options: { deterministic: true, cache: { maxEntries: 1000 } },
      },
      {
        name: 'embed',
        parameters: [slot('users', moment), slot('texts', utf8)],
        result: float64,
        async: true,
        options: { orderBy: 'users', batch: { maxRows: 2, lingerMs: 20 } },
      },
      {
        name: 'clock',
        parameters: [],
        result: float64,
        async: true,
        options: { deterministic: true, cache: { maxEntries: 1 } },
      },
    ],
  },
  'names-that-collide': {
    source: `export const entry = (values: number, Column: number, row: string, rowText: number): number =>
  values + Column + row.length + rowText;
export const isNull = (fn: string): string => fn;
export const Entry = async (context: number, args: number[]): Promise<{ value: number; row: number }> =>
  ({ value: context, row: args.length });`,
    shapes: [
      {
        name: 'entry',
        parameters: [
          slot('values', float64),
          slot('Column', float64),
          slot('row', utf8),
          slot('rowText', float64),
        ],
        result: float64,
      },
      { name: 'is_null', parameters: [slot('fn', utf8)], result: utf8, binding: { export: 'isNull' } },
      {
        name: 'Entry',
        parameters: [slot('context', float64), slot('args', list(float64))],
        result: struct(slot('value', float64), slot('row', float64)),
        async: true,
      },
    ],
  },
};

const options = { packageRoot: '../..' };

function emitCase(name: string): ReturnType<typeof emit> {
  return emit((cases[name] as (typeof cases)[string]).shapes.map(model), options);
}

it.each(Object.keys(cases))('emits one readable module a function: %s', async (name) => {
  const snapshot = snapshotOf(name, cases[name]?.source ?? '', emitCase(name));
  await expect(snapshot).toMatchFileSnapshot(`./__snapshots__/${name}.snap.md`);
});

it('gives the same bytes whatever the order of the functions', () => {
  const models = Object.values(cases).flatMap(({ shapes }, at) =>
    shapes.map((shape) => ({ ...model(shape), name: `${shape.name ?? 'f'}_${at}` })),
  );
  expect(emit([...models].reverse(), options)).toEqual(emit(models, options));
});

it('gives files that differ on file systems that ignore case, and leaves the fixed names alone', () => {
  const paths = emitCase('names-that-collide').map(({ path }) => path);
  expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
  expect(paths).toEqual(['Entry.2.ts', 'entry.3.ts', 'entry.ts', 'is_null.ts']);
});

it('emits an entry without functions for a package without functions', () => {
  expect(emit([], options).map(({ path }) => path)).toEqual(['entry.ts']);
});

it('exports the instances in the order of the names of their classes, and none where there is no instance', () => {
  const instance = (name: string, exported: string, module: string): UdfModel =>
    model({
      name,
      parameters: [],
      result: float64,
      binding: { kind: 'instance-method', module, export: exported, method: 'f' } as UdfModel['binding'],
    });
  const entryOf = (models: readonly UdfModel[]): string =>
    emit(models, options).find(({ path }) => path === 'entry.ts')?.contents ?? '';
  const entry = entryOf([
    instance('a', 'Zoo', 'src/z.ts'),
    instance('b', 'Same', 'src/b.ts'),
    instance('c', 'Same', 'src/a.ts'),
    instance('d', 'Zoo', 'src/z.ts'),
  ]);
  expect([...entry.matchAll(/className: .*$/gm)].map(([line]) => line)).toEqual([
    "className: 'Same', udfs: ['c'], get: sameInstance2 },",
    "className: 'Same', udfs: ['b'], get: sameInstance },",
    "className: 'Zoo', udfs: ['a', 'd'], get: zooInstance },",
  ]);
  expect(entryOf([model({ parameters: [], result: float64 })])).not.toContain('instances');
});

it.each([
  ['takes a context but is not async', { parameters: [], context: true }],
  [
    'takes batches but is not async',
    { parameters: [slot('a', utf8)], options: { batch: { maxRows: 1, lingerMs: 0 } } },
  ],
  [
    'takes batches but has no parameter',
    { parameters: [], async: true, options: { batch: { maxRows: 1, lingerMs: 0 } } },
  ],
  [
    "is ordered by 'b', which it lacks",
    { parameters: [slot('a', utf8)], async: true, options: { orderBy: 'b' } },
  ],
])('refuses a model that %s, as a bug of ours', (what, shape) => {
  expect(() => emit([model({ ...shape, result: float64 })], options)).toThrow(
    new RegExp(`^the model of f ${what}: please report this as a bug$`),
  );
});

it('imports from the package folder wherever the adapters stand', () => {
  const shape: Shape = { parameters: [], result: float64 };
  const importLine = (packageRoot: string): string | undefined =>
    emit([model(shape)], { packageRoot })
      .find(({ path }) => path === 'f.ts')
      ?.contents.match(/from '(.*author\.ts)'/)?.[1];
  expect(importLine('../..')).toBe('../../src/author.ts');
  expect(importLine('.')).toBe('./src/author.ts');
});

it("emits modules that type-check under the strictest options, against the author's own types", () => {
  const packages = Object.entries(cases).map(([name, { source }]) => [
    name,
    { source, emitted: emitCase(name) },
  ]);
  expect(typeErrors(Object.fromEntries(packages))).toEqual([]);
}, 60_000);
