import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePackage } from '../support/package.ts';

const SOURCE = `import assert from 'node:assert';
import { mock, test } from 'node:test';

test('rows run on the clock of their own', async () => {
  mock.timers.enable();
  const { udf } = await import('@sluice/sdk');
  const { testUdf } = await import('@sluice/sdk/testing');
  const wait = udf({ async: true }, async (ms) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return ms;
  });
  const run = await testUdf(wait).rows([[40]]);
  assert.deepEqual(run.values, [40]);
  assert.equal(run.endedAt, 40);
});
`;

it('@sluice/sdk/testing runs under node:test, and beside the mock timers that it has put in place', () => {
  const folder = writePackage('node-test', { 'mocked.test.mjs': SOURCE });
  const { NODE_TEST_CONTEXT: _, ...env } = process.env; // the runner's own is not for the one that is run
  const { stdout, status } = spawnSync(process.execPath, ['--test', join(folder, 'mocked.test.mjs')], {
    encoding: 'utf8',
    env,
    timeout: 60_000,
  });

  expect(stdout).toMatch(/pass 1\n/);
  expect(status).toBe(0);
});
