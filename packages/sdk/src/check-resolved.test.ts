import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkResolvedOptions } from './check-resolved.ts';
import { resolveOptions } from './resolve-options.ts';
import type { ResolvedOptions } from './resolved-options.ts';

const duration = fc.nat(10_000_000).map((ms) => `${ms}ms`);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const written = fc.record({
  async: fc.constantFrom(true, true, false),
  vectorized: maybe(fc.boolean()),
  ordered: maybe(fc.boolean()),
  orderBy: maybe(fc.constantFrom('key', 'user_id')),
  maxInFlight: maybe(fc.integer({ min: 1, max: 1000 })),
  window: maybe(
    fc.record({ rows: maybe(fc.integer({ min: 1000, max: 10_000 })), bytes: maybe(fc.integer({ min: 1 })) }),
  ),
  timeout: maybe(fc.oneof(duration, fc.record({ attempt: maybe(duration), total: maybe(duration) }))),
  retry: maybe(
    fc.record({
      retries: fc.integer({ min: 1, max: 100 }),
      backoff: maybe(duration),
      maxBackoff: maybe(duration),
      jitter: maybe(share),
      budget: maybe(share),
      when: maybe(fc.constant(() => true)),
    }),
  ),
  batch: maybe(
    fc.record({
      maxRows: fc.integer({ min: 1, max: 100_000 }),
      maxBytes: maybe(fc.integer({ min: 1 })),
      linger: maybe(duration),
    }),
  ),
  rateLimit: maybe(
    fc.record({ perSecond: fc.double({ min: 0, max: 1e9 }), burst: maybe(fc.integer({ min: 1 })) }),
  ),
  cache: maybe(fc.record({ maxEntries: fc.integer({ min: 1, max: 10_000_000 }), ttl: maybe(duration) })),
  deterministic: maybe(fc.boolean()),
});

it('whatever resolving gives, for good options or with the defaults in the place of bad ones, passes the check', () => {
  fc.assert(
    fc.property(written, (options) => {
      const { options: resolved, problems } = resolveOptions(options);
      // Options that need async: true are refused again where there is none.
      const usable = resolved.async || problems.length === 0;
      expect(usable ? checkResolvedOptions(resolved) : []).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

const good = resolveOptions({
  async: true,
  timeout: { attempt: '1s', total: '5s' },
  retry: { retries: 3, when: () => true },
  batch: { maxRows: 5, maxBytes: 100 },
  rateLimit: { perSecond: 5 },
}).options;

it('every limit is checked again, under the name that authors write', () => {
  const edited = (edit: object): string[] =>
    checkResolvedOptions({ ...good, ...edit } as ResolvedOptions).map(({ option }) => option);
  expect(edited({})).toEqual([]);
  expect(edited({ maxInFlight: 0 })).toEqual(['maxInFlight']);
  expect(edited({ windowRows: 4, maxInFlight: 1 })).toEqual(['batch.maxRows']);
  expect(edited({ timeoutMs: 5001 })).toEqual(['timeout.total']);
  expect(edited({ timeoutMs: 0.5 })).toEqual(['timeout.attempt']);
  expect(edited({ totalTimeoutMs: null })).toEqual(['timeout.total']);
  expect(edited({ vectorized: true })).toEqual(['vectorized']);
  expect(edited({ orderBy: '' })).toEqual(['orderBy']);
  expect(edited({ ordered: true, orderBy: 'key' })).toEqual(['orderBy']);
  expect(edited({ retry: { ...good.retry, retries: 101 } })).toEqual(['retry.retries']);
  expect(edited({ retry: { ...good.retry, backoffMs: -1 } })).toEqual(['retry.backoff']);
  expect(edited({ retry: { ...good.retry, maxBackoffMs: 1 } })).toEqual(['retry.maxBackoff']);
  expect(edited({ retry: { ...good.retry, conditional: 'yes' } })).toEqual(['retry.when']);
  expect(edited({ retry: { ...good.retry, jitter: 2 } })).toEqual(['retry.jitter']);
  expect(edited({ batch: { maxRows: 5, lingerMs: 'soon' } })).toEqual(['batch.linger']);
  expect(edited({ rateLimit: { perSecond: 0, burst: 0 } })).toEqual([
    'rateLimit.burst',
    'rateLimit.perSecond',
  ]);
  expect(edited({ batch: undefined, cache: { maxEntries: 0 }, deterministic: true })).toEqual([
    'cache.maxEntries',
  ]);
  expect(edited({ cache: { maxEntries: 1 } })).toEqual(['cache']);
  for (const option of ['retry', 'batch', 'rateLimit']) {
    for (const bad of [5, 'x', null]) expect(edited({ [option]: bad })).toEqual([option]);
  }
});

it('a synchronous function is not blamed for the limits that every function has', () => {
  const { options } = resolveOptions({ deterministic: true });
  expect(checkResolvedOptions(options)).toEqual([]);
  expect(checkResolvedOptions({ ...options, orderBy: 'key' }).map(({ option }) => option)).toEqual([
    'orderBy',
  ]);
});
