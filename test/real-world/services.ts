import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { routes } from './routes.ts';

/** Services of the kinds that functions ask, on this machine, each with the faults of its kind. */
export interface Services extends AsyncDisposable {
  readonly url: string;
  /** `METHOD /path?query`, in the order in which they came. */
  readonly requests: readonly string[];
}

export async function startServices(): Promise<Services> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const line = `${request.method} ${request.url}`;
    const earlier = requests.filter((each) => each === line).length;
    requests.push(line);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const prefix = Object.keys(routes).find((start) => url.pathname.startsWith(start));
    if (prefix === undefined) return void response.writeHead(501).end();
    const rest = decodeURIComponent(url.pathname.slice(prefix.length));
    const json = routes[prefix]?.({ request, response, url, rest, body: await text(request), earlier });
    if (json === undefined) return;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(json));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
