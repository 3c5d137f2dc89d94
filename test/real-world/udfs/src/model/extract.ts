import { serviceUrl } from '@shared/http.ts';
import { type Decimal, type UdfContext, udf } from '@sluice/sdk';
import { z } from 'zod';

const Invoice = z.object({
  kind: z.literal('invoice'),
  number: z.string(),
  total: z.string().regex(/^-?\d+\.\d{2}$/),
});
const Receipt = z.object({ kind: z.literal('receipt'), merchant: z.string(), tip: z.number().nullable() });
const Document = z.discriminatedUnion('kind', [Invoice, Receipt]);

type Extracted =
  | { kind: 'invoice'; number: string; total: Decimal<10, 2> }
  | { kind: 'receipt'; merchant: string; tip: number | null };

/** What a document says, as the model reads it: asked again, with what was wrong, where its answer breaks the schema. */
export const extractDocument = udf(
  { async: true, timeout: { attempt: '5s', total: '20s' }, maxInFlight: 8, onError: 'capture' },
  async (text: string, ctx: UdfContext): Promise<Extracted> => {
    const messages = [{ role: 'user', content: text }];
    for (let round = 1; ; round++) {
      const response = await fetch(`${serviceUrl('MODEL_URL')}/v1/extract`, {
        method: 'POST',
        body: JSON.stringify({ messages }),
        signal: ctx.signal,
      });
      const content = await response.text();
      const { data, error } = Document.safeParse(JSON.parse(content));
      if (data !== undefined) return data;
      if (round === 2) throw new Error(z.prettifyError(error).split('\n')[0]);
      messages.push({ role: 'assistant', content }, { role: 'user', content: z.prettifyError(error) });
    }
  },
);
