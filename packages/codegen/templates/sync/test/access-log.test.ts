import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '@sluice/runtime';
import { tableFromArrays } from 'apache-arrow';
import { accessLog, hostname } from '../src/access-log.ts';

const line = '192.0.2.7 - ada [10/Oct/2026:13:55:36 -0700] "GET /index.html HTTP/1.1" 200 2326';

// A function that is marked with udf() is still that function.
test('reads a line of an access log', () => {
  assert.deepEqual(accessLog(line), {
    host: '192.0.2.7',
    at: new Date('2026-10-10T20:55:36Z'),
    method: 'GET',
    path: '/index.html',
    status: 200,
    bytes: 2326n,
  });
});

test('has nothing to say of a line of another format', () => {
  assert.equal(accessLog('hello'), null);
});

test('knows the host of a URL', () => {
  assert.equal(hostname('https://www.example.org/a?b=c'), 'example.org');
  assert.equal(hostname('example.org'), null);
});

// What was built is what an engine loads.
test('runs over record batches', async () => {
  const udfs = await load(new URL('..', import.meta.url));
  try {
    const [batch] = tableFromArrays({ line: [line, null, 'hello'] }).batches;
    assert.ok(batch);
    const result = await udfs.udf('access_log').call(batch);
    const requests = result.getChild('access_log');
    assert.deepEqual(
      [0, 1, 2].map((row) => requests?.get(row)?.path),
      ['/index.html', undefined, undefined],
    );
  } finally {
    await udfs.close();
  }
});
