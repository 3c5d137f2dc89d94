/** What the offsets of a column reach: they are signed, of 32 bits. */
export const MAX_OFFSET = 2_147_483_647;

/**
 * Refuses what offsets cannot address.
 * @param unit of what is counted, in the plural
 */
export function checkOffset(end: number, unit: 'bytes' | 'elements' | 'entries'): void {
  if (end > MAX_OFFSET) {
    throw new RangeError(
      `the results of one batch exceed ${MAX_OFFSET} ${unit} in one column: use smaller batches`,
    );
  }
}
