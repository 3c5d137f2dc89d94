import { SluiceError } from '@sluice/sdk';
import type { HandleSnapshot } from '../../worker/protocol.ts';
import type { Observed } from '../observed.ts';

export const IDLE: HandleSnapshot = {
  inFlight: 0,
  running: 0,
  zombies: 0,
  queued: 0,
  blocked: 0,
  longestKeyQueue: 0,
  backoff: 0,
  buffered: 0,
  started: 0,
  retries: 0,
  succeeded: 0,
  failed: 0,
  timeouts: 0,
  failedByCode: {},
  cacheHits: 0,
  cacheEntries: 0,
  oldestAgeMs: 0,
};

/** A handle whose state the test sets. */
export class FakeHandle implements Observed {
  readonly udf: { readonly name: string };
  snapshots = 0;
  readonly listeners: Set<(milliseconds: Float64Array) => void> = new Set();
  #answer: () => Promise<HandleSnapshot>;

  constructor(name: string, state: Partial<HandleSnapshot> = {}) {
    this.udf = { name };
    this.#answer = () => Promise.resolve({ ...IDLE, ...state });
  }

  set(state: Partial<HandleSnapshot>): void {
    this.#answer = () => Promise.resolve({ ...IDLE, ...state });
  }

  answer(snapshot: () => Promise<HandleSnapshot>): void {
    this.#answer = snapshot;
  }

  refuse(error: unknown): void {
    this.#answer = () => Promise.reject(error);
  }

  stop(): void {
    this.refuse(new SluiceError('stopped', `cannot send; ${this.udf.name} has stopped`));
  }

  finishRows(...milliseconds: number[]): void {
    for (const listener of this.listeners) listener(Float64Array.from(milliseconds));
  }

  snapshot(): Promise<HandleSnapshot> {
    this.snapshots++;
    return this.#answer();
  }

  observeDurations(listener: (milliseconds: Float64Array) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
