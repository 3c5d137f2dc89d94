import type { ArrowField, UdfModel } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import type { Column, SyncBundleUdf } from '../column/abi.ts';
import { createBuilder, createReader } from '../column/generic.ts';
import { fixedColumn } from '../column/index.ts';
import { type CallErrors, type DictionaryResults, runSync } from './run-sync.ts';

const float64 = { kind: 'float', bitWidth: 64 } as const;
const strict: ArrowField = { name: 'x', nullable: false, type: float64 };
const open: ArrowField = { name: 'y', nullable: true, type: { kind: 'utf8' } };

function modelOf(kind: 'scalar' | 'vectorized', parameters: readonly ArrowField[]): UdfModel {
  // What is run is told apart by these alone.
  return { kind, parameters, result: { ...strict, name: 'value' } } as unknown as UdfModel;
}

function column(field: ArrowField, values: readonly unknown[]): Column {
  const builder = createBuilder({ ...field, nullable: true }, values.length);
  values.forEach((value, row) => {
    builder.set(row, value);
  });
  return builder.finish();
}

function valuesOf(field: ArrowField, { length, ...rest }: Column): unknown[] {
  const reader = createReader(field, { length, ...rest });
  return Array.from({ length }, (_, row) => reader.get(row));
}

/** Notes calls, and negates x; a value of 13 is its row's error, and one of 99 that of the call. */
function negating() {
  const calls: unknown[][] = [];
  const udf: SyncBundleUdf = {
    name: 'negate',
    async: false,
    fn: () => undefined,
    run(rowCount, args, errors) {
      const x = args[0] as Column;
      calls.push(valuesOf(strict, x));
      const values = Float64Array.from(x.values as Float64Array, (value) => -value);
      if (values.includes(-99)) throw new Error('not with 99');
      values.forEach((value, row) => {
        if (value === -13) errors.add(row, new Error('unlucky'));
      });
      return fixedColumn(rowCount, null, values);
    },
  };
  return { calls, udf };
}

function collecting() {
  const seen: string[] = [];
  const errors: CallErrors = {
    add: (row, error) => seen.push(`${row} ${(error as Error).message}`),
    whole: (error) => seen.push(`all ${(error as Error).message}`),
  };
  return { errors, seen };
}

const failing: CallErrors = {
  add(row, error) {
    throw new Error(`row ${row}`, { cause: error });
  },
  whole(error) {
    throw new Error('call', { cause: error });
  },
};

it('gives a vectorized function the columns themselves where no null is in its way', () => {
  const { udf } = negating();
  const args = [column(strict, [1, 2]), column(open, ['a', null])];
  let given: readonly Column[] = [];
  const noting = {
    ...udf,
    run: (...call: Parameters<typeof udf.run>) => {
      given = call[1];
      return udf.run(...call);
    },
  };
  const model = modelOf('vectorized', [strict, open]);
  expect(valuesOf(strict, runSync(noting, model, { rowCount: 2, columns: args }, failing))).toEqual([-1, -2]);
  expect(given).toBe(args);
});

it('leaves rows with a null that a vectorized function does not admit out of its call, and puts results in their places', () => {
  const { udf, calls } = negating();
  const { errors, seen } = collecting();
  const columns = [column(strict, [1, null, 13, 4, null]), column(open, ['a', 'b', null, null, 'e'])];
  const result = runSync(udf, modelOf('vectorized', [strict, open]), { rowCount: 5, columns }, errors);
  expect(calls).toEqual([[1, 13, 4]]);
  expect(valuesOf(strict, result)).toEqual([-1, null, -13, -4, null]);
  expect(seen).toEqual(['2 unlucky']);
});

it('does not call a vectorized function for no row', () => {
  const { udf, calls } = negating();
  const model = modelOf('vectorized', [strict]);
  const empty = runSync(udf, model, { rowCount: 0, columns: [column(strict, [])] }, failing);
  const nulls = runSync(udf, model, { rowCount: 2, columns: [column(strict, [null, null])] }, failing);
  expect([empty.length, valuesOf(strict, nulls), calls]).toEqual([0, [null, null], []]);
});

it('gives the error of a call to each row that it was for', () => {
  const { udf } = negating();
  const model = modelOf('vectorized', [strict]);
  const columns = [column(strict, [1, null, 99])];
  const { errors, seen } = collecting();
  const result = runSync(udf, model, { rowCount: 3, columns }, errors);
  expect(valuesOf(strict, result)).toEqual([null, null, null]);
  expect(seen).toEqual(['all not with 99', '0 not with 99', '2 not with 99']);
  expect(() => runSync(udf, model, { rowCount: 3, columns }, failing)).toThrow('call');
});

it('passes on what ends the batch, when a row of a vectorized function fails', () => {
  const { udf } = negating();
  const columns = [column(strict, [1, null, 13])];
  expect(() => runSync(udf, modelOf('vectorized', [strict]), { rowCount: 3, columns }, failing)).toThrow(
    'row 2',
  );
});

it('runs distinct rows once each, and gives every row the result or the error of its own', () => {
  const { udf, calls } = negating();
  const { errors, seen } = collecting();
  const batch = {
    rowCount: 6,
    columns: [column(strict, [5, 13, 7])],
    indices: Int32Array.of(0, 1, 0, 2, 1, 1),
  };
  const result = runSync(udf, modelOf('scalar', [strict]), batch, errors);
  expect(calls).toEqual([[5, 13, 7]]);
  expect(valuesOf(strict, result)).toEqual([-5, -13, -5, -7, -13, -13]);
  expect(seen).toEqual(['1 unlucky', '4 unlucky', '5 unlucky']);
  expect(() => runSync(udf, modelOf('scalar', [strict]), batch, failing)).toThrow('row 1');
});

it('keeps what it has of a dictionary that comes again, if none of its values failed', () => {
  const { udf, calls } = negating();
  const known: DictionaryResults = new WeakMap();
  const model = modelOf('scalar', [strict]);
  const dictionary = {};
  const run = (
    values: readonly number[],
    indices: readonly number[],
    of: object | undefined,
    errors = failing,
  ) => {
    const given = {
      rowCount: indices.length,
      columns: [column(strict, values)],
      indices: Int32Array.from(indices),
    };
    const batch = of === undefined ? given : { ...given, dictionary: of };
    return valuesOf(strict, runSync(udf, model, batch, errors, known));
  };
  expect(run([1, 2], [0, 1, 0], dictionary)).toEqual([-1, -2, -1]);
  expect(run([1, 2], [1, 1, 0, 1], dictionary)).toEqual([-2, -2, -1, -2]);
  expect(calls).toEqual([[1, 2]]);
  expect(run([3, 4], [1, 1, 0], undefined)).toEqual([-4, -4, -3]);
  expect(run([3, 4], [1, 1, 0], {})).toEqual([-4, -4, -3]);
  expect(calls).toHaveLength(3);
  const { errors, seen } = collecting();
  const failed = {};
  for (const _ of [1, 2]) run([13, 2], [0, 1, 0], failed, errors);
  expect(seen).toEqual(['0 unlucky', '2 unlucky', '0 unlucky', '2 unlucky']);
});

it('gives a dictionary of results that all differ the numbers of the distinct rows', () => {
  const type = { kind: 'dictionary', value: { kind: 'utf8' } } as const;
  const result: ArrowField = { name: 'value', nullable: true, type };
  const indices = Int32Array.of(1, 0, 1, 2);
  for (const [texts, isOwn] of [
    [['a', 'b', 'c'], true],
    [['a', 'b', 'a'], false],
    [['a', null, 'c'], false],
  ] as const) {
    const udf = { name: 'f', async: false, fn: () => undefined, run: () => column(result, texts) } as const;
    const model = { ...modelOf('scalar', [strict]), result };
    const given = runSync(
      udf,
      model,
      { rowCount: 4, columns: [column(strict, [1, 2, 3])], indices },
      failing,
    );
    expect(valuesOf(result, given)).toEqual([...indices].map((index) => texts[index]));
    expect(given.values === indices).toBe(isOwn);
  }
});
