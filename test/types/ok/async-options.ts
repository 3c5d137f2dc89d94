import {
  type BatchOptions,
  type CacheOptions,
  getUdfMetadata,
  isRetryableError,
  isTerminalError,
  type RateLimitOptions,
  RetryableError,
  type RetryOptions,
  type RetryPredicate,
  TerminalError,
  type TimeoutOptions,
  type UdfOptions,
  udf,
} from '@sluice/sdk';

function worthIt(error: unknown): boolean {
  return !isTerminalError(error);
}

export class Orders {
  @udf({ async: true, orderBy: 'customer' })
  static async byKey(customer: string, amount: number): Promise<number> {
    return customer.length + amount;
  }

  @udf({ async: true, ordered: false, orderBy: 'customer', timeout: { attempt: '2s', total: '1 minute' } })
  static async bothTimes(customer: string): Promise<string> {
    return customer;
  }

  @udf({ async: true, timeout: { total: '0s' }, retry: { retries: 1 } })
  static async least(customer: string): Promise<string> {
    return customer;
  }

  @udf({
    async: true,
    timeout: {},
    retry: {
      retries: 100,
      backoff: '1ms',
      maxBackoff: '1 day',
      jitter: 1,
      budget: 0.2,
      // The parameters have their types without annotations.
      when: (error, attempt) =>
        isRetryableError(error) || (error instanceof TypeError && attempt.toFixed() !== '3'),
    },
  })
  static async everyRetry(customer: string): Promise<string> {
    return customer;
  }

  @udf({ async: true, retry: { retries: 1e1, jitter: 0, budget: 1e-7, when: worthIt } })
  static async numbers(customer: string): Promise<string> {
    return customer;
  }

  @udf({ async: true, rateLimit: { perSecond: 0.5, burst: 1 } })
  async slowly(customer: string): Promise<string> {
    return customer;
  }

  @udf({ async: true, rateLimit: { perSecond: 1e9 }, deterministic: true, cache: { maxEntries: 10_000_000 } })
  async cached(customer: string): Promise<string> {
    return customer;
  }

  @udf({ async: true, ordered: true, cache: { maxEntries: 1, ttl: '1 hour' }, deterministic: true })
  async forAnHour(customer: string): Promise<string> {
    return customer;
  }
}

export const priced = udf(
  {
    async: true,
    retry: { retries: 3, when: (error) => error instanceof RangeError },
    cache: { maxEntries: 100 },
    deterministic: true,
  },
  async (sku: string): Promise<number> => sku.length,
);

// What is not literal is checked when the decorator runs.
const shared: UdfOptions = { async: true, retry: { retries: 3 }, batch: { maxRows: 5 } };
const retry: RetryOptions = { retries: 0, jitter: 9 };
const timeout: TimeoutOptions = { total: 'soon' };
const rateLimit: RateLimitOptions = { perSecond: 0 };
const cache: CacheOptions = { maxEntries: 0 };
const batch: BatchOptions = { maxRows: 0 };
const some: number = 3;
const key: string = 'text';
const is: boolean = true;

export class Shared {
  @udf(shared)
  static async first(text: string): Promise<string> {
    return text;
  }

  @udf({ ...shared, ordered: true })
  static async second(texts: string[]): Promise<(string | Error)[]> {
    return texts;
  }

  @udf({ async: true, retry, timeout, rateLimit, cache, deterministic: true })
  static async third(text: string): Promise<string> {
    return text;
  }

  @udf({
    async: true,
    ordered: is,
    orderBy: key,
    retry: { retries: some, backoff: key, jitter: some },
    rateLimit: { perSecond: some, burst: some },
    cache: { maxEntries: some, ttl: `${some}s` },
    deterministic: is,
  })
  static async fourth(text: string): Promise<string> {
    return text;
  }

  // With a batch of unknown size the function is a batch function; with one that may be absent it may be either.
  @udf({ async: true, batch: { maxRows: some } })
  static async fifth(texts: string[]): Promise<string[]> {
    return texts;
  }

  @udf({ async: true, batch })
  static async sixth(texts: string[]): Promise<string[]> {
    return texts;
  }
}

export function refuse(status: number, retryAfter: string | null): Error {
  if (status === 429) return new RetryableError('busy', { retryAfter: Number(retryAfter) * 1000 });
  if (status === 503) return new RetryableError('down', { retryAfter: '2s', cause: status });
  return status === 502 ? new RetryableError('gone') : new TerminalError('no', { cause: status });
}

export const wait: number | undefined = ((error: unknown) =>
  isRetryableError(error) ? error.retryAfterMs : undefined)(refuse(429, '1'));

export const when: RetryPredicate | undefined = getUdfMetadata(priced)?.retryWhen;
export const backoffMs: number | undefined = getUdfMetadata(priced)?.options.retry?.backoffMs;
