import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import type { load as loadPackage } from '@sluice/runtime';
import type { UdfModel } from '@sluice/sdk/manifest';
import type { BuildResult } from '../../session/build-session.ts';
import type { Chunk } from '../rows/read/chunk.ts';
import type { RowsModule } from '../rows/write/piece.ts';
import { type BindingOptions, bindParameters, UsageError } from '../running/bindings.ts';
import { refusalOf, reportRefusal } from '../running/refusal.ts';
import type { StatusLine } from '../status-line.ts';
import { exitCodeOf, reportDiagnostics } from '../talk.ts';
import { exitCode, type Terminal } from '../terminal.ts';
import { unknownFunction } from '../unknown-function.ts';
import {
  changesText,
  type DevEvent,
  failuresText,
  runEvent,
  runningText,
  summaryText,
} from './dev-report.ts';
import { type DevOutcome, DevRun } from './dev-run.ts';
import { diffResults, type RowResult } from './diff.ts';
import { generateSample } from './sample.ts';

/** What is run after each build, and on what. */
export interface DevOptions extends BindingOptions {
  readonly name: string;
  /** The package's folder. */
  readonly root: string;
  readonly groupBy: readonly string[];
  /** Undefined where nobody has given any: then some are made for the function. */
  readonly sample: readonly Chunk[] | undefined;
  readonly json: boolean;
}

/** What running uses of the machine. */
export interface DevMachine {
  readonly load: typeof loadPackage;
  readonly rows: RowsModule;
  /** Monotonic milliseconds. */
  now(): number;
}

/** How often it is told how far a run is: on a terminal, where the line is written over, and elsewhere. */
const LIVE_MS = 100;
const PLAIN_MS = 2000;

/**
 * Runs a function after each build of its package, and says what has changed since the last run that came to its end. One
 * run at a time, each on a thread of its own: the next build, or the end, gives it up.
 */
export class DevLoop {
  readonly #options: DevOptions;
  readonly #machine: DevMachine;
  readonly #terminal: Terminal;
  readonly #status: StatusLine;
  #before: readonly RowResult[] | undefined;
  #current: { readonly abort: AbortController; readonly done: Promise<number> } | undefined;

  constructor(options: DevOptions, machine: DevMachine, terminal: Terminal, status: StatusLine) {
    this.#options = options;
    this.#machine = machine;
    this.#terminal = terminal;
    this.#status = status;
  }

  /** Gives up the run that goes on, if one does: the sources are others now. */
  abort(): void {
    this.#current?.abort.abort(new DOMException('the sources have changed', 'AbortError'));
  }

  /**
   * Starts a run of what was built, or says why nothing was.
   *
   * @param files what has changed
   * @returns Resolves with the exit code of the run: it is not waited for by the next one.
   */
  start({ diagnostics, output }: BuildResult, files: readonly string[]): Promise<number> {
    this.abort();
    if (this.#options.json) this.#event({ type: 'build', files, diagnostics });
    else reportDiagnostics(diagnostics, this.#options.root, this.#terminal);
    if (output === undefined) return Promise.resolve(exitCodeOf(diagnostics));
    const abort = new AbortController();
    setMaxListeners(0, abort.signal); // Each batch at work listens to it.
    const previous = this.#current?.done ?? Promise.resolve(0);
    const done = previous.then(() => this.#run(output.folder, output.manifest.udfs, abort.signal));
    this.#current = { abort, done };
    return done;
  }

  /** Gives up the run that goes on, and waits for its thread to end. */
  async close(): Promise<void> {
    this.abort();
    await this.#current?.done;
    this.#current = undefined;
  }

  async #run(location: string, models: readonly UdfModel[], signal: AbortSignal): Promise<number> {
    let hide = (): void => {};
    try {
      signal.throwIfAborted();
      const model = this.#choose(models);
      const [bindings = []] = bindParameters([model], this.#options);
      const { load, rows, now } = this.#machine;
      const { groupBy: by, root } = this.#options;
      const sample = this.#options.sample ?? [generateSample(model, bindings)];
      const run = new DevRun({ model, location, root, bindings, by, sample, load, rows, signal, now });
      hide = this.#showRunning(run);
      const outcome = await run.run();
      hide();
      this.#report(model, outcome);
      return outcome.failures.length === 0 ? exitCode.ok : exitCode.diagnostics;
    } catch (error) {
      hide();
      if (signal.aborted) {
        if (this.#options.json) this.#event({ type: 'aborted' });
        return exitCode.cancelled;
      }
      return this.#refuse(error);
    }
  }

  #choose(models: readonly UdfModel[]): UdfModel {
    const { name, groupBy } = this.#options;
    const model = models.find((each) => each.name === name);
    if (model === undefined) throw new UsageError(unknownFunction(name, models, 'this package'));
    if (groupBy.length > 0 && model.kind !== 'aggregate') {
      throw new UsageError(`--group-by is for aggregates, and ${name} gives a result for each row`);
    }
    return model;
  }

  #showRunning(run: DevRun): () => void {
    let over = false;
    const live = this.#terminal.live === true && !this.#options.json;
    const timer = setInterval(
      async () => {
        const progress = await run.progress();
        if (over) return;
        if (this.#options.json)
          this.#event({ type: 'progress', ...progress, latencyMs: progress.latencyMs ?? null });
        else if (live) this.#status.show(runningText(progress));
        else this.#terminal.stderr(`${runningText(progress)}\n`);
      },
      live ? LIVE_MS : PLAIN_MS,
    );
    return () => {
      over = true;
      clearInterval(timer);
      if (live) this.#status.clear();
    };
  }

  #report(model: UdfModel, outcome: DevOutcome): void {
    const changes = diffResults(this.#before, outcome.results);
    const first = this.#before === undefined;
    this.#before = outcome.results;
    if (this.#options.json) {
      this.#event(runEvent(model, outcome, changes));
      return;
    }
    const terminal = this.#terminal;
    terminal.stdout(changesText(model, changes, terminal.colour && terminal.stdoutIsTerminal === true));
    terminal.stderr(failuresText(outcome.failures, resolve(this.#options.root), terminal));
    terminal.stderr(summaryText(outcome, first ? undefined : changes.length));
  }

  /** What is wrong with the command line or the sample may be mended by the next change of the sources. */
  #refuse(error: unknown): number {
    if (!this.#options.json) return reportRefusal(error, this.#terminal);
    const refusal = error instanceof UsageError ? error.message : refusalOf(error);
    if (refusal === undefined) throw error;
    const text = typeof refusal === 'string' ? refusal : refusal.map(({ message }) => message).join('\n');
    this.#event({ type: 'refused', message: text.replace(/^ ?[\w-]*: /, '') });
    return error instanceof UsageError ? exitCode.usage : exitCode.diagnostics;
  }

  #event(event: DevEvent): void {
    this.#terminal.stdout(`${JSON.stringify(event)}\n`);
  }
}
