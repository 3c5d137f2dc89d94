import { udf } from '@sluice/sdk';
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

interface Phone {
  e164: string;
  country: string | null;
  /** Undefined where the number could be of more than one kind. */
  type?: string;
}

/** A phone number as it is dialled from anywhere; null where it is none. */
export const normalisePhone = udf(
  { deterministic: true, onError: 'capture' },
  (raw: string, country: string | null): Phone | null => {
    const number = parsePhoneNumberFromString(raw, country === null ? undefined : regionOf(country));
    if (!number?.isValid()) return null;
    const type = number.getType();
    return {
      e164: number.number,
      country: number.country ?? null,
      ...(type === undefined ? {} : { type: type.toLowerCase() }),
    };
  },
);

function regionOf(country: string): CountryCode {
  const code = country.toUpperCase();
  if (!isSupportedCountry(code)) throw new RangeError(`'${country}' is no country with a numbering plan`);
  return code;
}
