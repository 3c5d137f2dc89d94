import { aggregate, type Column, type UdfContext, type UdfOpenContext, udf } from '@sluice/sdk';
import { testAggregate, testBatch, testTable, testUdf, testVectorized } from '@sluice/sdk/testing';
import { expect, it } from 'vitest';

class Geo {
  static readonly zone = 'eu';
  readonly opened: string[] = [];

  @udf({ async: true })
  static async city(ip: string): Promise<string | null> {
    // biome-ignore lint/complexity/noThisInStatic: that `this` is the class is what is tested.
    return ip.startsWith('10.') ? null : `${ip} ${this.zone}`;
  }

  async open({ udfs }: UdfOpenContext): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 500));
    this.opened.push(...udfs);
    log.push(`open ${udfs.join()}`);
  }

  close(): void {
    log.push('close');
  }

  @udf({ name: 'lookup', async: true })
  async find(ip: string, ctx: UdfContext): Promise<string> {
    return `${ctx.udf} ${ip} ${this.opened.length}`;
  }

  @udf()
  double(n: number): number {
    return 2 * n;
  }

  plain(): void {}
}

let log: string[] = [];

it('runs a static method on its class', async () => {
  const run = await testUdf(Geo, 'city', { nullable: [false] }).rows([['1.2.3.4'], ['10.0.0.1'], [null]]);

  expect(run.values).toEqual(['1.2.3.4 eu', null, null]);
  expect(run.rows.map(({ status }) => status)).toEqual(['value', 'value', 'skipped']);
});

it('opens one instance before the first row, and closes it', async () => {
  log = [];
  const test = testUdf(Geo, 'find');
  const run = await test.rows([['a']]);
  const more = await test.rows([['b']]);
  await test.close();
  await test.close();

  expect(run.values).toEqual(['lookup a 2']);
  expect(more.values).toEqual(['lookup b 2']);
  expect(log).toEqual(['open double,lookup', 'close']);
  await expect(test.rows([['c']])).rejects.toThrow('the test of lookup has been closed');
});

it('runs a method on an instance that the test has made', async () => {
  log = [];
  const run = await testUdf(Geo, 'double', { instance: new Geo() }).rows([[2]]);

  expect(run.values).toEqual([4]);
  expect(log).toEqual([]);
});

it('says what failed where an instance does not open', async () => {
  class Broken {
    open(): void {
      throw new Error('no service');
    }
    @udf()
    one(): number {
      return 1;
    }
  }
  await expect(testUdf(Broken, 'one').rows([[]])).rejects.toThrow('Broken: its open() failed: no service');
});

it('says which functions a class has where it has not the one that is asked for', () => {
  expect(() => testUdf(Geo, 'plain')).toThrow(
    'Geo has no function plain that is declared with @udf(): it has city, find, double',
  );
  expect(() => testUdf((n: number): number => n)).toThrow('udf is not declared');
});

const squares = udf({}, (n: number): number => {
  if (n < 0) throw new Error('negative');
  return n * n;
});

it('runs a synchronous function, and ends where a row fails', async () => {
  const run = await testUdf(squares, { name: 'squares' }).rows([[2], [-1], [3]]);

  expect(run.rows.map(({ status, value }) => [status, value])).toEqual([
    ['value', 4],
    ['error', null],
    ['cancelled', null],
  ]);
  expect(() => run.values).toThrow('row 1: negative');
});

it('fails the row of a synchronous function that gives a Promise', async () => {
  const lazy = udf({ onError: 'null' }, ((n: number) => Promise.resolve(n)) as unknown as (
    n: number,
  ) => number);
  const run = await testUdf(lazy, { name: 'lazy' }).rows([[1]]);

  expect(run.rows[0]?.error).toMatchObject({
    code: 'invalid-result',
    message: 'lazy returned a Promise: add async: true to its options',
  });
});

it('checks results against the type that the compiler found', async () => {
  const result = {
    name: 'value',
    nullable: false,
    type: { kind: 'int', bitWidth: 8, signed: true, as: 'number' },
  } as const;
  const parameter = { name: 'n', nullable: false, type: { kind: 'float', bitWidth: 64 } } as const;
  const options = { ...squaresModel, result, parameters: [parameter] };
  const run = await testUdf(squares, { name: 'squares', onError: 'null', models: [options as never] }).rows([
    [2],
    [20],
    [null],
  ]);

  expect(run.rows.map(({ status, error }) => [status, error?.code])).toEqual([
    ['value', undefined],
    ['error', 'invalid-result'],
    ['skipped', undefined],
  ]);
});

const squaresModel = { name: 'squares', kind: 'scalar', takesContext: false };

const words = udf({}, function* tokens(text: string): Generator<string> {
  if (text === '') throw new Error('empty');
  yield* text.split(' ');
});

it('gathers what a table function yields for each row', async () => {
  const run = await testTable(words, { onError: 'null' }).rows([['a b'], ['c'], ['']]);

  expect(run.values).toEqual([['a', 'b'], ['c'], null]);
});

it('gathers what an asynchronous table function yields, and gives it up in time', async () => {
  const pages = udf(
    { async: true, timeout: '1s', onError: 'null' },
    async function* (ms: number): AsyncGenerator<number> {
      for (let page = 1; page <= 3; page++) {
        await new Promise((resolve) => setTimeout(resolve, ms));
        yield page;
      }
    },
  );
  const run = await testTable(pages).rows([[100], [600]]);

  expect(run.values).toEqual([[1, 2, 3], null]);
  expect(run.rows.map(({ settledAt }) => settledAt)).toEqual([300, 1000]);
});

it('says which test is for the kind of a function', async () => {
  const run = await testUdf(words, { onError: 'null' }).rows([['a']]);

  expect(run.rows[0]?.error?.message).toBe(
    'tokens returned a generator, it is a table function: use testTable',
  );
  expect(() => testUdf(embed)).toThrow('udf is a batch function: use testBatch');
  expect(() => testVectorized(squares as never)).toThrow('has no option `vectorized`: use testUdf');
});

const sizes: number[] = [];
const embed = udf(
  { async: true, onError: 'capture', batch: { maxRows: 3, linger: '20ms' } },
  async (texts: string[]): Promise<(number | Error)[]> => {
    sizes.push(texts.length);
    return texts.map((text) => (text === '' ? new Error('empty') : text.length));
  },
);

it('gathers rows in batches that linger, and fails one row of them', async () => {
  sizes.length = 0;
  const test = testBatch(embed, { nullable: [false] });
  const run = await test.rows(
    (async function* (): AsyncGenerator<[string | null]> {
      yield* [['a'], ['bb'], [null], [''], ['dddd']] satisfies [string | null][];
      await test.clock.delay(100);
      yield ['e'];
    })(),
  );

  expect(sizes).toEqual([3, 1, 1]);
  expect(run.calls.map(({ rows, startedAt }) => [rows, startedAt])).toEqual([
    [[0, 1, 3], 0],
    [[4], 20],
    [[5], 100], // the input has ended: nothing more can come
  ]);
  expect(run.rows.map(({ value, error }) => error?.message ?? value)).toEqual([1, 2, null, 'empty', 4, 1]);
});

it('calls a vectorized function once, without the rows that it does not admit', async () => {
  const calls: unknown[] = [];
  const scale = udf({ vectorized: true }, (values: Float64Array, units: Column<string>): Float64Array => {
    calls.push([values.length, units.toArray()]);
    return values.map((value, row) => (units.at(row) === 'k' ? 1000 * value : value));
  });
  const run = await testVectorized(scale, { nullable: [false, false] }).columns(Float64Array.of(1, 2, 3), [
    'k',
    null,
    'm',
  ]);

  expect(run.values).toEqual([1000, null, 3]);
  expect(calls).toEqual([[2, ['k', 'm']]]);
});

it('fails all rows of a vectorized function that gives too few values', async () => {
  const short = udf({ vectorized: true, onError: 'null' }, (_values: Float64Array): number[] => [1]);
  const run = await testVectorized(short).columns(Float64Array.of(1, 2));

  expect(run.rows.map(({ error }) => error?.message)).toEqual(
    Array(2).fill('returned an array of 1 values, expected one for each of 2 rows'),
  );
});

interface Mean {
  sum: number;
  count: number;
}

@aggregate()
class MeanOf {
  init(): Mean {
    return { sum: 0, count: 0 };
  }
  accumulate(state: Mean, value: number): void {
    if (value < 0) throw new Error('negative');
    state.sum += value;
    state.count++;
  }
  retract(state: Mean, value: number): void {
    state.sum -= value;
    state.count--;
  }
  merge(state: Mean, other: Mean): void {
    state.sum += other.sum;
    state.count += other.count;
  }
  finish({ sum, count }: Mean): number | null {
    return count === 0 ? null : sum / count;
  }
}

it('gives the result of an aggregate, and leaves out rows that it refuses', async () => {
  const run = await testAggregate(MeanOf, { nullable: [false] }).rows([[1], [2], [null], [-1], [6]]);

  expect(run).toMatchObject({ value: 3, skipped: [2], failed: [{ row: 3 }] });
  expect(run.splits).toBeGreaterThan(30);
  expect((await testAggregate(MeanOf).rows([])).value).toBe(null);
});

it('finds a merge that forgets, with the split that shows it', async () => {
  @aggregate()
  class Forgets extends MeanOf {
    override merge(state: Mean, other: Mean): void {
      state.sum += other.sum;
      state.count = other.count;
    }
  }
  await expect(testAggregate(Forgets).rows([[1], [2], [6]])).rejects.toThrow(
    'forgets: a merge of 1 + 2 rows gives 4.5, and all rows in one state give 3: look at merge',
  );
});

it('finds a retract that is not the reverse of accumulate, and a finish that changes its state', async () => {
  @aggregate()
  class Keeps extends MeanOf {
    override retract(state: Mean): void {
      state.count--;
    }
  }
  @aggregate()
  class Changes extends MeanOf {
    override finish(state: Mean): number | null {
      return state.sum++;
    }
  }
  await expect(testAggregate(Keeps).rows([[1]])).rejects.toThrow(
    'keeps: adding 1 rows once more and retracting them gives 2, and all rows in one state give 1: look at retract',
  );
  await expect(testAggregate(Changes).rows([[1]])).rejects.toThrow(
    'changes: finish changed the state that it was given; leave it as it is',
  );
});
