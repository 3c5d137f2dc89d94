import { udf } from '@sluice/sdk';
import { parse } from 'tldts';

/** The registrable domain of a URL or a host name, such as bbc.co.uk. */
export const registrableDomain = udf(
  { deterministic: true },
  (url: string | null): string | null => parse(url ?? '', { allowPrivateDomains: false }).domain,
);
