import { getJson, serviceUrl } from '@shared/http.ts';
import { patient } from '@shared/policies.ts';
import { type UdfContext, type UdfLifecycle, udf } from '@sluice/sdk';
import { LRUCache } from 'lru-cache';

interface Place {
  latitude: number;
  longitude: number;
  precision: 'rooftop' | 'street' | 'city';
}

export class Geocoder implements UdfLifecycle {
  #url = '';
  readonly #known = new LRUCache<string, Place>({ max: 10_000 });

  open(): void {
    this.#url = serviceUrl('GEOCODER_URL');
  }

  /** Where an address lies; null where the geocoder does not know it. */
  @udf({ async: true, ...patient, maxInFlight: 64, onError: 'capture' })
  async geocode(address: string, country: string | null, { signal }: UdfContext): Promise<Place | null> {
    const query = new URLSearchParams({ q: address.trim().toLowerCase(), country: country ?? '' }).toString();
    const known = this.#known.get(query);
    if (known !== undefined) return known;
    const place = await getJson<Place>(`${this.#url}/geocode?${query}`, { signal });
    if (place === undefined) return null;
    this.#known.set(query, place);
    return place;
  }

  close(): void {
    this.#known.clear();
  }
}
