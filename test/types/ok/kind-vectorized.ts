import { type Column, udf } from '@sluice/sdk';

export const celsius = udf({ vectorized: true }, (fahrenheit: Float64Array): Float64Array => {
  const result = new Float64Array(fahrenheit.length);
  for (const [row, value] of fahrenheit.entries()) result[row] = ((value - 32) * 5) / 9;
  return result;
});

export const domain = udf({ vectorized: true }, (emails: Column<string | null>): (string | null)[] =>
  Array.from(emails, (email) => email?.slice(email.indexOf('@') + 1) ?? null),
);
