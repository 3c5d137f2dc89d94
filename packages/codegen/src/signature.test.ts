import { resolveOptions, type ScalarUdf } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { formatOptions, formatSignature } from './signature.ts';
import { modelOf } from './testing/analyse-source.ts';

it.each([
  [undefined, ''],
  [{ deterministic: true }, 'deterministic'],
  [{ async: true }, 'async'],
  [{ vectorized: true, deterministic: true }, 'vectorized, deterministic'],
  [{ async: true, ordered: true, maxInFlight: 500 }, 'async, ordered, maxInFlight: 500'],
  [{ async: true, orderBy: 'user' }, 'async, orderBy: user'],
  [{ async: true, window: 2000 }, 'async, window: { rows: 2000 }'],
  [{ async: true, window: { bytes: 1024 } }, 'async, window: { bytes: 1024 }'],
  [{ async: true, timeout: '250ms' }, 'async, timeout: 250ms'],
  [{ async: true, timeout: { total: '90s' } }, 'async, timeout: { total: 90s }'],
  [{ async: true, timeout: { total: '2s' } }, 'async, timeout: { total: 2s }'],
  [{ async: true, timeout: { attempt: '1s', total: '2 min' } }, 'async, timeout: { attempt: 1s, total: 2m }'],
  [{ async: true, retry: { retries: 3 } }, 'async, retry: { retries: 3 }'],
  [{ async: true, retry: { retries: 3, backoff: '60s' } }, 'async, retry: { retries: 3, backoff: 1m }'],
  [
    {
      async: true,
      retry: { retries: 1, backoff: '50ms', maxBackoff: '1h', jitter: 0, when: () => true, budget: 0.2 },
    },
    'async, retry: { retries: 1, backoff: 50ms, maxBackoff: 1h, jitter: 0, when, budget: 0.2 }',
  ],
  [{ async: true, batch: { maxRows: 64 } }, 'async, batch: { maxRows: 64 }'],
  // Its window is the default beside so large a batch.
  [
    { async: true, maxInFlight: 1, batch: { maxRows: 100 } },
    'async, maxInFlight: 1, batch: { maxRows: 100 }',
  ],
  [
    { async: true, batch: { maxRows: 64, maxBytes: 4096, linger: '20ms' } },
    'async, batch: { maxRows: 64, maxBytes: 4096, linger: 20ms }',
  ],
  [{ async: true, rateLimit: { perSecond: 0.5 } }, 'async, rateLimit: { perSecond: 0.5 }'],
  [{ async: true, rateLimit: { perSecond: 50, burst: 5 } }, 'async, rateLimit: { perSecond: 50, burst: 5 }'],
  [
    { async: true, deterministic: true, cache: { maxEntries: 10, ttl: '2 days' }, onError: 'null' },
    'async, cache: { maxEntries: 10, ttl: 2d }, onError: null, deterministic',
  ],
])('writes of %j what is not the default', (written, text) => {
  const { options, problems } = resolveOptions(written);
  expect(problems).toEqual([]);
  expect(formatOptions(options)).toBe(text);
});

it('writes a signature as SQL sees it', () => {
  const { options } = resolveOptions({ async: true, batch: { maxRows: 64 } });
  const model: ScalarUdf = {
    kind: 'scalar',
    name: 'embed',
    options,
    parameters: [{ name: 'texts', type: { kind: 'utf8' }, nullable: true }],
    result: { name: 'value', type: { kind: 'float', bitWidth: 64 }, nullable: false },
    takesContext: true,
    binding: { kind: 'function', module: 'src/index.ts', export: 'embed' },
    source: { file: 'src/index.ts', line: 1, column: 1 },
  };
  const state = { name: 'state', type: { kind: 'float', bitWidth: 64 }, nullable: false } as const;
  expect(formatSignature(model)).toBe('embed(texts: Utf8?) -> Float64');
  expect(formatSignature({ ...model, kind: 'vectorized', takes: ['column'] })).toBe(
    'embed(texts: Utf8?) -> Float64',
  );
  expect(formatSignature({ ...model, kind: 'table' })).toBe('embed(texts: Utf8?) -> table(Float64)');
  expect(formatSignature({ ...model, kind: 'aggregate', state, retracts: false })).toBe(
    'embed(texts: Utf8?) -> Float64 (aggregate)',
  );
});

it('writes types as Arrow names them, and what may be null in them', () => {
  const model = modelOf(`import { udf, type Decimal, type FixedSizeList, type Json, type LargeUtf8,
      type Sparse, type TimeOfDay, type Uuid } from '@sluice/sdk';
    type Step = { kind: 'go'; to: { x: number; y: number | null } } | { kind: 'say'; value: LargeUtf8 } | { kind: 'stop' };
    export const f = udf({}, (
      id: Uuid, level: 'low' | 'high' | null, steps: (Sparse<Step> | null)[], price: Decimal<40, 2>,
      vector: FixedSizeList<number, 3>, at: TimeOfDay<'s'>,
    ): Json => null!);`);
  expect(formatSignature(model)).toBe(
    [
      'f(id: Uuid',
      'level: Dictionary<"high" | "low">?',
      'steps: List<SparseUnion<go: Struct<to: Struct<x: Float64, y: Float64?>>?, say: LargeUtf8?, stop: Null?>?>',
      'price: Decimal256(40, 2)',
      'vector: FixedSizeList<Float64, 3>',
      'at: Time32(s)) -> Json?',
    ].join(', '),
  );
});
