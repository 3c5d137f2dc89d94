import { udf } from '@sluice/sdk';

export class NeedAsync {
  // error: orderBy needs async: true
  @udf({ orderBy: 'text' })
  static orderBy(text: string): string {
    return text;
  }

  // error: timeout needs async: true
  @udf({ timeout: { total: '5s' } })
  static timeout(text: string): string {
    return text;
  }

  // error: retry needs async: true
  @udf({ retry: { retries: 3, when: () => true } })
  static retry(text: string): string {
    return text;
  }

  // error: batch needs async: true
  @udf({ async: false, batch: { maxRows: 3 } })
  static batch(text: string[]): string[] {
    return text;
  }

  // error: rateLimit needs async: true
  @udf({ rateLimit: { perSecond: 3 } })
  static rateLimit(text: string): string {
    return text;
  }

  // error: cache needs async: true
  @udf({ deterministic: true, cache: { maxEntries: 3 } })
  static cache(text: string): string {
    return text;
  }
}

export class Together {
  // error: orderBy cannot stand beside ordered: true: leave one of them out
  @udf({ async: true, ordered: true, orderBy: 'text' })
  static async bothOrders(text: string): Promise<string> {
    return text;
  }

  // error: cache needs deterministic: true
  @udf({ async: true, cache: { maxEntries: 3 } })
  static async cache(text: string): Promise<string> {
    return text;
  }

  // error: cache needs deterministic: true
  @udf({ async: true, deterministic: false, cache: { maxEntries: 3 } })
  static async randomCache(text: string): Promise<string> {
    return text;
  }

  // error: cache cannot stand beside batch: leave one of them out
  @udf({ async: true, deterministic: true, cache: { maxEntries: 3 }, batch: { maxRows: 5 } })
  static async cachedBatch(text: string[]): Promise<string[]> {
    return text;
  }
}

export class Numbers {
  // error: retry.retries: 0 is not a whole number from 1 to 100
  @udf({ async: true, retry: { retries: 0 } })
  static async noRetries(text: string): Promise<string> {
    return text;
  }

  // error: retry.retries: 101 is not a whole number from 1 to 100
  @udf({ async: true, retry: { retries: 101, when: (error) => error instanceof TypeError } })
  static async manyRetries(text: string): Promise<string> {
    return text;
  }

  @udf({
    async: true,
    retry: {
      retries: 3,
      // error: retry.jitter: 1.5 is not a number from 0 to 1
      jitter: 1.5,
      // error: retry.budget: -0.1 is not a number from 0 to 1
      budget: -0.1,
    },
  })
  static async shares(text: string): Promise<string> {
    return text;
  }

  // error: batch.maxRows: 100001 is not a whole number from 1 to 100 000
  @udf({ async: true, batch: { maxRows: 100_001 } })
  static async maxRows(text: string[]): Promise<string[]> {
    return text;
  }

  // error: batch.maxBytes: 0 is not a whole number of at least 1
  @udf({ async: true, batch: { maxRows: 10, maxBytes: 0 } })
  static async maxBytes(text: string[]): Promise<string[]> {
    return text;
  }

  // error: rateLimit.perSecond: 0 is not a number above 0
  @udf({ async: true, rateLimit: { perSecond: 0 } })
  static async perSecond(text: string): Promise<string> {
    return text;
  }

  // error: rateLimit.burst: 0.5 is not a whole number of at least 1
  @udf({ async: true, rateLimit: { perSecond: 0.5, burst: 0.5 } })
  static async burst(text: string): Promise<string> {
    return text;
  }

  // error: cache.maxEntries: 10000001 is not a whole number from 1 to 10 000 000
  @udf({ async: true, deterministic: true, cache: { maxEntries: 10_000_001 } })
  static async maxEntries(text: string): Promise<string> {
    return text;
  }

  // error: Type 'string' is not assignable to type 'number'
  @udf({ async: true, retry: { retries: '3' } })
  static async text(text: string): Promise<string> {
    return text;
  }

  // error: Type 'number' is not assignable to type 'RetryOptions'
  @udf({ async: true, retry: 3 })
  static async bare(text: string): Promise<string> {
    return text;
  }
}

export class Durations {
  // error: timeout.attempt: '5 parsecs' is not a duration such as '5s', '500ms' or '1 minute'
  @udf({ async: true, timeout: { attempt: '5 parsecs', total: '10s' } })
  static async attempt(text: string): Promise<string> {
    return text;
  }

  // error: timeout.total: '' is not a duration
  @udf({ async: true, timeout: { total: '' } })
  static async total(text: string): Promise<string> {
    return text;
  }

  // error: retry.backoff: '1.5s' is not a duration
  @udf({ async: true, retry: { retries: 3, backoff: '1.5s' } })
  static async backoff(text: string): Promise<string> {
    return text;
  }

  // error: retry.maxBackoff: '5' is not a duration
  @udf({ async: true, retry: { retries: 3, maxBackoff: '5' } })
  static async maxBackoff(text: string): Promise<string> {
    return text;
  }

  // error: batch.linger: 'soon' is not a duration
  @udf({ async: true, batch: { maxRows: 5, linger: 'soon' } })
  static async linger(text: string[]): Promise<string[]> {
    return text;
  }

  // error: cache.ttl: '-1s' is not a duration
  @udf({ async: true, deterministic: true, cache: { maxEntries: 5, ttl: '-1s' } })
  static async ttl(text: string): Promise<string> {
    return text;
  }
}

export class Unknown {
  // error: unknown option 'retry.factor'
  @udf({ async: true, retry: { retries: 3, factor: 2 } })
  static async factor(text: string): Promise<string> {
    return text;
  }

  // error: 'totl' does not exist
  @udf({ async: true, timeout: { totl: '5s' } })
  static async totl(text: string): Promise<string> {
    return text;
  }

  // error: unknown option 'window.row'
  @udf({ async: true, window: { bytes: 1000, row: 2000 } })
  static async row(text: string): Promise<string> {
    return text;
  }

  // error: Property 'retries' is missing
  @udf({ async: true, retry: { backoff: '1s' } })
  static async missing(text: string): Promise<string> {
    return text;
  }

  // error: Property 'maxRows' is missing
  @udf({ async: true, batch: {} })
  static async empty(text: string[]): Promise<string[]> {
    return text;
  }

  // error: is not assignable to type 'RetryPredicate'
  @udf({ async: true, retry: { retries: 3, when: 'always' } })
  static async when(text: string): Promise<string> {
    return text;
  }
}

// error: retry.retries: 2.5 is not a whole number from 1 to 100
export const half = udf({ async: true, retry: { retries: 2.5 } }, async (text: string): Promise<string> => text);

// error: rateLimit needs async: true
export const sync = udf({ rateLimit: { perSecond: 1 } }, (text: string): string => text);
