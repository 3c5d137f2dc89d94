import { expect, it, vi } from 'vitest';
import {
  isRetryableError,
  isSluiceError,
  isTerminalError,
  RetryableError,
  SluiceError,
  TerminalError,
} from './index.ts';

it('an error that may be retried says after how long, in milliseconds', () => {
  expect(new RetryableError('busy').retryAfterMs).toBeUndefined();
  expect(new RetryableError('busy', { retryAfter: '2s' }).retryAfterMs).toBe(2000);
  expect(new RetryableError('busy', { retryAfter: 1500.2 }).retryAfterMs).toBe(1501);
  expect(new RetryableError('busy', { retryAfter: 0 }).retryAfterMs).toBe(0);
});

it('a wait that was computed from a bad header does not hide the error it belongs to', () => {
  const after = (retryAfter: unknown): unknown =>
    new RetryableError('busy', { retryAfter: retryAfter as number }).retryAfterMs;
  expect(after(Number('Wed, 21 Oct 2026 07:28:00 GMT') * 1000)).toBeUndefined();
  expect(after(-5)).toBe(0);
  expect(after(Number.POSITIVE_INFINITY)).toBe(Number.MAX_SAFE_INTEGER);
  expect(after(null)).toBeUndefined();
});

it('a wait that is no duration is refused', () => {
  try {
    new RetryableError('busy', { retryAfter: '2 parsecs' });
    expect.unreachable();
  } catch (error) {
    expect(isSluiceError(error) && error.code).toBe('invalid-options');
    expect((error as Error).message).toContain("unknown time unit 'parsecs'");
  }
});

it('both are errors with a name, a message, a stack, and a cause where there is one', () => {
  for (const [Class, name] of [
    [RetryableError, 'RetryableError'],
    [TerminalError, 'TerminalError'],
  ] as const) {
    const error = new Class('no', { cause: 5 });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, message: 'no', cause: 5 });
    expect(error.stack).toContain('author-errors.test.ts');
    expect('cause' in new Class('no')).toBe(false);
  }
});

it('each is told from the other and from any other error, subclasses included', () => {
  class Throttled extends RetryableError {}
  const errors = [
    new RetryableError('a'),
    new Throttled('b'),
    new TerminalError('c'),
    new Error('d'),
    new SluiceError('timeout', 'e'),
    { name: 'RetryableError', message: 'f', retryAfterMs: 5 },
    null,
    undefined,
    'RetryableError',
  ];
  expect(errors.map(isRetryableError)).toEqual([true, true, ...Array(7).fill(false)]);
  expect(errors.map(isTerminalError)).toEqual([false, false, true, ...Array(6).fill(false)]);
  // They are the author's, not ours: beside a row their code is udf-threw.
  expect(errors.slice(0, 3).some(isSluiceError)).toBe(false);
});

it('the errors of another copy of the sdk are told too', async () => {
  vi.resetModules();
  const other = await import('./index.ts');
  expect(other.RetryableError).not.toBe(RetryableError);
  expect(isRetryableError(new other.RetryableError('busy'))).toBe(true);
  expect(isTerminalError(new other.TerminalError('gone'))).toBe(true);
});
