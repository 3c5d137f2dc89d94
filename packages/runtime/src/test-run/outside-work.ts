import { type AsyncHook, createHook } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';
import { SluiceError } from '@sluice/sdk';
import { realTurn } from './real-turn.ts';

/** In milliseconds. No test framework has another in its place. */
const realNow = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/** Work that calls back once: macrotasks, file system requests, look-ups, jobs of the thread pool such as hashes. */
const ONCE = /^Immediate$|REQ(CALLBACK|PROMISE|WRAP|UEST)?$|REQUEST$|CONNECTWRAP$|JOB$/;
/** What calls back any number of times, so that only silence says that it has nothing more to say. */
const LASTING = /^(ZLIB|BROTLI|PROCESSWRAP|WORKER)/;
const LASTING_RESOURCES: readonly string[] = ['TCPSocketWrap', 'TCPConnectWrap', 'TLSWrap', 'ProcessWrap'];

/**
 * Sockets and other processes that have been silent for so many turns, each after a pause, are taken to wait for the clock.
 * Turns and not milliseconds are counted: on a busy machine they take longer, as the answer does.
 */
const SILENT_TURNS = 20;
/** Work outside the clock may take so long, in real time, before a run is given up. */
const LIMIT_MS = 30_000;

/**
 * What happens in the process that no clock of ours knows of: time must not go on while a file is being read or a local
 * server answers, or calls would seem to time out.
 */
export class OutsideWork {
  readonly #hook: AsyncHook;
  readonly #once = new Map<number, string>();
  readonly #lasting = new Set<number>();

  constructor() {
    this.#hook = createHook({
      init: (id, type) => {
        if (ONCE.test(type)) this.#once.set(id, type);
        else if (LASTING.test(type)) this.#lasting.add(id);
      },
      before: (id) => void this.#once.delete(id),
      destroy: (id) => {
        this.#once.delete(id);
        this.#lasting.delete(id);
      },
    }).enable();
  }

  /**
   * Resolves when nothing more happens unless the clock goes on: all promise reactions and macrotasks have run, and work
   * outside is done.
   *
   * @throws SluiceError `stopped` where that work does not end
   */
  async over(): Promise<void> {
    const limit = realNow() + LIMIT_MS;
    let silentTurns = 0;
    let events = eventCount();
    for (;;) {
      await realTurn();
      if (this.#once.size > 0) {
        silentTurns = 0;
        if ([...this.#once.values()].some((type) => type !== 'Immediate')) pause();
      } else {
        if (!this.#lasts() || silentTurns >= SILENT_TURNS) return;
        const quiet = eventCount() === events;
        silentTurns = quiet ? silentTurns + 1 : 0;
        events = eventCount();
        pause();
      }
      if (realNow() > limit) throw this.#endless();
    }
  }

  close(): void {
    this.#hook.disable();
  }

  #lasts(): boolean {
    return (
      this.#lasting.size > 0 ||
      process.getActiveResourcesInfo().some((resource) => LASTING_RESOURCES.includes(resource))
    );
  }

  #endless(): SluiceError {
    const kinds = [...new Set(this.#once.values())].join(', ') || 'sockets';
    const message = `the function has waited for 30 s of real time for what is on no clock (${kinds})`;
    return new SluiceError('stopped', `${message}: give it a fake of that in tests`);
  }
}

/** Events that the loop has been given by the system since the start. */
function eventCount(): number {
  return performance.nodeTiming.uvMetricsInfo.events;
}

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** A millisecond for others: threads of the pool, other processes. */
function pause(): void {
  Atomics.wait(nothing, 0, 0, 1);
}
