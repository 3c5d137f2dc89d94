import { type DateDay, type Int32, type Timestamp, udf } from '@sluice/sdk';
import { differenceInBusinessDays, isValid, parse } from 'date-fns';
import { DateTime } from 'luxon';

const FORMATS = ['yyyy-MM-dd', 'dd.MM.yyyy', 'MM/dd/yyyy', 'd MMM yyyy'];

/** The day that a text means, in any of the forms that our suppliers write. */
export const parseDay = udf({ deterministic: true }, (text: string): DateDay | null => {
  for (const format of FORMATS) {
    const day = parse(`${text.trim()} +00`, `${format} x`, new Date(0));
    if (isValid(day)) return day;
  }
  return null;
});

export const businessDays = udf(
  { deterministic: true },
  (from: DateDay, to: DateDay): Int32 => differenceInBusinessDays(to, from),
);

/** The moment that a wall clock in a zone shows, in microseconds. */
export const localToUtc = udf(
  { deterministic: true, onError: 'capture' },
  (wallClock: string, zone: string): Timestamp<'us', 'UTC'> => {
    const moment = DateTime.fromISO(wallClock, { zone });
    if (!moment.isValid) throw new RangeError(moment.invalidExplanation ?? moment.invalidReason ?? 'invalid');
    return BigInt(moment.toMillis()) * 1000n;
  },
);
