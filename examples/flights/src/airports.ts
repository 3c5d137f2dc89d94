import { type Int16, type UdfContext, udf } from '@sluice/sdk';
import { getJson } from './get-json.js';

/** An airport, and how far from the hub it lies. */
export interface Airport {
  iata: string;
  city: string;
  state: string | null;
  miles: number;
}

export class Airports {
  /** The airport whose great-circle distance from Chicago O'Hare is nearest to the flight's. */
  @udf({ async: true, maxInFlight: 256, timeout: '1s', onError: 'capture' })
  static async airportAt(distance: Int16, ctx: UdfContext): Promise<Airport | null> {
    const url = `${process.env['AIRPORTS_URL']}/nearest?from=ORD&miles=${distance}`;
    return getJson<Airport>(url, ctx.signal);
  }
}
