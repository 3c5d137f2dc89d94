import { RetryableError, TerminalError } from '@sluice/sdk';

/** The address of a service, from the environment of the process that loads the functions. */
export function serviceUrl(variable: string): string {
  const url = process.env[variable];
  if (url === undefined) throw new Error(`set ${variable}`);
  return url.replace(/\/$/, '');
}

/** JSON of a service: undefined for 404, an error that is worth another try for 429 and 5xx. */
export async function getJson<T>(url: string, init: RequestInit = {}): Promise<T | undefined> {
  const response = await fetch(url, init);
  if (response.status === 404) return undefined;
  if (response.status === 429 || response.status >= 500) {
    const after = response.headers.get('retry-after');
    throw new RetryableError(`${response.status} from ${new URL(url).pathname}`, {
      retryAfter: after === null ? undefined : Number(after) * 1000,
    });
  }
  if (!response.ok) throw new TerminalError(`${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
