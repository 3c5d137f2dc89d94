import { type AggregateSession, load, type UdfPackage } from '@sluice/runtime';
import {
  Dictionary,
  Float64,
  Int32,
  Int64,
  type RecordBatch,
  Table,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPackage } from '../support/package.ts';

const SOURCE = `
import { aggregate, type Int32, type UdfOpenContext, udf } from '@sluice/sdk';
interface Moments { count: bigint; sum: number; texts: string[] }
@aggregate()
export class Stats {
  #opened = 'not opened';
  open({ udfs }: UdfOpenContext): void { this.#opened = udfs.join(); }
  init(): Moments { return { count: 0n, sum: 0, texts: [] }; }
  accumulate(state: Moments, x: number, text: string | null): void {
    if (x === 13) throw new RangeError('unlucky');
    state.count += 1n;
    state.sum += x;
    state.texts.push(text ?? this.#opened);
  }
  retract(state: Moments, x: number, text: string | null): Moments {
    const at = state.texts.indexOf(text ?? this.#opened);
    return { count: state.count - 1n, sum: state.sum - x, texts: state.texts.toSpliced(at, 1) };
  }
  merge(state: Moments, other: Moments): void {
    state.count += other.count;
    state.sum += other.sum;
    state.texts.push(...other.texts);
  }
  finish({ count, sum, texts }: Moments): string | null {
    return count === 0n ? null : count + ' ' + sum + ' ' + texts.toSorted().join('');
  }
}
@aggregate({ name: 'largest' })
export class Largest {
  init(): Int32 { return 0; }
  accumulate(state: Int32, x: Int32): Int32 { return Math.max(state, x); }
  merge(state: Int32, other: Int32): Int32 { return Math.max(state, other); }
  finish(state: Int32): Int32 { return state === 7 ? (0.5 as Int32) : state; }
}
export const one = udf({}, (): number => 1);
`;

let udfs: UdfPackage;
beforeAll(async () => {
  udfs = await load(await buildPackage('runtime-aggregates', SOURCE));
});
afterAll(() => udfs.close());

const batch = (columns: Record<string, Vector>): RecordBatch => new Table(columns).batches[0] as RecordBatch;
type Row = readonly [key: string | null, x: number | null, text?: string | null];
/** A batch of at least no rows: apache-arrow's own of none has no arrays. */
const rows = (...given: readonly Row[]): RecordBatch =>
  filled([...given, [null, null]]).slice(0, given.length);
const filled = (given: readonly Row[]): RecordBatch =>
  batch({
    key: vectorFromArray(
      given.map(([key]) => key),
      new Utf8(),
    ),
    x: vectorFromArray(
      given.map(([, x]) => x),
      new Float64(),
    ),
    text: vectorFromArray(
      given.map(([, , text]) => text ?? null),
      new Utf8(),
    ),
  });
const table = (output: RecordBatch): unknown[][] =>
  output.toArray().map((row) => Object.values(JSON.parse(JSON.stringify(row)) as object));

it('gives one row a group, in the order in which they came up, over all batches', async () => {
  const stats = udfs.aggregate('stats', { as: 'result' });
  const batches = [rows(['b', 1, 'p'], ['a', 2, 'q'], [null, 3, 'r']), rows(['c', null, 's'], ['b', 4, 't'])];
  const output = await stats.run(batches, { by: ['key'] });
  expect(output.schema.fields.map(String)).toEqual(['key: Utf8', 'result: Utf8']);
  // A row with a null that the function does not admit is left out; its group is there all the same.
  expect(table(output)).toEqual([
    ['b', '2 5 pt'],
    ['a', '1 2 q'],
    [null, '1 3 r'],
    ['c', null],
  ]);
  expect(table(await stats.run(batches))).toEqual([['4 10 pqrt']]);
});

it('opens the instance of the class, once for the thread', async () => {
  expect(table(await udfs.aggregate('stats').run([rows(['a', 1])]))).toEqual([['1 1 stats']]);
});

it('gives one row without keys and none with them, where there is no input', async () => {
  expect(table(await udfs.aggregate('stats').run([]))).toEqual([[null]]);
  expect(table(await udfs.aggregate('largest').run([]))).toEqual([[0]]);
  const grouped = await udfs.aggregate('stats').run([], { by: ['key'] });
  expect([grouped.numRows, grouped.schema.fields.map(String)]).toEqual([0, ['key: Null', 'stats: Utf8']]);
  const empty = await udfs.aggregate('stats').run([rows()], { by: ['key'] });
  expect([empty.numRows, empty.schema.fields.map(String)]).toEqual([0, ['key: Utf8', 'stats: Utf8']]);
});

it('groups by several keys of different types, and by what is in dictionaries', async () => {
  const input = (words: readonly (string | null)[], ids: readonly bigint[]): RecordBatch =>
    batch({
      word: vectorFromArray(words, new Dictionary(new Utf8(), new Int32())),
      id: vectorFromArray(ids, new Int64()),
      x: vectorFromArray(
        words.map((_, at) => at),
        new Int32(),
      ),
    });
  const output = await udfs
    .aggregate('largest')
    .run([input(['u', 'v', null, 'u'], [1n, 1n, 2n, 1n]), input(['v', 'u'], [1n, 2n])], {
      by: ['id', 'word'],
    });
  expect(output.schema.fields.map(String)).toEqual(['id: Int64', 'word: Utf8', 'largest: Int32']);
  expect([...output].map((row) => [row?.['id'], row?.['word'], row?.['largest']])).toEqual([
    [1n, 'u', 3],
    [1n, 'v', 1],
    [2n, null, 2],
    [2n, 'u', 1],
  ]);
});

it('ends at a row that failed, or keeps its group from having a result, as onError says', async () => {
  const input = [rows(['a', 1], ['b', 2]), rows(['b', 13], ['a', 3])];
  const failing = udfs.aggregate('stats').run(input, { by: ['key'] });
  await expect(failing).rejects.toMatchObject({
    code: 'udf-threw',
    message: 'stats: row 0 of the batch: unlucky',
  });
  const nulls = await udfs.aggregate('stats', { onError: 'null' }).run(input, { by: ['key'] });
  expect(table(nulls)).toEqual([
    ['a', '2 4 statsstats'],
    ['b', null],
  ]);
  const kept = await udfs.aggregate('stats', { onError: 'capture' }).run(input, { by: ['key'] });
  expect(table(kept)).toEqual([
    ['a', '2 4 statsstats', null],
    [
      'b',
      null,
      { code: 'udf-threw', message: 'unlucky', attempts: 1, at: expect.stringContaining('src/udfs.ts') },
    ],
  ]);
});

it('names the group whose result does not fit', async () => {
  const input = [
    batch({ key: vectorFromArray(['a', 'b'], new Utf8()), x: vectorFromArray([1, 7], new Int32()) }),
  ];
  await expect(udfs.aggregate('largest').run(input, { by: ['key'] })).rejects.toThrow(
    "largest: the group where key is 'b' (string): returned 0.5 (number), expected Int32",
  );
});

/** A small generator, so that a failure can be run again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const KEYS = ['a', 'b', 'c', null] as const;

function randomRows(next: (below: number) => number, count: number): Row[] {
  return Array.from({ length: count }, (): Row => {
    const x = next(12);
    return [KEYS[next(4)] ?? null, x === 0 ? null : x, 'uvwxyz'.charAt(next(6))];
  });
}

const byKey = (output: RecordBatch): unknown[][] =>
  table(output).sort((a, b) => String(a[0]).localeCompare(String(b[0])));

async function inSession<T>(work: (session: AggregateSession) => Promise<T>): Promise<T> {
  const session = udfs.aggregate('stats').open({ by: ['key'] });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

it('gives the same merged from parts, however they are split, as in one pass', async () => {
  for (let seed = 1; seed <= 25; seed++) {
    const next = random(seed);
    const all = randomRows(next, 1 + next(60));
    const whole = await udfs.aggregate('stats').run([rows(...all)], { by: ['key'] });
    const parts: Row[][] = Array.from({ length: 1 + next(4) }, () => []);
    for (const row of all) parts[next(parts.length)]?.push(row);
    const merged = await inSession(async (target) => {
      for (const part of parts) {
        const states = await inSession(async (source) => {
          const cut = next(part.length + 1);
          await source.update(rows(...part.slice(0, cut)));
          await source.update(rows(...part.slice(cut)));
          return source.state();
        });
        await target.merge(states);
      }
      return target.finish();
    });
    expect(byKey(merged), `seed ${seed}`).toEqual(byKey(whole));
  }
});

it('gives the same with rows taken out again as if they had never been added', async () => {
  for (let seed = 1; seed <= 25; seed++) {
    const next = random(seed);
    const kept = randomRows(next, 1 + next(30));
    const gone = randomRows(next, next(30));
    const expected = new Map(
      byKey(await udfs.aggregate('stats').run([rows(...kept)], { by: ['key'] })) as never,
    );
    const actual = await inSession(async (session) => {
      await session.update(rows(...gone));
      await session.update(rows(...kept));
      await session.retract(rows(...gone));
      return session.finish();
    });
    for (const [key, value] of byKey(actual)) {
      expect(value, `seed ${seed}, ${key}`).toBe(expected.get(key as never) ?? null);
    }
  }
});

it('carries the errors of groups from one session to another beside their states', async () => {
  const stats = udfs.aggregate('stats', { onError: 'capture' });
  const source = stats.open({ by: ['key'] });
  await source.update(rows(['a', 1, 'p'], ['b', 13]));
  const states = await source.state();
  expect(states.schema.fields.map(({ name }) => name)).toEqual(['key', 'state', 'state_error']);
  const target = stats.open({ by: ['key'] });
  await target.update(rows(['b', 2, 'q'], ['a', 3, 'r']));
  await target.merge(states);
  const finished = table(await target.finish());
  expect(
    finished.map(([key, value, error]) => [key, value, (error as { message: string } | null)?.message]),
  ).toEqual([
    ['b', null, 'unlucky'],
    ['a', '2 4 pr', undefined],
  ]);
  const strict = udfs.aggregate('stats').open({ by: ['key'] });
  await expect(strict.merge(states)).rejects.toThrow('its state is null: a row of its group failed');
  await Promise.all([source.close(), target.close(), strict.close()]);
});

it('goes on after a result, and not after an error', async () => {
  const session = udfs.aggregate('stats').open();
  await session.update(rows(['a', 1, 'p']));
  expect(table(await session.finish())).toEqual([['1 1 p']]);
  await session.update(rows(['a', 2, 'q']));
  expect(table(await session.finish())).toEqual([['2 3 pq']]);
  await expect(session.update(rows(['a', 13]))).rejects.toThrow('unlucky');
  await expect(session.finish()).rejects.toThrow('unlucky');
  await session.close();
  const closed = udfs.aggregate('stats').open();
  const waiting = closed.update(rows(['a', 1]));
  await closed.close();
  await expect(waiting).rejects.toMatchObject({ code: 'stopped' });
  await expect(closed.finish()).rejects.toMatchObject({ code: 'stopped' });
});

it('is given up by a signal', async () => {
  const controller = new AbortController();
  async function* endless(): AsyncGenerator<RecordBatch> {
    for (let at = 0; ; at++) {
      if (at === 3) controller.abort(new Error('enough'));
      yield rows(['a', 1]);
    }
  }
  const run = udfs.aggregate('stats').run(endless(), { signal: controller.signal });
  await expect(run).rejects.toThrow('enough');
});

it('says what to call, what is missing and what clashes', async () => {
  expect(() => udfs.udf('stats')).toThrow("stats is an aggregate: call udfs.aggregate('stats')");
  expect(() => udfs.aggregate('one')).toThrow("one is a scalar function: call udfs.udf('one')");
  expect(() => udfs.aggregate('two')).toThrow('has no function two; it has largest, one, stats');
  const stats = udfs.aggregate('stats');
  await expect(stats.run([rows(['a', 1])], { by: ['origin'] })).rejects.toThrow(
    "stats: the batch has no column 'origin' to group by; its columns: key, x, text",
  );
  expect(() => stats.open({ by: ['key', 'key'] })).toThrow("`by` names 'key' twice");
  expect(() => stats.open({ by: ['stats'] })).toThrow(
    "'stats' is the name of a key and of what stands beside",
  );
  const session = udfs.aggregate('largest').open();
  await expect(session.retract(rows(['a', 1]))).rejects.toThrow(
    'largest: its class has no retract(state, …)',
  );
  await session.close();
});
