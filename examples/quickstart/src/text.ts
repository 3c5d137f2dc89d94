import { udf } from '@sluice/sdk';

export const initials = udf({ deterministic: true }, (name: string): string =>
  name.replace(/(\p{L})\p{L}*\s*/gu, '$1'),
);

export class Digest {
  @udf({ async: true, ordered: true, timeout: '2s', maxInFlight: 500 })
  static async sha256(text: string | null): Promise<string | null> {
    if (text === null) return null;
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    return Buffer.from(bytes).toString('hex');
  }
}
