import { generate } from '../data.mjs';
import { decimal } from '../types.mjs';

/** Amounts of up to so many digits, two of them behind the point, none of them zero. */
function amounts(rows, digits) {
  return generate(rows, digits, (next) => {
    const length = 1 + Math.floor(next() * (digits - 3));
    let whole = String(1 + Math.floor(next() * 9));
    while (whole.length < length) whole += Math.floor(next() * 10);
    const cents = String(Math.floor(next() * 100)).padStart(2, '0');
    return Buffer.from(`${next() < 0.5 ? '-' : ''}${whole}.${cents}`).toString();
  });
}

const negate = (bits, digits) => ({
  title: `decimal${bits} → decimal${bits}, as text`,
  udf: `negate${bits}`,
  f: (amount) => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`),
  parameters: [decimal],
  result: decimal,
  kinds: { dense: {}, '10 % nulls': { nulls: 0.1 } },
  values: (rows) => [amounts(rows, digits)],
  floor: (amounts) => {
    let sum = 0;
    for (let row = 0; row < amounts.length; row++) {
      const amount = amounts[row];
      const result = amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
      if (result.length > 0) sum += result.charCodeAt(result.length - 1);
    }
    return sum;
  },
});

export const decimal64 = negate(64, 18);
/** Of the digits that amounts have, not all that the type could hold. */
export const decimal128 = negate(128, 18);
export const decimal256 = negate(256, 60);
