// A package as a team would write it, of any size: five files of helpers' worth of domain code repeated with other names.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ten kinds of functions, one of each for each ten. `n` tells them apart. */
const templates = [
  (n) => `/** The margin of a sale, in percent. */
export const margin${n} = udf({ deterministic: true }, (price: number, cost: number): number | null =>
  price === 0 ? null : ((price - cost) / price) * 100 + ${n},
);`,
  (n) => `export const slug${n} = udf({}, (title: string): string => slugify(title) + '-${n}');`,
  (n) =>
    `export const cents${n} = udf({}, (amount: bigint, rate: Int32): bigint => (amount * BigInt(rate)) / ${n + 1}n);`,
  (n) => `export class Geo${n} {
  /** The city of an address. */
  @udf({ async: true, timeout: '2s', retry: policies.http, maxInFlight: ${100 + n} })
  static async city${n}(ip: string, ctx: UdfContext): Promise<Place | null> {
    if (ctx.signal.aborted) return null;
    return { name: ip, lat: ${n}, lon: 1.5, tags: [ip] };
  }
}`,
  (n) =>
    `export const words${n} = udf({}, (text: string | null): string[] => (text ?? '').split(' ').slice(${n}));`,
  (n) => `export const grade${n} = udf({}, (score: number): 'low' | 'middle' | 'high' =>
  score < ${n} ? 'low' : score < ${2 * n} ? 'middle' : 'high',
);`,
  (n) => `export const total${n} = udf({}, (order: Order): number =>
  order.lines.reduce((sum, line) => sum + line.price * line.count, ${n}),
);`,
  (n) =>
    `export const due${n} = udf({}, (placed: Date, days: Int16): Date => new Date(placed.getTime() + days * 86_400_000 + ${n}));`,
  (n) => `export const dot${n} = udf({}, (a: Float64Array, b: number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? ${n}), 0),
);`,
  (n) => `export class Embedder${n} {
  @udf({ async: true, batch: { maxRows: 64, linger: '20ms' } })
  async embed${n}(texts: string[]): Promise<Float32Array[]> {
    return texts.map((text) => Float32Array.of(text.length, ${n}));
  }
}`,
];

const shared = `/** What the functions of the package share. */
export interface Place { name: string; lat: number; lon: number; tags: string[] }
export interface Line { sku: string; price: number; count: number; note?: string | null }
export interface Order { id: bigint; lines: Line[]; placed: Date; channel: 'web' | 'shop' | 'phone' }
export const policies = { http: { retries: 3, backoff: '50ms', maxBackoff: '1s' } } as const;
export function slugify(title: string): string {
  return title.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
`;

const imports = `import { type Int16, type Int32, udf, type UdfContext } from '@sluice/sdk';
import { type Order, type Place, policies, slugify } from './shared.ts';
`;

/** The text of one file of functions, of which `first` is the first one's number. */
export function sourceOf(first, count) {
  const functions = Array.from({ length: count }, (_, i) =>
    templates[(first + i) % templates.length](first + i),
  );
  return `${imports}\n${functions.join('\n\n')}\n`;
}

/** Writes a package of so many functions, so many a file, in place of what is there. */
export function writePackage(folder, { functions, perFile }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'src'), { recursive: true });
  const write = (path, text) => writeFileSync(join(folder, path), text);
  write('package.json', '{ "name": "generated", "version": "1.0.0", "type": "module" }\n');
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    experimentalDecorators: true,
    skipLibCheck: true,
    types: [],
  };
  write('tsconfig.json', `${JSON.stringify({ compilerOptions, include: ['src'] }, undefined, 2)}\n`);
  write('src/shared.ts', shared);
  for (let first = 0; first < functions; first += perFile) {
    write(`src/part-${first / perFile}.ts`, sourceOf(first, Math.min(perFile, functions - first)));
  }
}
