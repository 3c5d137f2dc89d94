import { type Int16, udf } from '@sluice/sdk';

/** How late a flight was, in the classes of the US Bureau of Transportation Statistics. */
export const delayClass = udf({ deterministic: true }, (delay: Int16): string => {
  if (delay < -5) return 'early';
  if (delay < 15) return 'on time';
  return delay < 45 ? 'late' : 'very late';
});
