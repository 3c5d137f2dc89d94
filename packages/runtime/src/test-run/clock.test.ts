import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import timers from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { udf } from '@sluice/sdk';
import { TestClock, testUdf } from '@sluice/sdk/testing';
import { afterEach, expect, it, vi } from 'vitest';

const before = { setTimeout, Date, now: performance.now, timeout: AbortSignal.timeout };

afterEach(() => {
  expect({ setTimeout, Date, now: performance.now, timeout: AbortSignal.timeout }).toEqual(before);
});

/** Runs a body as a function, for one row. */
async function run(body: () => Promise<unknown>, options: { limit?: string; startAt?: Date } = {}) {
  const fn = udf({ async: true, timeout: '1 hour' }, body as () => Promise<string>);
  return await testUdf(fn, { name: 'f', ...options }).rows([[]]);
}

it('puts every timer of Node on the clock', async () => {
  const times: number[] = [];
  const note = (): number => times.push(performance.now());
  const result = await run(async () => {
    await new Promise<void>((resolve) => setTimeout(resolve, 10));
    note();
    await timers.setTimeout(10);
    note();
    await timers.scheduler.wait(10);
    note();
    await promisify(setTimeout)(10);
    note();
    await once(AbortSignal.timeout(10), 'abort');
    note();
    let ticks = 0;
    await new Promise<void>((resolve) => {
      const interval = setInterval(() => {
        if (++ticks < 3) return;
        clearInterval(interval);
        resolve();
      }, 10);
    });
    note();
    for await (const _ of timers.setInterval(10)) break;
    note();
    const cancelled = setTimeout(() => times.push(-1), 10);
    clearTimeout(cancelled);
    return 'done';
  });

  expect(result.values).toEqual(['done']);
  expect(times).toEqual([10, 20, 30, 40, 50, 80, 90]);
});

it('has a present of its own, whose dates are dates', async () => {
  const startAt = new Date('2031-05-06T07:08:09Z');
  const result = await run(
    async () => {
      await timers.setTimeout(1000);
      const now = new Date();
      return [
        now.toISOString(),
        Date.now() - now.getTime(),
        startAt instanceof Date,
        now instanceof Date,
      ].join();
    },
    { startAt },
  );

  expect(result.values).toEqual(['2031-05-06T07:08:10.000Z,0,true,true']);
});

it('waits for files, hashes and compression, which take none of its time', async () => {
  const result = await run(async () => {
    const text = await readFile(new URL(import.meta.url), 'utf8');
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    const packed = await promisify(gzip)(Buffer.from(text));
    const unpacked = await promisify(gunzip)(packed);
    return [digest.byteLength, unpacked.toString() === text].join();
  });

  expect(result.values).toEqual(['32,true']);
  expect(result.endedAt).toBe(0);
});

it('waits for a local server, and lets one that waits have its time', async () => {
  const server = createServer((_request, response) => {
    setTimeout(() => response.end('hello'), 250);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const result = await run(async () => (await fetch(`http://127.0.0.1:${port}`)).text());

    expect(result.values).toEqual(['hello']);
    expect(result.rows[0]?.settledAt).toBe(250);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

it('does not mind the fake timers of a test framework', async () => {
  vi.useFakeTimers();
  try {
    const result = await run(async () => {
      await new Promise<void>((resolve) => setTimeout(resolve, 40));
      return 'done';
    });
    expect(result.values).toEqual(['done']);
    expect(result.endedAt).toBe(40);
  } finally {
    vi.useRealTimers();
  }
});

it('ends a run that no time would end', async () => {
  const interval = run(
    async () => {
      for (;;) await timers.setTimeout(1000);
    },
    { limit: '1 minute' },
  );

  await expect(interval).rejects.toThrow(
    'the clock has gone on by its limit of 60000 ms, and row 0 of f has no outcome (1 calls pending)',
  );
});

it('ends a run whose input never comes', async () => {
  const test = testUdf(
    udf({ async: true }, async (n: number): Promise<number> => n),
    { name: 'f' },
  );
  const never = (async function* (): AsyncGenerator<[number]> {
    yield [1];
    await new Promise(() => {});
  })();

  await expect(test.rows(never)).rejects.toThrow(
    'nothing is left that could go on, and f waits for more rows',
  );
});

it('is one for several functions where they are given one', async () => {
  const clock = new TestClock();
  const wait = udf({ async: true }, async (ms: number): Promise<number> => timers.setTimeout(ms, clock.now));
  await testUdf(wait, { clock }).rows([[100]]);
  const second = await testUdf(wait, { clock }).rows([[100]]);

  expect(second.rows[0]).toMatchObject({ startedAt: 100, settledAt: 200 });
});

it('keeps runs apart that are asked for at the same time', async () => {
  const wait = udf({ async: true }, async (ms: number): Promise<number> => {
    await timers.setTimeout(ms);
    return performance.now();
  });
  const runs = await Promise.all([testUdf(wait).rows([[30]]), testUdf(wait).rows([[20]])]);

  expect(runs.map(({ values }) => values)).toEqual([[30], [20]]);
});
