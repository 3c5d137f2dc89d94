import { serviceUrl } from '@shared/http.ts';
import { type Float32, type Int16, type Timestamp, type UdfContext, udf } from '@sluice/sdk';

interface Hour {
  at: Timestamp<'s', 'UTC'>;
  celsius: Float32;
  windDegrees: Int16 | null;
}

/** The forecast of a station, a row for each hour, page after page as the service gives them. */
export async function* forecast(station: string, { signal }: UdfContext): AsyncGenerator<Hour> {
  let next: string | null = `/forecast/${station}?page=1`;
  while (next !== null) {
    const response = await fetch(serviceUrl('WEATHER_URL') + next, { signal });
    if (!response.ok) throw new Error(`no forecast for ${station}: ${response.status}`);
    const page = (await response.json()) as { hours: [number, number, number?][]; next: string | null };
    for (const [at, celsius, wind] of page.hours)
      yield { at: BigInt(at), celsius, windDegrees: wind ?? null };
    next = page.next;
  }
}

export const stationForecast = udf({ async: true, timeout: '5s', onError: 'capture' }, forecast);
