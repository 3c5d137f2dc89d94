import type { UdfContext } from '@sluice/sdk';
import { expect, it } from 'vitest';
import { Harness } from './testing/harness.ts';

it('each row has its own idempotency key, whether it returns a promise or not', () => {
  const h = new Harness({}, { id: 's' });
  const keys: string[] = [];
  h.submit('g', 4, (row, context) => {
    keys.push(context.idempotencyKey);
    return row % 2 === 0 ? row : h.lasting(10)(row, context);
  });
  expect(keys).toEqual(['s/0:0', 's/0:1', 's/0:2', 's/0:3']);
});

it('a call that goes on keeps its idempotency key while other rows are called', async () => {
  const h = new Harness({}, { id: 's' });
  h.send('a b');
  h.submit('sync', 3, (row) => row);
  h.send('c');
  expect(['a', 'b', 'c'].map((row) => h.call(row).context.idempotencyKey)).toEqual([
    's/0:0',
    's/1:0',
    's/3:0',
  ]);
});

it('a call that was given up keeps its idempotency key, and the row after it in the slot has its own', async () => {
  const h = new Harness({ maxInFlight: 1, timeoutMs: 10, onError: 'null' }, { id: 's' });
  h.submit('g', 2);
  const { context } = h.call('g.0');
  await h.clock.advance(10);
  expect(context.signal.aborted).toBe(true);
  expect(context.idempotencyKey).toBe('s/0:0');
  h.call('g.0').resolve();
  await h.clock.settle();
  expect(h.call('g.1').context).toBe(context);
  expect(context.idempotencyKey).toBe('s/0:1');
  expect(context.signal.aborted).toBe(false);
});

it('a listener for the abort of a cancelled call reads its idempotency key', () => {
  const h = new Harness({}, { id: 's' });
  const keys: string[] = [];
  h.send('a b');
  for (const row of ['a', 'b']) {
    const { context } = h.call(row);
    context.signal.addEventListener('abort', () => keys.push(context.idempotencyKey));
  }
  h.stream.cancel();
  expect(keys).toEqual(['s/0:0', 's/1:0']);
});

it('a slot in which a row was retried gives the next plain row its own key and attempt 1', async () => {
  const h = new Harness({ maxInFlight: 1, retry: { retries: 1, backoffMs: 10, jitter: 0 } }, { id: 's' });
  const seen: string[] = [];
  const note = ({ idempotencyKey, attempt }: UdfContext): void => {
    seen.push(`${idempotencyKey} ${attempt}`);
    if (idempotencyKey.endsWith(':0') && attempt === 1) throw new Error('no');
  };
  h.submit('async', 2, async (_, context) => note(context));
  await h.clock.advance(20);
  h.submit('sync', 2, (_, context) => note(context));
  await h.clock.advance(20);
  expect(seen.filter((line) => line.startsWith('s/0'))).toEqual(['s/0:0 1', 's/0:1 1', 's/0:0 2']);
  expect(seen.filter((line) => line.startsWith('s/1'))).toEqual(['s/1:0 1', 's/1:1 1', 's/1:0 2']);
});

it('a context can be written to a log, and shows nothing of the executor', () => {
  const h = new Harness({}, { id: 's' });
  const lines: string[] = [];
  h.send('a', (_, context) => lines.push(JSON.stringify(context)));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ udf: 'f', attempt: 1 });
  expect(lines[0]).not.toContain('rowCount');
});

it('an author may put an object of their own in front of the context', () => {
  const h = new Harness({}, { id: 's' });
  const keys: string[] = [];
  h.submit('a', 2, (row, context) => {
    const own: UdfContext = row === 0 ? Object.create(context) : new Proxy(context, {});
    keys.push(own.idempotencyKey);
    return own.signal.aborted;
  });
  expect(keys).toEqual(['s/0:0', 's/0:1']);
});
