import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A geocoder on this machine. */
export interface FakeGeocoder {
  readonly url: string;
  /** The cities that it was asked about, in that order. */
  readonly asked: readonly string[];
  close(): void;
}

const places = new Map([
  ['Berlin', { latitude: 52.52, longitude: 13.41 }],
  ['Lagos', { latitude: 6.45, longitude: 3.39 }],
  ['Lima', { latitude: -12.05, longitude: -77.04 }],
]);

/** Starts one that is busy when it is first asked about Lima, refuses Nowhere, and never answers about Limbo. */
export async function startGeocoder(): Promise<FakeGeocoder> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const city = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
    const isFirst = !asked.includes(city);
    asked.push(city);
    const place = places.get(city);
    if (city === 'Limbo') return;
    if (city === 'Lima' && isFirst) response.writeHead(503, { 'retry-after': '0.01' }).end();
    else if (city === 'Nowhere') response.writeHead(400).end();
    else if (place === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(place));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
