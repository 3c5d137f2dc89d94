import { readFileSync } from 'node:fs';

/** This package's own version. */
export function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version; // npm publishes nothing without one.
}
