import type { load as loadPackage, UdfHandle } from '@sluice/runtime';
import type { UdfModel } from '@sluice/sdk/manifest';
import type { Binding } from '../rows/bind.ts';
import type { Json } from '../rows/convert/to-json.ts';
import type { Chunk } from '../rows/read/chunk.ts';
import { jsonCells } from '../rows/write/cells.ts';
import type { Piece, RowsModule } from '../rows/write/piece.ts';
import { runAggregate } from '../running/run-aggregate.ts';
import { type Answer, argumentReader, RESULT, type RowFailure, runRows } from '../running/run-rows.ts';
import type { RowResult } from './diff.ts';
import { Latency, type LatencySummary } from './latency.ts';

/** What one run over the sample needs. */
export interface DevRunOptions {
  readonly model: UdfModel;
  /** Where it was built. */
  readonly location: string;
  readonly root: string;
  readonly bindings: readonly Binding[];
  readonly by: readonly string[];
  readonly sample: readonly Chunk[];
  readonly load: typeof loadPackage;
  readonly rows: RowsModule;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** What came of it. */
export interface DevOutcome {
  readonly results: readonly RowResult[];
  readonly failures: readonly RowFailure[];
  readonly elapsedMs: number;
  /** Undefined where nothing was waited for. */
  readonly latency: LatencySummary | undefined;
}

/** A run while it goes on. */
export interface DevProgress {
  readonly rows: number;
  readonly errors: number;
  readonly inFlight: number;
  readonly latencyMs: LatencySummary | undefined;
}

/** One run of a function over the sample, on a thread of its own that ends with it. */
export class DevRun {
  readonly #options: DevRunOptions;
  readonly #latency: Latency = new Latency();
  #handle: UdfHandle | undefined;
  #rows = 0;
  #errors = 0;

  constructor(options: DevRunOptions) {
    this.#options = options;
  }

  /** Rejects with the signal's reason where that comes first. */
  async run(): Promise<DevOutcome> {
    const { load, location, signal, now } = this.#options;
    const udfs = await load(location, { signal, output: 'stderr' });
    try {
      const began = now();
      const found = await (this.#options.model.kind === 'aggregate'
        ? this.#aggregate(udfs)
        : this.#call(udfs));
      signal.throwIfAborted();
      return { ...found, elapsedMs: now() - began, latency: this.#latency.summary() };
    } finally {
      this.#handle = undefined;
      // Instances are closed as they would be; what was given up is not waited for.
      await udfs.close({ graceMs: signal.aborted ? 0 : 1000 });
    }
  }

  async progress(): Promise<DevProgress> {
    const inFlight = (await this.#handle?.snapshot().catch(() => undefined))?.inFlight ?? 0;
    return { rows: this.#rows, errors: this.#errors, inFlight, latencyMs: this.#latency.summary() };
  }

  async #call(
    udfs: Awaited<ReturnType<typeof loadPackage>>,
  ): Promise<Pick<DevOutcome, 'results' | 'failures'>> {
    const { model, bindings, sample, rows, signal } = this.#options;
    const input = model.kind === 'table' ? { input: 'omit' as const } : {};
    const handle = udfs.udf(model.name, { as: RESULT, onError: 'capture', ...input });
    const stopListening = handle.observeDurations((durations) => this.#latency.add(durations));
    this.#handle = handle;
    // Every row is called: a failure is a result like another here.
    const target = { model, handle, bindings, as: model.name, onError: 'null' as const };
    const results: RowResult[] = [];
    const failures: RowFailure[] = [];
    const options = { rows, signal, onlyResult: true, typed: false };
    for await (const answer of runRows(iterate(sample), [target], options)) {
      results.push(...rowResults(model, answer, rows));
      failures.push(...answer.failures);
      this.#rows += answer.chunk.rowCount;
      this.#errors += answer.failures.length;
    }
    // Before its answer come the durations that are still to be told. It does not keep the process alive by itself.
    const alive = setInterval(() => undefined, 1000);
    await handle.snapshot().finally(() => clearInterval(alive));
    stopListening();
    return { results, failures };
  }

  async #aggregate(
    udfs: Awaited<ReturnType<typeof loadPackage>>,
  ): Promise<Pick<DevOutcome, 'results' | 'failures'>> {
    const { model, bindings, by, sample, rows, signal, root } = this.#options;
    const run = { model, udfs, bindings, by, as: model.name, onError: 'fail' as const, root };
    const onRows = (count: number): void => {
      this.#rows += count;
    };
    const { piece, failures } = await runAggregate(iterate(sample), run, { rows, signal, onRows });
    return { results: piece === undefined ? [] : groupResults(piece, by, rows), failures };
  }
}

async function* iterate(chunks: readonly Chunk[]): AsyncGenerator<Chunk, void, undefined> {
  yield* chunks;
}

/** A result for each row of the chunk; of a table function, the list of what it yielded. */
function rowResults(model: UdfModel, answer: Answer, rows: RowsModule): readonly RowResult[] {
  const { chunk, piece, failures, inputRows, args } = answer;
  const [column] = piece.columns;
  const [given] = args;
  if (column === undefined || given === undefined) return [];
  const read = jsonCells(column, rows);
  const argsOf = argumentReader(model, given, rows);
  const errors = new Map(failures.map(({ row, code, message }) => [row, `${code}: ${message}`]));
  const yielded = new Map<number, Json[]>();
  if (model.kind === 'table') {
    for (let at = 0; at < piece.rowCount; at++) {
      const row = inputRows?.[at] ?? at;
      yielded.set(row, [...(yielded.get(row) ?? []), read(at) ?? null]);
    }
  }
  return Array.from({ length: chunk.rowCount }, (_, row) => {
    const error = errors.get(row);
    const value = model.kind === 'table' ? (yielded.get(row) ?? []) : (read(row) ?? null);
    const place = { place: chunk.place(row), args: argsOf(row) };
    return error === undefined ? { ...place, value } : { ...place, value: undefined, error };
  });
}

function groupResults(piece: Piece, by: readonly string[], rows: RowsModule): readonly RowResult[] {
  const readers = piece.columns.map((column) => jsonCells(column, rows));
  return Array.from({ length: piece.rowCount }, (_, row) => {
    const keys = by.map((name, at) => `${name} ${JSON.stringify(readers[at]?.(row) ?? null)}`);
    const value = readers[by.length]?.(row) ?? null;
    return { place: keys.length === 0 ? 'all rows' : keys.join(', '), args: {}, value };
  });
}
