import type { ResolvedOptions, UdfModel } from '@sluice/sdk/manifest';
import type { FromWorker, HandleId, HandleSnapshot, ToWorker } from './protocol.ts';

/** Sends a message to the host, with buffers that go along. */
export type Post = (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;

/** One handle's end on the thread of the bundle. */
export interface Served {
  batch(message: ToWorker & { type: 'batch' }): void;
  rows(message: ToWorker & { type: 'rows' }): void;
  cancel(batch: number): void;
  snapshot(): HandleSnapshot;
  /** Resolves when nothing of the handle runs any more, or its grace period is over. */
  stop(graceMs: number): Promise<void>;
}

/** What a served handle needs to know. */
export interface ServedContext {
  readonly handle: HandleId;
  readonly model: UdfModel;
  /** The model's, with the handle's own over them. */
  readonly options: ResolvedOptions;
  readonly post: Post;
  /** Stack frames of files below it are shown relative to it: the author's package. */
  readonly packageUrl: string;
}
