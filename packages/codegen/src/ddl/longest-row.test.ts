import { resolveOptions } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { longestRowMs } from './longest-row.ts';

it.each([
  ['a call', { timeout: '2s' }, 2000],
  [
    'each attempt, and the longest waits between them',
    { timeout: '1s', retry: { retries: 2, backoff: '1s', jitter: 0.5 } },
    3000 + 1.5 * 3000,
  ],
  [
    'waits that no longer double',
    { timeout: '1s', retry: { retries: 3, backoff: '1s', maxBackoff: '1s', jitter: 0 } },
    7000,
  ],
  [
    'all of it together, where that is bounded',
    { timeout: { attempt: '1s', total: '4s' }, retry: { retries: 9, backoff: '1s' } },
    4000,
  ],
  ['the others of its batch', { timeout: '1s', batch: { maxRows: 8, linger: '20ms' } }, 1020],
  ['its turn', { timeout: '1s', maxInFlight: 100, rateLimit: { perSecond: 20 } }, 6000],
])('counts %s', (_what, options, longestMs) => {
  expect(longestRowMs(resolveOptions({ async: true, ...options }).options)).toBe(longestMs);
});

it('knows no bound of a function that does not wait', () => {
  expect(longestRowMs(resolveOptions({}).options)).toBeUndefined();
});
