import { afterAll, beforeAll, expect, it, vi } from 'vitest';

// Before anything of ours is loaded.
beforeAll(() => {
  vi.useFakeTimers();
});
afterAll(() => {
  vi.useRealTimers();
});

it('runs where a test framework has put its own timers in place before anything was loaded', async () => {
  const { udf } = await import('@sluice/sdk');
  const { testUdf } = await import('@sluice/sdk/testing');
  const wait = udf({ async: true }, async (ms: number): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return Date.now();
  });
  const run = await testUdf(wait, { startAt: new Date(0) }).rows([[40]]);

  expect(run.values).toEqual([40]);
});
