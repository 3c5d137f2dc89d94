import { type Int32, udf } from '@sluice/sdk';

interface Item {
  sku: string;
  quantity: Int32;
  tags: string[] | null;
}

/** A row for each item of a basket, as many as its quantity says. */
export const unnestBasket = udf(
  { deterministic: true },
  (items: Item[]): Iterable<{ sku: string; tag: string | null }> =>
    items
      .flatMap(({ sku, quantity, tags }) =>
        Array.from({ length: quantity }, (_, i) => ({ sku, tag: tags?.[i] ?? null })),
      )
      [Symbol.iterator](),
);

/** The attributes of a map, sorted by name. */
export function* attributes(
  map: Map<string, string | null>,
): Generator<{ name: string; value: string | null }> {
  for (const [name, value] of [...map].sort(([a], [b]) => (a < b ? -1 : 1))) yield { name, value };
}
export const unnestAttributes = udf({ name: 'unnest_attributes', deterministic: true }, attributes);
