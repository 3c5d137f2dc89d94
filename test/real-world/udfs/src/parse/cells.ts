import { type FixedSizeList, type Int32, udf } from '@sluice/sdk';
import { cellToBoundary, cellToLatLng, gridDistance, isValidCell, latLngToCell } from 'h3-js';

/** The H3 cell of a place. */
export const h3Cell = udf(
  { deterministic: true },
  (latitude: number, longitude: number, resolution: Int32): string =>
    latLngToCell(latitude, longitude, resolution),
);

/** A cell's corners as longitude and latitude. */
export const h3Boundary = udf({ deterministic: true }, (cell: string): FixedSizeList<number, 2>[] | null =>
  isValidCell(cell) ? cellToBoundary(cell, true) : null,
);

export const h3Centre = udf(
  { deterministic: true },
  (cell: string): { latitude: number; longitude: number } => {
    const [latitude, longitude] = cellToLatLng(cell);
    return { latitude, longitude };
  },
);

export const h3Distance = udf(
  { deterministic: true, onError: 'capture' },
  (from: string, to: string): Int32 => gridDistance(from, to),
);
