import type { ErrorCode } from '@sluice/sdk';
import type { Manifest, ResolvedOptions } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';

/**
 * What the host's thread and a bundle's thread say to each other: plain data, and buffers that are transferred.
 * Behaviour is in `host.ts` and `serve.ts`.
 */

/** An error as plain data. */
export interface WireError {
  readonly code: ErrorCode;
  readonly name: string;
  readonly message: string;
  /** As the thread printed it, mapped to the author's TypeScript. */
  readonly stack?: string;
  readonly udf?: string;
  readonly cause?: WireError;
}

/** The error of one row; `row` is an index into the batch or rows that the message is about. */
export interface WireRowError {
  readonly row: number;
  readonly attempts: number;
  readonly code: ErrorCode;
  readonly message: string;
  /** Where the author's function threw, in their TypeScript: `src/geo.ts:12:9`. Known for a handle's first failures. */
  readonly at?: string;
}

/** What the thread is started with. */
export interface WorkerInput {
  readonly bundleUrl: string;
  readonly manifest: Manifest;
}

/** One executor for one function; named by a number that the host counts up. */
export type HandleId = number;

/** Counters of one handle since it started, and its state now. */
export interface HandleSnapshot {
  /** Calls whose promise is pending, timed-out ones included. */
  readonly inFlight: number;
  /** Of these, calls that have timed out and still hold their slot. */
  readonly zombies: number;
  /** Rows accepted and not yet started. */
  readonly queued: number;
  /** Rows finished whose turn to leave has not come. */
  readonly buffered: number;
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of the failed rows, those whose call timed out. */
  readonly timeouts: number;
}

export type ToWorker =
  | {
      readonly type: 'open';
      readonly handle: HandleId;
      readonly udf: string;
      readonly options: ResolvedOptions;
    }
  | {
      readonly type: 'batch';
      readonly handle: HandleId;
      readonly batch: number;
      readonly rowCount: number;
      readonly columns: readonly Column[];
    }
  | {
      readonly type: 'rows';
      readonly handle: HandleId;
      readonly ids: BigUint64Array;
      readonly columns: readonly Column[];
    }
  | { readonly type: 'cancel'; readonly handle: HandleId; readonly batch: number }
  | { readonly type: 'snapshot'; readonly handle: HandleId; readonly request: number }
  | { readonly type: 'stop'; readonly handle: HandleId; readonly graceMs: number };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly error: WireError }
  /** The host may send so many more rows, or one more batch. */
  | { readonly type: 'accepts'; readonly handle: HandleId; readonly rows: number; readonly batches: number }
  | {
      readonly type: 'batch-done';
      readonly handle: HandleId;
      readonly batch: number;
      readonly column: Column;
      readonly errors: readonly WireRowError[];
    }
  | {
      readonly type: 'batch-failed';
      readonly handle: HandleId;
      readonly batch: number;
      /** The row whose error ended the batch, where it was one. */
      readonly row?: number;
      readonly error: WireError;
    }
  | {
      readonly type: 'rows-done';
      readonly handle: HandleId;
      readonly ids: BigUint64Array;
      readonly column: Column;
      readonly errors: readonly WireRowError[];
    }
  /** A row failed under `onError: 'fail'`: the handle takes and gives no more rows. */
  | {
      readonly type: 'rows-failed';
      readonly handle: HandleId;
      readonly id: bigint;
      readonly error: WireError;
    }
  | {
      readonly type: 'snapshot';
      readonly handle: HandleId;
      readonly request: number;
      readonly snapshot: HandleSnapshot;
    }
  | { readonly type: 'stopped'; readonly handle: HandleId };

/** The buffers of columns that may be transferred: each once, and only where the column has it to itself. */
export function transferables(columns: Iterable<Column>): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const collect = (column: Column): void => {
    for (const view of [column.validity, column.values, column.offsets]) {
      if (view !== null && view.buffer instanceof ArrayBuffer) buffers.add(view.buffer);
    }
    for (const child of column.children) collect(child);
  };
  for (const column of columns) collect(column);
  return [...buffers];
}
