import { serviceUrl } from '@shared/http.ts';
import { RetryableError, type UdfContext, type UdfLifecycle, udf } from '@sluice/sdk';

const LABELS = ['billing', 'bug', 'praise', 'other'] as const;
type Label = (typeof LABELS)[number];

interface Verdict {
  label: Label;
  confidence: number;
}

/** Tickets by what they are about: many in one prompt, and an error of its own for each that the model garbles. */
export class TicketClassifier implements UdfLifecycle {
  #url = '';

  open(): void {
    this.#url = serviceUrl('MODEL_URL');
  }

  @udf({
    async: true,
    batch: { maxRows: 4, linger: '5ms' },
    timeout: '5s',
    retry: { retries: 2, backoff: '1ms' },
    onError: 'capture',
  })
  async classifyTicket(texts: string[], ctx: UdfContext): Promise<(Verdict | Error)[]> {
    const response = await fetch(`${this.#url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': ctx.idempotencyKey },
      body: JSON.stringify({
        model: 'small',
        temperature: 0,
        response_format: { type: 'json_object' },
        messages: [
          { role: 'system', content: `Label each ticket with one of ${LABELS.join(', ')}.` },
          { role: 'user', content: JSON.stringify(texts) },
        ],
      }),
      signal: ctx.signal,
    });
    if (response.status === 429) throw new RetryableError('the model is busy', { retryAfter: '1ms' });
    if (!response.ok) throw new Error(`the model answered ${response.status}`);
    const { choices } = (await response.json()) as { choices: [{ message: { content: string } }] };
    const { labels } = JSON.parse(choices[0].message.content) as { labels: unknown[] };
    return texts.map((_, i) => verdictOf(labels[i]));
  }
}

function verdictOf(answer: unknown): Verdict | Error {
  const { label, confidence } = (answer ?? {}) as Partial<Verdict>;
  if (label === undefined || !LABELS.includes(label)) return new RangeError(`no such label: ${label}`);
  return { label, confidence: confidence ?? 0 };
}
