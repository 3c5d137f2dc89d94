/** The limit of a time of day in each unit: a number where values are. */
export const UNITS_OF_DAY = {
  s: 86_400,
  ms: 86_400_000,
  us: 86_400_000_000n,
  ns: 86_400_000_000_000n,
} as const;
