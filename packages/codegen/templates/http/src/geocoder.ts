import {
  RetryableError,
  TerminalError,
  type UdfContext,
  type UdfLifecycle,
  type UdfOpenContext,
  udf,
} from '@sluice/sdk';

interface Place {
  latitude: number;
  longitude: number;
}

/** One instance in each worker thread: what its calls share is opened once. */
export class Geocoder implements UdfLifecycle {
  #service = '';

  open(_context: UdfOpenContext): void {
    const service = process.env['GEOCODER_URL'];
    if (service === undefined) throw new Error('set GEOCODER_URL to the address of the geocoder');
    this.#service = service;
  }

  /** Where a city lies; null for one that the geocoder does not know. */
  @udf({
    async: true,
    maxInFlight: 100,
    timeout: '2s',
    retry: { retries: 3, backoff: '50ms' },
    onError: 'capture', // a city that fails has its error beside it, and the others go on
  })
  async locate(city: string, ctx: UdfContext): Promise<Place | null> {
    const url = `${this.#service}/places/${encodeURIComponent(city)}`;
    // The signal is aborted when the call times out or nobody waits for it any more.
    const response = await fetch(url, { signal: ctx.signal });
    if (response.status === 404) return null;
    if (response.status === 429 || response.status >= 500) {
      const seconds = response.headers.get('retry-after');
      throw new RetryableError(`the geocoder is busy (${response.status})`, {
        retryAfter: seconds === null ? undefined : Number(seconds) * 1000,
      });
    }
    if (!response.ok) throw new TerminalError(`the geocoder refuses ${city} (${response.status})`);
    return (await response.json()) as Place;
  }
}
