import { expect, it } from 'vitest';
import { resolveOptions } from './resolve-options.ts';

const messages = (options: object): string[] =>
  resolveOptions({ async: true, ...options }).problems.map(({ message }) => message);

/** What resolving adds to the options of an asynchronous function, or the problems. */
const resolved = (options: object): unknown => {
  const { options: all, problems } = resolveOptions({ async: true, ...options });
  if (problems.length > 0) return problems;
  const bare = Object.entries(resolveOptions({ async: true }).options);
  const added = new Map(Object.entries(all));
  for (const [option, value] of bare) if (added.get(option) === value) added.delete(option);
  return Object.fromEntries(added);
};

it('what is left out is absent, also from an object whose parts are undefined', () => {
  expect(Object.keys(resolveOptions({ async: true }).options).sort()).toEqual(
    [
      'async',
      'ordered',
      'maxInFlight',
      'windowRows',
      'windowBytes',
      'timeoutMs',
      'onError',
      'deterministic',
    ].sort(),
  );
  const { options } = resolveOptions({
    async: true,
    orderBy: undefined,
    retry: { retries: 1, budget: undefined, when: undefined },
    batch: { maxRows: 1, maxBytes: undefined, linger: undefined },
    timeout: { attempt: undefined, total: undefined },
  });
  expect(Object.keys(options.retry ?? {})).not.toContain('budget');
  expect(Object.keys(options.batch ?? {})).not.toContain('maxBytes');
  expect(Object.keys(options)).not.toContain('orderBy');
  expect(Object.keys(options)).not.toContain('totalTimeoutMs');
});

it('resolved options survive JSON, whatever was written', () => {
  const { options, problems } = resolveOptions({
    async: true,
    orderBy: 'key',
    timeout: { attempt: '1s', total: '2s' },
    retry: { retries: 2, when: () => true, budget: 0.1 },
    rateLimit: { perSecond: 0.1 },
    cache: { maxEntries: 5, ttl: '1s' },
    deterministic: true,
  });
  expect(problems).toEqual([]);
  expect(JSON.parse(JSON.stringify(options))).toEqual(options);
});

it('orderBy is the name of a parameter', () => {
  for (const orderBy of ['key', '_', '$', 'été', 'a1']) expect(resolved({ orderBy })).toEqual({ orderBy });
  for (const orderBy of ['', 'a b', '1a', 'user.id', 'key\n', 5, null, true, ['key']]) {
    expect(messages({ orderBy })).toEqual([
      expect.stringContaining("orderBy must be the name of a parameter, such as 'key', not "),
    ]);
  }
});

it('orderBy and ordered: true exclude each other', () => {
  expect(resolved({ orderBy: 'key', ordered: false })).toEqual({ orderBy: 'key' });
  const { options, problems } = resolveOptions({ async: true, orderBy: 'key', ordered: true });
  expect(problems).toEqual([
    {
      option: 'orderBy',
      message:
        'orderBy cannot stand beside ordered: true, which keeps the order of all rows: ' +
        'leave ordered out to keep it for each key, or orderBy to keep it for all',
    },
  ]);
  expect(options).toMatchObject({ ordered: true });
  expect(options).not.toHaveProperty('orderBy');
});

it('a timeout is for one attempt, or for one and for all', () => {
  expect(resolved({ timeout: '2s' })).toEqual({ timeoutMs: 2000 });
  expect(resolved({ timeout: { attempt: '2s' } })).toEqual({ timeoutMs: 2000 });
  expect(resolved({ timeout: { attempt: '2s', total: '9s' } })).toEqual({
    timeoutMs: 2000,
    totalTimeoutMs: 9000,
  });
  expect(resolved({ timeout: { attempt: '2s', total: '2s' } })).toEqual({
    timeoutMs: 2000,
    totalTimeoutMs: 2000,
  });
  expect(resolved({ timeout: {} })).toEqual({});
});

it('with a total alone an attempt has its default of 5 s, and never more than the total', () => {
  expect(resolved({ timeout: { total: '9s' } })).toEqual({ totalTimeoutMs: 9000 });
  expect(resolved({ timeout: { total: '3s' } })).toEqual({ timeoutMs: 3000, totalTimeoutMs: 3000 });
  expect(resolved({ timeout: { total: '0s' } })).toEqual({ timeoutMs: 0, totalTimeoutMs: 0 });
});

it('a total below the attempt is an error, and bad parts of a timeout are named', () => {
  expect(messages({ timeout: { attempt: '5s', total: '4999ms' } })).toEqual([
    "timeout.total, '4999ms', must be at least timeout.attempt, '5s': raise total, or lower attempt",
  ]);
  expect(messages({ timeout: { attempt: 5, total: '1' } })).toEqual([
    "timeout.attempt must be a duration such as '5s' or '500ms', not 5",
    expect.stringContaining("timeout.total: invalid duration specification '1'"),
  ]);
  // A wrong attempt is not blamed on the total.
  expect(messages({ timeout: { attempt: 'soon', total: '1s' } })).toHaveLength(1);
  expect(messages({ timeout: { totl: '5s' } })).toEqual([
    "unknown option 'timeout.totl': did you mean 'timeout.total'?",
  ]);
  for (const timeout of [5000, null, true, ['5s']]) {
    expect(messages({ timeout })).toEqual([expect.stringContaining('or { attempt, total }, not ')]);
  }
});

it('retries start after 100 ms and wait 30 s at most, a quarter more or less', () => {
  expect(resolved({ retry: { retries: 3 } })).toEqual({
    retry: { retries: 3, backoffMs: 100, maxBackoffMs: 30_000, jitter: 0.25, conditional: false },
  });
  const all = { retries: 100, backoff: '1s', maxBackoff: '1 minute', jitter: 0, budget: 0.2 };
  expect(resolved({ retry: { ...all, when: () => true } })).toEqual({
    retry: {
      retries: 100,
      backoffMs: 1000,
      maxBackoffMs: 60_000,
      jitter: 0,
      budget: 0.2,
      conditional: true,
    },
  });
});

it('a default backoff gives way to the bound that is written, and a default bound to the backoff', () => {
  expect(resolved({ retry: { retries: 1, backoff: '1 minute' } })).toMatchObject({
    retry: { backoffMs: 60_000, maxBackoffMs: 60_000 },
  });
  expect(resolved({ retry: { retries: 1, maxBackoff: '50ms' } })).toMatchObject({
    retry: { backoffMs: 50, maxBackoffMs: 50 },
  });
  expect(messages({ retry: { retries: 1, backoff: '2s', maxBackoff: '1s' } })).toEqual([
    "retry.maxBackoff, '1s', must be at least retry.backoff, '2s': raise maxBackoff, or lower backoff",
  ]);
  expect(messages({ retry: { retries: 1, backoff: 'soon', maxBackoff: '1ms' } })).toHaveLength(1);
});

it('retries are a whole number from 1 to 100, and there is no retry without them', () => {
  for (const retries of [1, 100]) expect(messages({ retry: { retries } })).toEqual([]);
  for (const retries of [0, -1, 101, 1.5, Number.NaN, '3', null]) {
    const { options, problems } = resolveOptions({ async: true, retry: { retries } });
    expect(problems).toEqual([
      {
        option: 'retry.retries',
        message: expect.stringContaining('retry.retries must be a whole number from 1 to 100, not '),
      },
    ]);
    expect(options).not.toHaveProperty('retry');
  }
  expect(messages({ retry: {} })).toEqual(['retry.retries is missing: write retry: { retries: 3 }']);
  for (const retry of [3, true, null, '3', [3], () => true]) {
    expect(messages({ retry })).toEqual([
      expect.stringContaining('retry must be an object such as { retries: 3 }, not '),
    ]);
  }
});

it('jitter and budget are numbers from 0 to 1', () => {
  for (const part of ['jitter', 'budget']) {
    for (const good of [0, 0.5, 1]) {
      expect(resolved({ retry: { retries: 1, [part]: good } })).toMatchObject({ retry: { [part]: good } });
    }
    for (const bad of [-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY, '0.5', null]) {
      expect(messages({ retry: { retries: 1, [part]: bad } })).toEqual([
        expect.stringContaining(`retry.${part} must be a number from 0 to 1, not `),
      ]);
    }
  }
});

it('when is a function, which is given back beside the options', () => {
  const when = (): boolean => false;
  expect(resolveOptions({ async: true, retry: { retries: 1, when } }).retryWhen).toBe(when);
  expect(resolveOptions({ async: true, retry: { retries: 1 } }).retryWhen).toBeUndefined();
  expect(messages({ retry: { retries: 1, when: 'TypeError' } })).toEqual([
    "retry.when must be a function such as (error) => error instanceof TypeError, not 'TypeError'",
  ]);
});

it('an unknown part is an error, with what to write instead', () => {
  expect(messages({ retry: { retries: 1, factor: 2, max_attempts: 3, jiter: 0 } })).toEqual([
    "unknown option 'retry.factor': leave it out, the delay doubles with each retry",
    "unknown option 'retry.max_attempts': did you mean 'retry.retries'? It does not count the first call",
    "unknown option 'retry.jiter': did you mean 'retry.jitter'?",
  ]);
  expect(messages({ cache: { maxEntries: 1, constructor: 1 }, deterministic: true })).toEqual([
    "unknown option 'cache.constructor': the options are cache.maxEntries, cache.ttl",
  ]);
  expect(messages({ batch: { maxRows: 1, lingerMs: 5 }, rateLimit: { perSecond: 1, bust: 1 } })).toEqual([
    "unknown option 'batch.lingerMs': did you mean 'batch.linger', with a unit, such as '20ms'?",
    "unknown option 'rateLimit.bust': did you mean 'rateLimit.burst'?",
  ]);
});

it('a batch has at most so many rows and bytes, and does not linger unless told to', () => {
  expect(resolved({ batch: { maxRows: 64 } })).toEqual({ batch: { maxRows: 64, lingerMs: 0 } });
  expect(resolved({ batch: { maxRows: 100, maxBytes: 1, linger: '20ms' } })).toEqual({
    batch: { maxRows: 100, maxBytes: 1, lingerMs: 20 },
  });
  for (const maxRows of [0, 1.5, 100_001, '1']) {
    expect(messages({ batch: { maxRows } })).toEqual([
      expect.stringContaining('batch.maxRows must be a whole number from 1 to 100000, not '),
    ]);
  }
  expect(messages({ batch: { maxRows: 1, maxBytes: 0, linger: 20 } })).toEqual([
    'batch.maxBytes must be a whole number of at least 1, not 0',
    "batch.linger must be a duration such as '5s' or '500ms', not 20",
  ]);
  expect(messages({ batch: { linger: '1ms' } })).toEqual([
    'batch.maxRows is missing: write batch: { maxRows: 64 }',
  ]);
  expect(messages({ batch: 64 })).toEqual(['batch must be an object such as { maxRows: 64 }, not 64']);
});

it('a window holds at least one batch, and by default two', () => {
  expect(resolved({ maxInFlight: 1, batch: { maxRows: 100_000 } })).toMatchObject({ windowRows: 200_000 });
  expect(resolved({ batch: { maxRows: 64 } })).not.toHaveProperty('windowRows');
  expect(messages({ maxInFlight: 1, window: 100, batch: { maxRows: 100 } })).toEqual([]);
  expect(messages({ maxInFlight: 1, window: { rows: 99 }, batch: { maxRows: 100 } })).toEqual([
    'batch.maxRows, 100, is more than the window holds: raise the window to at least 100, or lower maxRows',
  ]);
});

it('a rate may be less than one a second, and its burst is the calls of a second unless written', () => {
  for (const [perSecond, burst] of [
    [0.001, 1],
    [1, 1],
    [1.5, 2],
    [50, 50],
    [1_000_000_000, 1_000_000_000],
  ]) {
    expect(resolved({ rateLimit: { perSecond } })).toEqual({ rateLimit: { perSecond, burst } });
  }
  expect(resolved({ rateLimit: { perSecond: 50, burst: 1 } })).toEqual({
    rateLimit: { perSecond: 50, burst: 1 },
  });
  for (const perSecond of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1_000_000_001, '5', null]) {
    expect(messages({ rateLimit: { perSecond } })).toEqual([
      expect.stringContaining('rateLimit.perSecond must be a number above 0, at most 1000000000, not '),
    ]);
  }
  for (const burst of [0, 0.5, 1.5, '5']) {
    expect(messages({ rateLimit: { perSecond: 1, burst } })).toEqual([
      expect.stringContaining('rateLimit.burst must be a whole number of at least 1, not '),
    ]);
  }
  expect(messages({ rateLimit: {} })).toEqual([
    'rateLimit.perSecond is missing: write rateLimit: { perSecond: 50 }',
  ]);
  expect(messages({ rateLimit: 50 })).toEqual([
    'rateLimit must be an object such as { perSecond: 50 }, not 50',
  ]);
});

it('a cache has a bound, and no time to live unless written', () => {
  const cached = (cache: unknown): object => ({ deterministic: true, cache });
  expect(resolved(cached({ maxEntries: 1 }))).toMatchObject({ cache: { maxEntries: 1 } });
  expect(resolved(cached({ maxEntries: 10_000_000, ttl: '1 hour' }))).toMatchObject({
    cache: { maxEntries: 10_000_000, ttlMs: 3_600_000 },
  });
  for (const maxEntries of [0, 0.5, 10_000_001, '5']) {
    expect(messages(cached({ maxEntries }))).toEqual([
      expect.stringContaining('cache.maxEntries must be a whole number from 1 to 10000000, not '),
    ]);
  }
  expect(messages(cached({ ttl: 'soon' }))).toEqual([
    'cache.maxEntries is missing: write cache: { maxEntries: 10000 }',
    expect.stringContaining("cache.ttl: invalid duration specification 'soon'"),
  ]);
  expect(messages(cached(5))).toEqual(['cache must be an object such as { maxEntries: 10000 }, not 5']);
});

it('a cache needs deterministic: true, and a wrong deterministic is not blamed on it', () => {
  for (const options of [{}, { deterministic: false }]) {
    const { options: result, problems } = resolveOptions({
      async: true,
      ...options,
      cache: { maxEntries: 1 },
    });
    expect(problems).toEqual([
      {
        option: 'cache',
        message:
          'cache needs deterministic: true; add it if the same arguments always give the same result, or leave cache out',
      },
    ]);
    expect(result).not.toHaveProperty('cache');
  }
  expect(messages({ deterministic: 'yes', cache: { maxEntries: 1 } })).toEqual([
    "deterministic must be true or false, not 'yes'",
  ]);
});

it('a cache and a batch exclude each other, and it is said which to leave out', () => {
  expect(messages({ deterministic: true, cache: { maxEntries: 1 }, batch: { maxRows: 2 } })).toEqual([
    expect.stringMatching(
      /^cache cannot stand beside batch, .*: leave batch out if arguments often repeat, or cache if they seldom do$/,
    ),
  ]);
});

it('all options of asynchronous calls but those that exclude each other stand together', () => {
  expect(
    messages({
      orderBy: 'key',
      maxInFlight: 10,
      window: { rows: 500, bytes: 1_000_000 },
      timeout: { attempt: '1s', total: '5s' },
      retry: { retries: 2 },
      batch: { maxRows: 50 },
      rateLimit: { perSecond: 5 },
      onError: 'capture',
      deterministic: true,
    }),
  ).toEqual([]);
});
