import { getJson, serviceUrl } from '@shared/http.ts';
import { type FixedSizeList, type Float32, udf } from '@sluice/sdk';

const DIMENSIONS = 4;

/** The vector of each text, in requests of up to 64. */
export const embed = udf(
  { async: true, batch: { maxRows: 64, maxBytes: 64_000, linger: '5ms' }, timeout: '5s', ordered: true },
  async (texts: (string | null)[]): Promise<(FixedSizeList<Float32, typeof DIMENSIONS> | null)[]> => {
    const wanted = texts.filter((text) => text !== null && text !== '');
    const answer = await getJson<{ data: { index: number; embedding: number[] }[] }>(
      `${serviceUrl('MODEL_URL')}/v1/embeddings`,
      { method: 'POST', body: JSON.stringify({ input: wanted }) },
    );
    const vectors = [...(answer?.data ?? [])]
      .sort((a, b) => a.index - b.index)
      .map(({ embedding }) => embedding);
    let next = 0;
    return texts.map((text) => (text === null || text === '' ? null : (vectors[next++] ?? null)));
  },
);

/** 1 for two vectors of one direction, 0 for two that have nothing in common. */
export const cosine = udf({ deterministic: true }, (a: Float32Array, b: Float32Array): number | null => {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} dimensions`);
  let dot = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    dot += x * y;
    lengthA += x * x;
    lengthB += y * y;
  }
  return lengthA === 0 || lengthB === 0 ? null : dot / Math.sqrt(lengthA * lengthB);
});
