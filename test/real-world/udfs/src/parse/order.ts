import { type Json, udf } from '@sluice/sdk';
import { z } from 'zod';

const Line = z.object({
  sku: z.string().regex(/^[A-Z]{3}-\d+$/),
  quantity: z.number().int().positive(),
  unitPrice: z.number().nonnegative(),
  discount: z.number().min(0).max(1).nullable(),
});

const Order = z.object({
  id: z.string(),
  channel: z.enum(['web', 'store', 'phone']),
  placedAt: z.coerce.date(),
  lines: z.array(Line),
});

/** The type is the schema's: one source of truth for what is checked and for the column. */
type Order = z.infer<typeof Order>;

/** An order of a message queue, checked: one that breaks the contract is that row's error. */
export const parseOrder = udf({ onError: 'capture' }, (payload: Json): Order => {
  const result = Order.safeParse(payload);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new TypeError(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  return result.data;
});

/** What an order comes to, with each line's discount. */
export const orderTotal = udf({ deterministic: true }, (order: Order): number =>
  order.lines.reduce(
    (sum, { quantity, unitPrice, discount }) => sum + quantity * unitPrice * (1 - (discount ?? 0)),
    0,
  ),
);
