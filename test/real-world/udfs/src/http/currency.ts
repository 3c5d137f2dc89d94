import { getJson, serviceUrl } from '@shared/http.ts';
import { type DateDay, type Decimal, udf } from '@sluice/sdk';

type Currency = 'EUR' | 'GBP' | 'JPY' | 'USD';

export class Currencies {
  #url = '';

  open(): void {
    this.#url = serviceUrl('RATES_URL');
  }

  /** An amount in euros at the rate of a day, to the cent, without a floating-point number on the way. */
  @udf({
    async: true,
    deterministic: true,
    cache: { maxEntries: 1000, ttl: '1h' },
    onError: 'capture',
    timeout: '1s',
  })
  async toEuros(amount: Decimal<14, 2>, currency: Currency, day: DateDay): Promise<Decimal<14, 2> | null> {
    if (currency === 'EUR') return amount;
    const date = day.toISOString().slice(0, 10);
    const rate = await getJson<{ perEuro: string }>(`${this.#url}/rates/${currency}/${date}`);
    return rate === undefined ? null : divide(amount, rate.perEuro);
  }
}

/** Half up, to two digits. */
function divide(amount: string, by: string): string {
  const [numerator, a] = scaled(amount);
  const [denominator, b] = scaled(by);
  const cents = (numerator * 10n ** BigInt(b) * 200n) / (denominator * 10n ** BigInt(a));
  const rounded = (cents + (cents < 0n ? -1n : 1n)) / 2n;
  const digits = (rounded < 0n ? -rounded : rounded).toString().padStart(3, '0');
  return `${rounded < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function scaled(text: string): [bigint, number] {
  const [whole = '0', fraction = ''] = text.split('.');
  return [BigInt(whole + fraction), fraction.length];
}
