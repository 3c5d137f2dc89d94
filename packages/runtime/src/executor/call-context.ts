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

const nobody: GroupIdentity = { id: '' };

/**
 * What the author's function sees. Reused from row to row, but never while a call that holds it is still running.
 * A function that never reads `signal` costs no AbortController: one costs as much as fifty calls.
 */
export class CallContext implements UdfContext {
  readonly udf: string;
  attempt = 1;
  private group: GroupIdentity = nobody;
  private row = 0;
  /** Of a call for several rows. */
  private keys: readonly string[] | undefined = undefined;
  private controller: AbortController | undefined = undefined;
  private givenUp: GivenUp | undefined = undefined;

  constructor(udf: string) {
    this.udf = udf;
  }

  /**
   * The same for all attempts of a row, and after a restore from a checkpoint: lets a backend see that a request is a
   * repetition. A call for several rows has theirs, separated by commas.
   */
  get idempotencyKey(): string {
    return this.keys?.join(',') ?? idempotencyKey(this.group, this.row);
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.givenUp !== undefined) this.controller.abort(this.reason(this.givenUp));
    }
    return this.controller.signal;
  }

  begin(group: GroupIdentity, row: number): void {
    this.group = group;
    this.row = row;
  }

  beginBatch(keys: readonly string[]): void {
    this.keys = keys;
  }

  /** The call is no longer waited for; aborts the signal if somebody has read it, else as soon as somebody does. */
  giveUp(why: GivenUp): void {
    this.givenUp = why;
    this.controller?.abort(this.reason(why));
  }

  /** Makes the context fit for another row: a signal that was read stays with the row that read it. */
  reset(): void {
    this.attempt = 1;
    if (this.controller !== undefined || this.givenUp !== undefined) {
      this.controller = undefined;
      this.givenUp = undefined;
    }
  }

  private reason({ code, message, cause }: GivenUp): unknown {
    return cause ?? new SluiceError(code, message, { udf: this.udf });
  }
}
