import { expect, it } from 'vitest';
import { aggregate, getUdfMetadata, isSluiceError } from './index.ts';
import { resolveAggregateOptions } from './manifest/index.ts';

const thrown = (act: () => unknown): { code?: string; message: string } => {
  try {
    act();
  } catch (error) {
    if (isSluiceError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return { message: 'nothing was thrown' };
};

/** The same decorator as JavaScript and wrong types reach it. */
const untyped = aggregate as (...args: unknown[]) => (...args: unknown[]) => unknown;

@aggregate({ name: 'row_count', onError: 'null', deterministic: true })
class Count {
  constructor(readonly start = 0) {}
  init(): { rows: number } {
    return { rows: this.start };
  }
  accumulate(state: { rows: number }): void {
    state.rows++;
  }
  merge(state: { rows: number }, other: { rows: number }): void {
    state.rows += other.rows;
  }
  finish(state: { rows: number }): number {
    return state.rows;
  }
}

it('a decorated class is made and called as before', () => {
  const count = new Count(3);
  const state = count.init();
  count.accumulate(state);
  expect(count.finish(state)).toBe(4);
  expect(Count.name).toBe('Count');
});

it('a class carries its resolved options and the name that was chosen, and hands them to no subclass', () => {
  const metadata = getUdfMetadata(Count);
  expect(metadata).toMatchObject({
    name: 'row_count',
    options: { async: false, onError: 'null', deterministic: true },
  });
  expect([metadata, metadata?.options].map((part) => Object.isFrozen(part))).toEqual([true, true]);
  expect(getUdfMetadata(class extends Count {})).toBeUndefined();
});

it('legacy class decorators, which are given the class alone, mark it too', () => {
  class Legacy {}
  expect(untyped()(Legacy)).toBeUndefined();
  expect(getUdfMetadata(Legacy)?.options.deterministic).toBe(false);
  expect(thrown(() => untyped()(Legacy))).toEqual({
    code: 'invalid-options',
    message:
      '@aggregate() on Legacy: the class is an aggregate already; to publish it twice, extend it by a class of its own',
  });
});

it.each<[string, () => unknown]>([
  ['a legacy class', () => untyped(class {})],
  ['a TC39 class', () => untyped(class {}, { kind: 'class' })],
])('says that its parentheses are missing on %s', (_, act) => {
  expect(thrown(act).message).toBe('@aggregate needs parentheses: write @aggregate()');
});

it.each<[string, () => unknown]>([
  ['a legacy method', () => untyped()({}, 'method', {})],
  ['a legacy static method', () => untyped()(class {}, 'method', {})],
  ['a TC39 method', () => untyped()(() => 1, { kind: 'method', name: 'method' })],
  ['a TC39 field', () => untyped()(undefined, { kind: 'field', name: 'field' })],
])('refuses to stand on %s', (_, act) => {
  expect(thrown(act).message).toBe('@aggregate() stands on a class, and @udf() on a method');
});

it('knows three options, and says which they are', () => {
  const messages = (options: unknown): string[] =>
    resolveAggregateOptions(options).problems.map(({ message }) => message);
  expect(messages({ name: 'a', onError: 'capture', deterministic: true, async: undefined })).toEqual([]);
  expect(messages({ async: true, deterministc: true, onError: 'ignore' })).toEqual([
    "an aggregate has no option 'async': its options are name, onError, deterministic",
    "unknown option 'deterministc': did you mean 'deterministic'?",
    "onError must be 'fail', 'null' or 'capture', not 'ignore'",
  ]);
  expect(messages(3)).toEqual(['options must be an object such as { deterministic: true }, not 3']);
  expect(thrown(() => untyped({ ordered: true })(class Sum {})).message).toBe(
    "@aggregate() on Sum: an aggregate has no option 'ordered': its options are name, onError, deterministic",
  );
});
