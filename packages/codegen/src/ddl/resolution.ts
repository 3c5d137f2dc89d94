import type { TimeUnit } from '@sluice/sdk/manifest';

const units: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns'];

/**
 * Whether an engine whose clock counts `engine` has every value that a function counts in `declared`. A result is
 * widened by the engine's package; an argument that is not a whole number of the declared unit is its row's error. A
 * coarser clock would cut results, and has no counterpart.
 */
export function isAsFine(engine: TimeUnit, declared: TimeUnit): boolean {
  return units.indexOf(engine) >= units.indexOf(declared);
}
