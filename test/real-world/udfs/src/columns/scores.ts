import { type Column, udf } from '@sluice/sdk';

/** How far each value lies from what is usual, in robust standard deviations, clipped. */
export const clippedScore = udf(
  { vectorized: true, deterministic: true },
  (values: Float64Array, mean: Float64Array, deviation: Float64Array): Float64Array => {
    const scores = new Float64Array(values.length);
    for (let i = 0; i < scores.length; i++) {
      const spread = deviation[i] ?? 1;
      const score = spread === 0 ? 0 : ((values[i] ?? 0) - (mean[i] ?? 0)) / spread;
      scores[i] = Math.min(5, Math.max(-5, score));
    }
    return scores;
  },
);

/** The country of a locale such as de-CH. */
export const localeCountry = udf({ vectorized: true }, (locales: Column<string | null>): (string | null)[] =>
  Array.from(locales, (locale) => {
    if (locale === null) return null;
    try {
      return new Intl.Locale(locale).maximize().region ?? null;
    } catch {
      return null;
    }
  }),
);
