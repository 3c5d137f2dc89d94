import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A model on this machine. */
export interface FakeModel {
  readonly url: string;
  /** The number of inputs of each request, in order. */
  readonly requests: readonly number[];
  close(): void;
}

/** Starts one that counts what is loved and hated, refuses empty texts, and is busy when it is first asked. */
export async function startModel(): Promise<FakeModel> {
  const requests: number[] = [];
  const server = createServer(async (request, response) => {
    const { inputs } = (await json(request)) as { inputs: string[] };
    requests.push(inputs.length);
    if (requests.length === 1) response.writeHead(503).end();
    else
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(inputs.map(judge)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function judge(text: string): { label: string } | { error: string } {
  if (text.trim() === '') return { error: 'there is no text' };
  let score = 0;
  for (const [word] of text.matchAll(/love|great|hate|awful/gi)) score += /love|great/i.test(word) ? 1 : -1;
  return { label: score > 0 ? 'positive' : score < 0 ? 'negative' : 'neutral' };
}
