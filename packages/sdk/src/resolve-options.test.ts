import { expect, it } from 'vitest';
import { resolveOptions } from './resolve-options.ts';

const messages = (options: unknown): string[] =>
  resolveOptions(options).problems.map(({ message }) => message);

const DEFAULTS = {
  async: false,
  ordered: false,
  maxInFlight: 1000,
  windowRows: 64_000,
  windowBytes: 67_108_864,
  timeoutMs: 5000,
  onError: 'fail',
  deterministic: false,
};

it('no options at all means unordered, 1000 in flight, 5 s, and a window of 64 rows a call and 64 MiB', () => {
  for (const options of [undefined, {}, { ordered: undefined, timeout: undefined, window: undefined }]) {
    expect(resolveOptions(options)).toEqual({ name: undefined, options: DEFAULTS, problems: [] });
  }
});

it('every option that is written ends in the resolved ones, in its unit', () => {
  const written = {
    name: '_Geo2',
    async: true,
    ordered: true,
    maxInFlight: 100,
    window: { rows: 200, bytes: 1 },
    timeout: '10ms',
    onError: 'capture',
    deterministic: true,
  };
  expect(resolveOptions(written)).toEqual({
    name: '_Geo2',
    options: {
      async: true,
      ordered: true,
      maxInFlight: 100,
      windowRows: 200,
      windowBytes: 1,
      timeoutMs: 10,
      onError: 'capture',
      deterministic: true,
    },
    problems: [],
  });
});

it('the window is 64 rows for each call in flight unless it is written, as a number or by its parts', () => {
  const window = (options: object): unknown => {
    const { problems, options: resolved } = resolveOptions({ async: true, ...options });
    return problems.length > 0 ? problems : [resolved.windowRows, resolved.windowBytes];
  };
  expect(window({ maxInFlight: 10 })).toEqual([640, 67_108_864]);
  expect(window({ maxInFlight: 10, window: 10 })).toEqual([10, 67_108_864]);
  expect(window({ maxInFlight: 10, window: { bytes: 5 } })).toEqual([640, 5]);
  expect(window({ maxInFlight: 10, window: { rows: 11, bytes: undefined } })).toEqual([11, 67_108_864]);
});

it('maxInFlight is a whole number from 1 to 1000000', () => {
  for (const good of [1, 1_000_000]) expect(messages({ async: true, maxInFlight: good })).toEqual([]);
  for (const bad of [
    0,
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1_000_001,
    2 ** 32,
    '1',
    1n,
    null,
    true,
  ]) {
    expect(messages({ async: true, maxInFlight: bad })).toEqual([
      expect.stringContaining('maxInFlight must be a whole number from 1 to 1000000, not '),
    ]);
  }
  expect(messages({ async: true, maxInFlight: '1' })[0]).toContain("not '1'");
});

it('a window holds at least the calls in flight, and bytes', () => {
  const of = (window: unknown): string[] => messages({ async: true, maxInFlight: 10, window });
  expect(of(9)).toEqual(['window must be a whole number of at least 10 (maxInFlight), not 9']);
  expect(of({ rows: 9.5 })).toEqual([
    'window.rows must be a whole number of at least 10 (maxInFlight), not 9.5',
  ]);
  expect(of({ bytes: 0 })).toEqual(['window.bytes must be a whole number of at least 1, not 0']);
  expect(of({ row: 10 })).toEqual(["unknown option 'window.row': did you mean 'window.rows'?"]);
  for (const bad of ['10', null, [10], true]) {
    expect(of(bad)).toEqual([
      expect.stringContaining('window must be a number of rows or { rows, bytes }, not '),
    ]);
  }
});

it('a wrong maxInFlight is not blamed on the window as well', () => {
  expect(messages({ async: true, maxInFlight: -1, window: 1000 })).toHaveLength(1);
});

it('a timeout is a duration', () => {
  expect(resolveOptions({ async: true, timeout: '1 minute' }).options.timeoutMs).toBe(60_000);
  expect(resolveOptions({ async: true, timeout: '0s' })).toMatchObject({
    options: { timeoutMs: 0 },
    problems: [],
  });
  expect(messages({ async: true, timeout: '5 parsecs' })[0]).toContain(
    "timeout: unknown time unit 'parsecs'",
  );
  expect(messages({ async: true, timeout: '-5s' })[0]).toContain(
    "timeout: invalid duration specification '-5s'",
  );
  expect(messages({ async: true, timeout: 5000 })).toEqual([
    "timeout must be a duration such as '5s' or '500ms', or { attempt, total }, not 5000",
  ]);
});

it('each option of asynchronous calls needs async: true', () => {
  for (const options of [{}, { async: false }]) {
    const written = {
      ...options,
      ordered: false,
      orderBy: 'key',
      maxInFlight: 5,
      window: 5,
      timeout: '5s',
      retry: { retries: 1 },
      rateLimit: { perSecond: 1 },
      cache: { maxEntries: 1 },
      deterministic: true,
    };
    expect(messages({ ...options, batch: { maxRows: 1 } })).toEqual([
      'batch needs async: true; add it and return a Promise, or leave batch out',
    ]);
    expect(messages(written)).toEqual(
      ['ordered', 'orderBy', 'maxInFlight', 'window', 'timeout', 'retry', 'rateLimit', 'cache'].map(
        (name) => `${name} needs async: true; add it and return a Promise, or leave ${name} out`,
      ),
    );
  }
  expect(messages({ onError: 'null', deterministic: true, name: 'x' })).toEqual([]);
});

it('flags are booleans, and a wrong async is not blamed on the options that need it', () => {
  expect(messages({ async: 'yes', ordered: true })).toEqual(["async must be true or false, not 'yes'"]);
  expect(messages({ async: true, ordered: 1 })).toEqual(['ordered must be true or false, not 1']);
  expect(messages({ deterministic: null })).toEqual(['deterministic must be true or false, not null']);
});

it('onError is one of three', () => {
  for (const good of ['fail', 'null', 'capture']) expect(messages({ onError: good })).toEqual([]);
  for (const bad of ['ignore', null, 0, ['fail']]) {
    expect(messages({ onError: bad })).toEqual([
      expect.stringContaining("onError must be 'fail', 'null' or 'capture', not "),
    ]);
  }
});

it('a name is an SQL identifier of at most 63 characters', () => {
  for (const good of ['a', '_', 'A_9', `a${'b'.repeat(62)}`])
    expect(resolveOptions({ name: good }).name).toBe(good);
  for (const bad of ['', '9a', 'a-b', 'a b', 'é', 'a\n', `a${'b'.repeat(63)}`, 5, null]) {
    const { name, problems } = resolveOptions({ name: bad });
    expect(name).toBeUndefined();
    expect(problems).toEqual([{ option: 'name', message: expect.stringContaining('name must be a letter') }]);
  }
});

it('an unknown option is an error, with the name that was probably meant', () => {
  expect(messages({ orderd: true })).toEqual(["unknown option 'orderd': did you mean 'ordered'?"]);
  expect(messages({ max_in_flight: 5 })).toEqual([
    "unknown option 'max_in_flight': did you mean 'maxInFlight'?",
  ]);
  expect(messages({ allowed_in_flight: 5 })).toEqual([
    "unknown option 'allowed_in_flight': did you mean 'maxInFlight'?",
  ]);
  expect(messages({ unordered: true })).toEqual([
    "unknown option 'unordered': leave it out, results are unordered unless you write ordered: true",
  ]);
  expect(messages({ retries: 3 })).toEqual(["unknown option 'retries': write retry: { retries: 3 }"]);
  expect(messages({ partition_by: 'key' })).toEqual([
    "unknown option 'partition_by': did you mean 'orderBy', with the name of a parameter?",
  ]);
  expect(messages({ fantasy: 3 })).toEqual([
    "unknown option 'fantasy': the options are name, async, vectorized, ordered, orderBy, maxInFlight, window, timeout, retry, batch, rateLimit, cache, onError, deterministic",
  ]);
  expect(messages({ constructor: 3 })[0]).toContain("unknown option 'constructor': the options are");
  expect(messages({ nonsense: 1, ordered: true })).toHaveLength(2);
});

it('all problems are found at once, each naming its option, and the defaults stand in for what is wrong', () => {
  const { options, problems } = resolveOptions({
    name: '1',
    async: true,
    maxInFlight: 0,
    window: { rows: 0, bytes: 0 },
    timeout: '5',
    onError: 'x',
    extra: 1,
  });
  expect(problems.map(({ option }) => option).sort()).toEqual(
    ['extra', 'maxInFlight', 'name', 'onError', 'timeout', 'window.bytes', 'window.rows'].sort(),
  );
  expect(options).toEqual({ ...DEFAULTS, async: true });
});

it('options that are no object are refused', () => {
  for (const bad of ['ordered', 5, true, [], null]) {
    expect(messages(bad)).toEqual([
      expect.stringContaining('options must be an object such as { async: true }, not '),
    ]);
  }
});

it('a function that takes whole columns says so, and is synchronous', () => {
  expect(resolveOptions({ vectorized: true, deterministic: true })).toEqual({
    name: undefined,
    options: { ...DEFAULTS, deterministic: true, vectorized: true },
    problems: [],
  });
  expect(resolveOptions({ vectorized: false }).options).toEqual(DEFAULTS);
  expect(messages({ vectorized: 'yes' })).toEqual(["vectorized must be true or false, not 'yes'"]);
  expect(messages({ vectorised: true })).toEqual(["unknown option 'vectorised': did you mean 'vectorized'?"]);
  const { options, problems } = resolveOptions({ async: true, vectorized: true });
  expect(options).not.toHaveProperty('vectorized');
  expect(problems).toEqual([
    {
      option: 'vectorized',
      message:
        'vectorized cannot stand beside async: true, since one call answers for whole columns at once: leave async ' +
        'out, or use the option batch in the place of vectorized',
    },
  ]);
});
