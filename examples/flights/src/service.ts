import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Airport } from './airports.js';
import { readDataset } from './datasets.js';

/*
 * The service that the example enriches from: the real airports of vega-datasets, on loopback, with the temper of a
 * real API. Most answers take 5 to 20 ms, one in a hundred 500 ms, one in a thousand is a 503, and one in five
 * thousand never comes. Seeded, so that two runs meet the same weather. Runs as a process of its own.
 */

interface Located extends Airport {
  latitude: number;
  longitude: number;
}

const EARTH_RADIUS_MILES = 3958.7613; // IUGG mean radius

export function greatCircleMiles(a: Located, b: Located): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.latitude - a.latitude) * rad) / 2) ** 2 +
    Math.cos(a.latitude * rad) *
      Math.cos(b.latitude * rad) *
      Math.sin(((b.longitude - a.longitude) * rad) / 2) ** 2;
  return 2 * EARTH_RADIUS_MILES * Math.asin(Math.sqrt(h));
}

export function readAirports(): Located[] {
  const [, ...lines] = readDataset('airports.csv').toString().trim().split('\n');
  return lines.map((line) => {
    const [iata = '', , city = '', state = '', , latitude, longitude] = splitCsv(line);
    return {
      iata,
      city,
      state: state || null,
      miles: 0,
      latitude: Number(latitude),
      longitude: Number(longitude),
    };
  });
}

function splitCsv(line: string): string[] {
  const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  return cells.map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, '').replaceAll('""', '"'));
}

/** The airports by distance from a hub. */
function byDistance(airports: Located[], hub: Located): Airport[] {
  return airports
    .map((airport) => ({
      iata: airport.iata,
      city: airport.city,
      state: airport.state,
      miles: Math.round(greatCircleMiles(hub, airport) * 10) / 10,
    }))
    .filter((airport) => airport.iata !== hub.iata)
    .sort((a, b) => a.miles - b.miles);
}

function nearest(sorted: Airport[], miles: number): Airport | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.miles ?? 0) < miles) low = middle + 1;
    else high = middle;
  }
  const below = sorted[low - 1];
  const above = sorted[low];
  if (below === undefined || above === undefined) return below ?? above;
  return miles - below.miles <= above.miles - miles ? below : above;
}

/** Mulberry32: a 32-bit generator with a seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function serveAirports(seed = 1): Promise<{ url: string; server: Server }> {
  const airports = readAirports();
  const hubs = new Map<string, Airport[]>();
  const random = seeded(seed);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const code = url.searchParams.get('from') ?? '';
    const hub = airports.find((airport) => airport.iata === code);
    if (hub === undefined) {
      response.writeHead(404).end();
      return;
    }
    let sorted = hubs.get(code);
    if (sorted === undefined) {
      sorted = byDistance(airports, hub);
      hubs.set(code, sorted);
    }
    const found = nearest(sorted, Number(url.searchParams.get('miles')));
    const luck = random();
    if (luck < 1 / 5000) return; // never answers: the caller's deadline ends it
    const latency = luck > 0.99 ? 500 : 5 + 15 * random();
    setTimeout(() => {
      if (luck < 1 / 5000 + 1 / 1000) response.writeHead(503).end();
      else if (found === undefined) response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
    }, latency);
  });
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server });
    });
  });
}

if (process.send !== undefined) {
  const { url } = await serveAirports();
  process.send(url);
  process.on('disconnect', () => process.exit(0));
}
