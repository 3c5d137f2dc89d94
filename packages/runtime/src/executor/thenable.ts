const nativeThen = Promise.prototype.then;

/**
 * The promise to wait for, if a function has returned anything that can be waited for.
 *
 * What has a `then` of its own may call back twice, or at once, or throw, or give another thenable: a native promise
 * around it makes one late call of all that.
 *
 * @throws what reading `then` throws
 */
export function pending(value: unknown): Promise<unknown> | undefined {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
  const { then } = value as Partial<PromiseLike<unknown>>;
  if (then === nativeThen) return value as Promise<unknown>;
  return typeof then === 'function' ? new Promise((resolve) => resolve(value)) : undefined;
}
