import type { RecordBatch } from 'apache-arrow';
import type { WatermarkValue } from '../handle/watermark.ts';
import type { BatchState } from '../worker/protocol.ts';

/** A batch that has been taken from the input and not yet been given out: its input and what is known of its rows. */
export interface SavedBatch extends BatchState {
  readonly kind: 'batch';
  /** The input, with all its columns. */
  readonly batch: RecordBatch;
}

/** A watermark that has not yet been given out. */
export interface SavedWatermark {
  readonly kind: 'watermark';
  readonly value: WatermarkValue;
}

/** What a stream is written down as. */
export interface SavedStream {
  readonly streamId: string;
  /** Items, batches and watermarks, that were taken from the input before the checkpoint. */
  readonly position: number;
  /** In the order of the input. */
  readonly entries: readonly (SavedBatch | SavedWatermark)[];
}
