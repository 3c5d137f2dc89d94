import { readFileSync } from 'node:fs';

/** The bytes of a file of the npm package vega-datasets. */
export function readDataset(name: 'airports.csv' | 'flights-200k.arrow'): Buffer {
  return readFileSync(new URL(`../data/${name}`, import.meta.resolve('vega-datasets')));
}
