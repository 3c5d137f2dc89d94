import type { HandleSnapshot } from '../worker/protocol.ts';

/** What the instruments read of a handle. `UdfHandle` is one. */
export interface Observed {
  readonly udf: { readonly name: string };
  /** @throws SluiceError `not-started`, `stopped`, `worker-failed` */
  snapshot(): Promise<HandleSnapshot>;
  /** Gives the durations of rows in chunks, in milliseconds, until the returned function is called. */
  observeDurations(listener: (milliseconds: Float64Array) => void): () => void;
}
