import {
  RetryableError,
  TerminalError,
  type UdfContext,
  type UdfLifecycle,
  type UdfOpenContext,
  udf,
} from '@sluice/sdk';

type Sentiment = 'negative' | 'neutral' | 'positive';

/** What the model answers for each of its inputs. */
interface Answer {
  label?: Sentiment;
  error?: string;
}

/** One instance in each worker thread: what its calls share is opened once. */
export class Model implements UdfLifecycle {
  #url = '';

  open(_context: UdfOpenContext): void {
    const url = process.env['MODEL_URL'];
    if (url === undefined) throw new Error('set MODEL_URL to the address of the model');
    this.#url = url;
  }

  /** How a text is meant. */
  @udf({
    async: true,
    batch: { maxRows: 32, linger: '20ms' }, // one request for up to 32 rows; the first waits no longer than that
    maxInFlight: 8,
    rateLimit: { perSecond: 20 },
    timeout: '30s',
    retry: { retries: 5, backoff: '200ms', jitter: 0 }, // without jitter the rows of a failed call stay together
    onError: 'capture',
  })
  async sentiment(text: string[], ctx: UdfContext): Promise<(Sentiment | Error)[]> {
    const response = await fetch(`${this.#url}/sentiment`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: text }),
      // Aborted when the call times out or nobody waits for it any more.
      signal: ctx.signal,
    });
    if (response.status === 429 || response.status >= 500) {
      throw new RetryableError(`the model is busy (${response.status})`);
    }
    if (!response.ok) throw new TerminalError(`the model refuses the request (${response.status})`);
    const answers = (await response.json()) as Answer[];
    // An Error among the results is the error of its row alone.
    return answers.map(({ label, error }) => label ?? new TerminalError(error ?? 'the model gave no label'));
  }
}
