/** Milliseconds of a duration such as `'2s'`, `'500ms'`, `'1 minute'`. */
export function parseDuration(text: string): number {
  throw new Error(`to be written: ${text}`);
}
