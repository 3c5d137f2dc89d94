import { RetryableError, type UdfContext, udf } from '@sluice/sdk';
import { testUdf } from '@sluice/sdk/testing';
import { expect, it, vi } from 'vitest';

class Geo {
  @udf({ async: true, timeout: '2s', retry: { retries: 2, backoff: '1s' }, onError: 'capture' })
  static async city(ip: string, { signal }: UdfContext): Promise<string> {
    const response = await fetch(`https://geo.example/${ip}`, { signal });
    if (response.status === 503) throw new RetryableError('busy', { retryAfter: '10s' });
    return response.text();
  }
}

it('asks again when the service wants it, and gives up a call that hangs', async () => {
  const answers = [new Response('', { status: 503 }), new Response('Lima')];
  vi.stubGlobal('fetch', async (url: string) =>
    url.endsWith('/192.0.2.1') ? answers.shift() : new Promise(() => {}),
  );
  const run = await testUdf(Geo, 'city', { nullable: [false] }).rows([['192.0.2.1'], ['192.0.2.2'], [null]]);

  expect(run.values).toEqual(['Lima', null, null]);
  expect(run.rows[0]?.calls.map(({ startedAt }) => startedAt)).toEqual([0, 10_000]);
  expect(run.rows[1]).toMatchObject({ status: 'error', error: { code: 'timeout' }, attempts: 3 });
  expect(run.rows[2]?.status).toBe('skipped');
  vi.unstubAllGlobals();
});
