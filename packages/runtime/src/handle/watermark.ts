/** What a watermark may carry: an event time as an engine counts it, or whatever else it wants back. */
export type WatermarkValue = bigint | number | string | null;

/**
 * A mark in a stream of batches that nothing overtakes: it comes out when every batch before it has come out, at once if
 * there is none, and before every batch behind it.
 */
export class Watermark {
  readonly value: WatermarkValue;

  constructor(value: WatermarkValue) {
    this.value = value;
  }
}
