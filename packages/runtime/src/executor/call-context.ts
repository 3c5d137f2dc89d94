import { type ErrorCode, SluiceError, type UdfContext } from '@sluice/sdk';

/** Why a call was given up before it settled. */
export interface GivenUp {
  readonly code: ErrorCode;
  readonly message: string;
  /** The reason that the canceller gave: becomes `signal.reason` as it is. */
  readonly cause: unknown;
}

/** Who a row is, for as long as it is worked on and after a restore: `id` is unique to its group. */
export interface GroupIdentity {
  readonly id: string;
}

/** The key under which a row is called, in every attempt. */
export function idempotencyKey({ id }: GroupIdentity, row: number): string {
  return `${id}:${row}`;
}

/** The row that a plain call is for. It is looked up when it is asked for: most functions never ask. */
export interface PlainRow {
  readonly open: { readonly identity: GroupIdentity } | null;
  readonly row: number;
}

/**
 * What the author's function sees. Reused from row to row, but never while a call that holds it is still running.
 * A function that never reads `signal` costs no AbortController: one costs as much as fifty calls.
 */
export class CallContext implements UdfContext {
  readonly udf: string;
  attempt = 1;
  /** Not enumerable: authors log their context, and behind a call stands the whole executor. */
  declare private readonly plain: PlainRow;
  /** What differs from a context for a plain row's first call, and must be undone before the next row. */
  private dirty = false;
  /** Set where the call does not know its row, or no longer. */
  private group: GroupIdentity | undefined = undefined;
  private row = 0;
  /** Of a call for several rows. */
  private keys: readonly string[] | undefined = undefined;
  private controller: AbortController | undefined = undefined;
  private givenUp: GivenUp | undefined = undefined;

  constructor(udf: string, plain: PlainRow) {
    this.udf = udf;
    Object.defineProperty(this, 'plain', { value: plain });
  }

  /**
   * The same for all attempts of a row, and after a restore from a checkpoint: lets a backend see that a request is a
   * repetition. A call for several rows has theirs, separated by commas. Empty when the call has settled and the
   * slot is idle: a key of another row would do harm.
   */
  get idempotencyKey(): string {
    if (this.keys !== undefined) return this.keys.join(',');
    if (this.group !== undefined) return idempotencyKey(this.group, this.row);
    const { open, row } = this.plain;
    return open === null ? '' : idempotencyKey(open.identity, row);
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      this.dirty = true;
      if (this.givenUp !== undefined) this.controller.abort(this.reason(this.givenUp));
    }
    return this.controller.signal;
  }

  /** For a row of which the call knows nothing; plain rows do without. */
  begin(group: GroupIdentity, row: number, attempt: number): void {
    this.dirty = true;
    this.group = group;
    this.row = row;
    this.attempt = attempt;
  }

  beginBatch(keys: readonly string[], attempt: number): void {
    this.dirty = true;
    this.keys = keys;
    this.attempt = attempt;
  }

  /** The call is no longer waited for; aborts the signal if somebody has read it, else as soon as somebody does. */
  giveUp(why: GivenUp): void {
    this.dirty = true;
    this.givenUp = why;
    this.controller?.abort(this.reason(why));
  }

  /** Makes the context fit for another row: a signal that was read stays with the row that read it. */
  reset(): void {
    if (!this.dirty) return;
    this.dirty = false;
    this.attempt = 1;
    this.group = undefined;
    this.keys = undefined;
    this.controller = undefined;
    this.givenUp = undefined;
  }

  private reason({ code, message, cause }: GivenUp): unknown {
    return cause ?? new SluiceError(code, message, { udf: this.udf });
  }
}
