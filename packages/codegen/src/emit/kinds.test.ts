import type { ArrowField, ArrowType, ResolvedOptions, UdfModel } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { snapshotOf, typeErrors } from '../testing/emitted.ts';
import { emit } from './index.ts';

const int32: ArrowType = { kind: 'int', bitWidth: 32, signed: true, as: 'number' };
const int64: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' };
const safeInt: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'number' };
const float64: ArrowType = { kind: 'float', bitWidth: 64 };
const utf8: ArrowType = { kind: 'utf8' };
const slot = (name: string, type: ArrowType, nullable = false): ArrowField => ({ name, type, nullable });
const struct = (...fields: ArrowField[]): ArrowType => ({ kind: 'struct', fields });
const list = (element: ArrowType): ArrowType => ({ kind: 'list', element: slot('item', element) });
const optional = (name: string, type: ArrowType): ArrowField => ({
  ...slot(name, type, true),
  nullAs: 'undefined',
});

/** The parts of a model that all kinds have. */
function base(
  name: string,
  parameters: readonly ArrowField[],
  result: ArrowField,
  more: Partial<ResolvedOptions> = {},
) {
  return {
    name,
    parameters,
    result: { ...result, name: 'value' },
    options: {
      async: false,
      ordered: false,
      maxInFlight: 1000,
      windowRows: 64_000,
      windowBytes: 2 ** 26,
      timeoutMs: 5000,
      onError: 'fail',
      deterministic: false,
      ...more,
    },
    takesContext: false,
    binding: { kind: 'function', module: 'src/author.ts', export: name },
    source: { file: 'src/author.ts', line: 3, column: 14 },
  } as const;
}

const inClass = (exported: string) => ({ kind: 'class', module: 'src/author.ts', export: exported }) as const;

const cases: Record<string, { readonly source: string; readonly models: readonly UdfModel[] }> = {
  vectorized: {
    source: `import type { Column, Int32, SafeInt } from '@sluice/sdk';
interface Place { name: string; near?: string }
export const scale = (x: Float64Array, by: Float64Array): Float64Array => x.map((value, row) => value * (by[row] ?? 1));
export const lengths = (text: Column<string | null>): (Int32 | null)[] =>
  Array.from(text, (value) => value?.length ?? null);
export const ids = (id: Column<SafeInt>, place: Column<Place>): Column<SafeInt> => (place.length > 0 ? id : id);
export class Ranks {
  private readonly first = 1n;
  rank(x: BigInt64Array): BigInt64Array { return x.map((_, row) => BigInt(row) + this.first); }
  static names(): string[] { return []; }
}`,
    models: [
      {
        ...base('scale', [slot('x', float64), slot('by', float64)], slot('value', float64), {
          vectorized: true,
        }),
        kind: 'vectorized',
        takes: ['typed-array', 'typed-array'],
      },
      {
        ...base('lengths', [slot('text', utf8, true)], slot('value', int32, true), { vectorized: true }),
        kind: 'vectorized',
        takes: ['column'],
      },
      {
        ...base(
          'ids',
          [slot('id', safeInt), slot('place', struct(slot('name', utf8), optional('near', utf8)))],
          slot('value', safeInt),
          { vectorized: true },
        ),
        kind: 'vectorized',
        takes: ['column', 'column'],
      },
      {
        ...base('rank', [slot('x', int64)], slot('value', int64), { vectorized: true }),
        kind: 'vectorized',
        takes: ['typed-array'],
        binding: { kind: 'instance-method', module: 'src/author.ts', export: 'Ranks', method: 'rank' },
      },
      {
        ...base('names', [], slot('value', utf8), { vectorized: true }),
        kind: 'vectorized',
        takes: [],
        binding: { kind: 'static-method', module: 'src/author.ts', export: 'Ranks', method: 'names' },
      },
    ],
  },
  tables: {
    source: `import type { Int32, UdfContext } from '@sluice/sdk';
interface Word { text: string; at: Int32 }
export function* words(text: string, least: Int32 | null): Generator<Word> {
  for (const match of text.matchAll(/\\w+/g)) {
    if (match[0].length >= (least ?? 0)) yield { text: match[0], at: match.index };
  }
}
export async function* pages(url: string, context: UdfContext): AsyncGenerator<string | null> {
  yield url + context.attempt;
}
export class Numbers {
  private readonly first = 1;
  *upTo(end: number): Generator<number> { for (let at = this.first; at < end; at++) yield at; }
  static async *always(): AsyncGenerator<number> { yield 1; }
}`,
    models: [
      {
        ...base(
          'words',
          [slot('text', utf8), slot('least', int32, true)],
          slot('value', struct(slot('text', utf8), slot('at', int32))),
        ),
        kind: 'table',
      },
      {
        ...base('pages', [slot('url', utf8)], slot('value', utf8, true), { async: true }),
        kind: 'table',
        takesContext: true,
      },
      {
        ...base('up_to', [slot('end', float64)], slot('value', float64)),
        kind: 'table',
        binding: { kind: 'instance-method', module: 'src/author.ts', export: 'Numbers', method: 'upTo' },
      },
      {
        ...base('always', [], slot('value', float64), { async: true }),
        kind: 'table',
        binding: { kind: 'static-method', module: 'src/author.ts', export: 'Numbers', method: 'always' },
      },
    ],
  },
  aggregates: {
    source: `import type { SafeInt } from '@sluice/sdk';
interface Moments { count: SafeInt; mean: number }
export class Mean {
  private readonly start = 0;
  init(): Moments { return { count: 0, mean: this.start }; }
  accumulate(state: Moments, x: number, weight: number | null): void {
    state.count += 1;
    state.mean += ((weight ?? 1) * (x - state.mean)) / state.count;
  }
  retract(state: Moments, x: number, weight: number | null): void {
    state.count -= 1;
    state.mean += ((weight ?? 1) * (state.mean - x)) / state.count;
  }
  merge(a: Moments, b: Moments): Moments {
    const count = a.count + b.count;
    return { count, mean: count === 0 ? 0 : (a.mean * a.count + b.mean * b.count) / count };
  }
  finish(state: Moments): number | null { return state.count === 0 ? null : state.mean; }
}
export class Count {
  init(): SafeInt { return 0; }
  accumulate(state: SafeInt): SafeInt { return state + 1; }
  merge(a: SafeInt, b: SafeInt): SafeInt { return a + b; }
  finish(state: SafeInt): SafeInt { return state; }
}
interface Seen { texts: string[]; last?: string }
export default class {
  init(): Seen { return { texts: [] }; }
  accumulate(state: Seen, isNull: string, at: { x?: number }): void { state.texts.push(isNull + at.x); state.last = isNull; }
  merge(a: Seen, b: Seen): void { a.texts.push(...b.texts); }
  finish(state: Seen): string[] { return state.texts; }
}`,
    models: [
      {
        ...base('mean', [slot('x', float64), slot('weight', float64, true)], slot('value', float64, true)),
        kind: 'aggregate',
        state: slot('state', struct(slot('count', safeInt), slot('mean', float64))),
        retracts: true,
        binding: inClass('Mean'),
      },
      {
        ...base('count', [], slot('value', safeInt)),
        kind: 'aggregate',
        state: slot('state', safeInt),
        retracts: false,
        binding: inClass('Count'),
      },
      {
        ...base(
          'texts',
          [slot('isNull', utf8), slot('at', struct(optional('x', float64)))],
          slot('value', list(utf8)),
        ),
        kind: 'aggregate',
        state: slot('state', struct(slot('texts', list(utf8)), optional('last', utf8))),
        retracts: false,
        binding: inClass('default'),
      },
    ],
  },
};

const emitCase = (name: string): ReturnType<typeof emit> =>
  emit(cases[name]?.models ?? [], { packageRoot: '../..' });

it.each(Object.keys(cases))('emits one readable module a function: %s', async (name) => {
  const snapshot = snapshotOf(name, cases[name]?.source ?? '', emitCase(name));
  await expect(snapshot).toMatchFileSnapshot(`./__snapshots__/${name}.snap.md`);
});

it("emits modules that type-check under the strictest options, against the author's own types", () => {
  const packages = Object.entries(cases).map(([name, { source }]) => [
    name,
    { source, emitted: emitCase(name) },
  ]);
  expect(typeErrors(Object.fromEntries(packages))).toEqual([]);
}, 60_000);
