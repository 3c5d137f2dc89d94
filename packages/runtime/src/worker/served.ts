import type { ResolvedOptions, UdfModel } from '@sluice/sdk/manifest';
import type { RateLimit } from '../executor/index.ts';
import type { AuthorFrames } from './author-frames.ts';
import type { FromWorker, HandleId, HandleSnapshot, StreamNumber, ToWorker } from './protocol.ts';

/** Sends a message to the host, with buffers that go along. */
export type Post = (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;

/** One handle's end on the thread of the bundle. */
export interface Served {
  batch(message: ToWorker & { type: 'batch' }): void;
  rows(message: ToWorker & { type: 'rows' }): void;
  openStream(message: ToWorker & { type: 'open-stream' }): void;
  watermark(stream: StreamNumber, mark: number): void;
  endStream(stream: StreamNumber): void;
  checkpoint(stream: StreamNumber, request: number): void;
  cancel(batch: number): void;
  /** Starts or ends telling how long rows take. */
  observe(durations: boolean): void;
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
  /** Shared by all handles on the function. */
  readonly rateLimit: RateLimit | undefined;
  /** Reads stacks of the author's package. */
  readonly frames: AuthorFrames;
}
