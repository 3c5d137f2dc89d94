import { createHmac } from 'node:crypto';
import { serviceUrl } from '@shared/http.ts';
import { patient } from '@shared/policies.ts';
import { type Int32, type Json, RetryableError, type UdfContext, udf } from '@sluice/sdk';

interface Delivery {
  status: Int32;
  attempts: Int32;
  id: string | null;
}

/** Tells a subscriber of an event, once, however often the call is made; events of one subscriber stay in their order. */
export const deliver = udf(
  { name: 'deliver_webhook', async: true, orderBy: 'subscriber', ...patient, onError: 'capture' },
  async (subscriber: string, event: Json, ctx: UdfContext): Promise<Delivery> => {
    const body = JSON.stringify(event);
    const signature = createHmac('sha256', process.env['WEBHOOK_SECRET'] ?? '')
      .update(body)
      .digest('hex');
    const response = await fetch(`${serviceUrl('WEBHOOK_URL')}/hooks/${subscriber}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': ctx.idempotencyKey,
        'x-signature': `sha256=${signature}`,
      },
      body,
      signal: ctx.signal,
    });
    if (response.status >= 500) throw new RetryableError(`subscriber ${subscriber} is down`);
    const { id = null } = (await response.json()) as { id?: string };
    return { status: response.status, attempts: ctx.attempt, id };
  },
);
