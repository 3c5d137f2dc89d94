import { serviceUrl } from '@shared/http.ts';
import { type Int32, type UdfContext, type UdfLifecycle, type UdfOpenContext, udf } from '@sluice/sdk';
import pRetry, { AbortError } from 'p-retry';
import { Agent, request } from 'undici';
import * as z from 'zod/mini';

const Company = z.object({
  name: z.string(),
  employees: z.optional(z.int()),
  industry: z.nullable(z.string()),
  domains: z.array(z.string()),
});

interface Enriched {
  name: string;
  employees?: Int32;
  industry: string | null;
  domains: readonly string[];
}

/** Firmographics by domain, over connections of its own, which stay open between batches. */
export class Companies implements UdfLifecycle {
  #agent: Agent | undefined;
  #token = '';

  async open({ signal }: UdfOpenContext): Promise<void> {
    this.#agent = new Agent({ connections: 8, keepAliveTimeout: 10_000 });
    const { body } = await request(`${serviceUrl('COMPANY_URL')}/token`, {
      method: 'POST',
      dispatcher: this.#agent,
      signal,
    });
    this.#token = ((await body.json()) as { token: string }).token;
  }

  @udf({ async: true, timeout: '5s', ordered: true, onError: 'capture' })
  async company(domain: string, ctx: UdfContext): Promise<Enriched | null> {
    return pRetry(
      async () => {
        const { statusCode, body } = await request(`${serviceUrl('COMPANY_URL')}/companies/${domain}`, {
          headers: { authorization: `Bearer ${this.#token}` },
          dispatcher: this.#agent!,
          signal: ctx.signal,
        });
        const text = await body.text();
        if (statusCode === 404) return null;
        if (statusCode >= 500) throw new Error(`the registry answered ${statusCode}`);
        if (statusCode !== 200) throw new AbortError(text);
        const { employees, ...rest } = Company.parse(JSON.parse(text));
        return employees === undefined ? rest : { ...rest, employees };
      },
      { retries: 2, minTimeout: 1, maxTimeout: 5, signal: ctx.signal },
    );
  }

  async close(): Promise<void> {
    await this.#agent?.close();
  }
}
