import { type ErrorCode, SluiceError, type UdfContext } from '@sluice/sdk';

/** Why a call was given up before it settled. */
export interface GivenUp {
  readonly code: ErrorCode;
  readonly message: string;
  /** The reason that the canceller gave: becomes `signal.reason` as it is. */
  readonly cause: unknown;
}

/**
 * What the author's function sees. Reused from row to row, but never while a call that holds it is still running.
 * A function that never reads `signal` costs no AbortController: one costs as much as fifty calls.
 */
export class CallContext implements UdfContext {
  readonly udf: string;
  attempt = 1;
  private controller: AbortController | undefined = undefined;
  private givenUp: GivenUp | undefined = undefined;

  constructor(udf: string) {
    this.udf = udf;
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.givenUp !== undefined) this.controller.abort(this.reason(this.givenUp));
    }
    return this.controller.signal;
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
