import type { ErrorCode } from '@sluice/sdk';
import type { ArrowField, Manifest, ResolvedOptions } from '@sluice/sdk/manifest';
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
  /** As the thread printed it, mapped to the author's TypeScript, with the package's own frames relative to it. */
  readonly stack?: string;
  readonly udf?: string;
  readonly cause?: WireError;
  /** Those that an AggregateError gathers: the first few. */
  readonly errors?: readonly WireError[];
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
  /** The package's folder. */
  readonly packageUrl: string;
  readonly manifest: Manifest;
  readonly output: ThreadOutput;
}

/** Where the thread's standard output goes. */
export type ThreadOutput = 'inherit' | 'stderr';

/** One executor for one function; named by a number that the host counts up. */
export type HandleId = number;

/** What is in flight in one handle, and what has happened since it started. */
export interface HandleSnapshot {
  /** Calls whose promise is pending, timed-out ones included: `running` and `zombies` together. */
  readonly inFlight: number;
  /** Calls whose row waits for them. */
  readonly running: number;
  /** Calls that have timed out or were cancelled, are still pending, and hold their slot. */
  readonly zombies: number;
  /** Rows accepted and not yet started. */
  readonly queued: number;
  /** Of these, rows that wait for another row of their `orderBy` key; and those of the key that has most of them. */
  readonly blocked: number;
  readonly longestKeyQueue: number;
  /** Rows that wait to be called again; they hold no slot. */
  readonly backoff: number;
  /** Rows finished whose turn to leave has not come. */
  readonly buffered: number;
  /** Rows for which the function was called. */
  readonly started: number;
  /** Calls beyond the first of a row. */
  readonly retries: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of the failed rows, those whose call timed out. */
  readonly timeouts: number;
  /** The failed rows by the code of their error. */
  readonly failedByCode: Readonly<Record<string, number>>;
  /** Rows whose result was in the cache, and results in it now. */
  readonly cacheHits: number;
  readonly cacheEntries: number;
  /** For how long the oldest batch or row has waited to leave. */
  readonly oldestAgeMs: number;
}

/** One stream of batches in a handle; 0 is for batches that stand alone. */
export type StreamNumber = number;

/** A row that is called again after a restore, and the attempts that it has used. */
export interface UnfinishedRow {
  readonly row: number;
  readonly attempts: number;
}

/** What is known of the rows of a batch that has not left: see `CheckpointedGroup` of the executor. */
export interface BatchState {
  readonly id: string;
  /** No row from here on has been called. */
  readonly nextRow: number;
  readonly unfinished: readonly UnfinishedRow[];
  /** Results of finished rows; null elsewhere. */
  readonly column: Column;
  readonly errors: readonly WireRowError[];
}

/** In input order: a batch that has not left, or a watermark that the host knows by its number. */
export type SavedEntry =
  | ({ readonly kind: 'batch'; readonly batch: number } & BatchState)
  | { readonly kind: 'watermark'; readonly mark: number };

/** A saved batch with its arguments, to be taken up again. */
export type RestoredEntry =
  | ({
      readonly kind: 'batch';
      readonly batch: number;
      readonly rowCount: number;
      readonly columns: readonly Column[];
    } & BatchState)
  | { readonly kind: 'watermark'; readonly mark: number };

/** What is done with rows, or states, that come to an aggregation. */
export type AggregateStep = 'accumulate' | 'retract' | 'merge';

/** What an aggregation gives of its groups. */
export type AggregateOutput = 'states' | 'finish';

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
      readonly stream: StreamNumber;
      readonly batch: number;
      readonly rowCount: number;
      readonly columns: readonly Column[];
      /** See `SyncBatch`. */
      readonly indices?: Int32Array;
    }
  | {
      readonly type: 'rows';
      readonly handle: HandleId;
      readonly ids: BigUint64Array;
      readonly columns: readonly Column[];
    }
  | {
      readonly type: 'open-stream';
      readonly handle: HandleId;
      readonly stream: StreamNumber;
      /** What the idempotency keys of its rows start with. */
      readonly id: string;
      readonly restored: readonly RestoredEntry[];
    }
  | {
      readonly type: 'watermark';
      readonly handle: HandleId;
      readonly stream: StreamNumber;
      readonly mark: number;
    }
  | { readonly type: 'end-stream'; readonly handle: HandleId; readonly stream: StreamNumber }
  | {
      readonly type: 'checkpoint';
      readonly handle: HandleId;
      readonly stream: StreamNumber;
      readonly request: number;
    }
  | { readonly type: 'cancel'; readonly handle: HandleId; readonly batch: number }
  | {
      readonly type: 'aggregate';
      readonly handle: HandleId;
      readonly request: number;
      readonly step: AggregateStep;
      readonly rowCount: number;
      /** The columns by which rows are grouped: the first of `columns`. */
      readonly keys: readonly ArrowField[];
      /** Behind the keys the arguments, or the states and, where they came with them, their errors. */
      readonly columns: readonly Column[];
    }
  | {
      readonly type: 'aggregate-result';
      readonly handle: HandleId;
      readonly request: number;
      readonly of: AggregateOutput;
    }
  /** Whether somebody wants to know how long rows take. */
  | { readonly type: 'observe'; readonly handle: HandleId; readonly durations: boolean }
  | { readonly type: 'snapshot'; readonly handle: HandleId; readonly request: number }
  | { readonly type: 'stop'; readonly handle: HandleId; readonly graceMs: number }
  /** Stops all handles, closes the instances. */
  | { readonly type: 'close' };

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
      /** Buffers of the batch's arguments, to be used again. */
      readonly returned: readonly ArrayBuffer[];
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
  | {
      readonly type: 'watermark';
      readonly handle: HandleId;
      readonly stream: StreamNumber;
      readonly mark: number;
    }
  | {
      readonly type: 'checkpoint';
      readonly handle: HandleId;
      readonly request: number;
      readonly entries: readonly SavedEntry[];
    }
  /** What came has been taken in. */
  | {
      readonly type: 'aggregated';
      readonly handle: HandleId;
      readonly request: number;
      /** Buffers of what came, to be used again. */
      readonly returned: readonly ArrayBuffer[];
    }
  | {
      readonly type: 'aggregate-result';
      readonly handle: HandleId;
      readonly request: number;
      readonly rowCount: number;
      /** One row a group, in the order in which they first came up. */
      readonly keys: readonly Column[];
      readonly column: Column;
      /** `row` is a group. */
      readonly errors: readonly WireRowError[];
    }
  | {
      readonly type: 'aggregate-failed';
      readonly handle: HandleId;
      readonly request: number;
      /** The row that failed, where it was one of what came. */
      readonly row?: number;
      readonly error: WireError;
    }
  /** Milliseconds from a row's first call to its outcome. */
  | { readonly type: 'durations'; readonly handle: HandleId; readonly milliseconds: Float64Array }
  | { readonly type: 'stopped'; readonly handle: HandleId }
  | { readonly type: 'closed'; readonly errors: readonly WireError[] };

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
