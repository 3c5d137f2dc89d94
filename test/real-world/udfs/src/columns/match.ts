import { type Int32, udf } from '@sluice/sdk';
import Fuse from 'fuse.js';
import catalogue from '../shared/catalogue.json' with { type: 'json' };

const fuse = new Fuse(catalogue, { keys: ['name', 'aliases'], includeScore: true, threshold: 0.4 });

/** The product that a supplier most likely means. */
export const matchProduct = udf(
  { deterministic: true },
  (name: string): { id: Int32; name: string; price: number } | null => {
    const [best] = fuse.search(name, { limit: 1 });
    return best === undefined ? null : { id: best.item.id, name: best.item.name, price: best.item.price };
  },
);
