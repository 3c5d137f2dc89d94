import type { UdfHandle } from '@sluice/runtime';
import type { ArrowField, ResolvedOptions, UdfModel } from '@sluice/sdk/manifest';
import type { Data, Field, RecordBatch } from 'apache-arrow';
import { type Arguments, type Binding, bindArguments } from '../rows/bind.ts';
import { type Json, toJson } from '../rows/convert/to-json.ts';
import type { Chunk } from '../rows/read/chunk.ts';
import type { Piece, PieceColumn, RowsModule } from '../rows/write/piece.ts';
import { UsageError } from './bindings.ts';
import { pipeline } from './pipeline.ts';

/** The result's name in what the runtime gives: no parameter is called so. */
export const RESULT = '#result';

/** What becomes of a row that fails. */
export type OnError = ResolvedOptions['onError'];

/** One function at work. */
export interface Target {
  readonly model: UdfModel;
  /** Made with `as: RESULT` and `onError: 'capture'`: which row failed is known then, and the policy is ours. */
  readonly handle: UdfHandle;
  readonly bindings: readonly Binding[];
  readonly as: string;
  readonly onError: OnError;
}

/** A row that has no result. */
export interface RowFailure {
  readonly target: Pick<Target, 'model' | 'as'>;
  readonly chunk: Chunk;
  readonly row: number;
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  /** `src/geo.ts:12:9` */
  readonly at?: string;
  /** By parameter; empty where they could not be read. */
  readonly args: Readonly<Record<string, Json>>;
}

/** What came of a chunk. */
export interface Answer {
  readonly chunk: Chunk;
  readonly piece: Piece;
  readonly failures: readonly RowFailure[];
  /** For each function, what it was called with: a row for each of the chunk's. */
  readonly args: readonly Arguments[];
  /** For each row of the piece its row in the chunk; undefined where they are the same. */
  readonly inputRows: Int32Array | undefined;
  /** Whether the rows end here, because one failed under `onError: 'fail'`. The piece has those before it. */
  readonly ended: boolean;
}

export interface RunRowsOptions {
  readonly rows: RowsModule;
  readonly signal: AbortSignal;
  readonly onlyResult: boolean;
  /** Whether the output has types: then columns that parameters take are of theirs. */
  readonly typed: boolean;
}

/** Rows at work beside those in flight at most, whatever the functions' windows are. */
const MAX_ROWS = 65_536;

/** Runs functions over the rows of chunks, each over all of them, and gives what comes of each chunk in order. */
export async function* runRows(
  chunks: AsyncIterable<Chunk>,
  targets: readonly Target[],
  options: RunRowsOptions,
): AsyncGenerator<Answer, void, undefined> {
  const limit = Math.min(MAX_ROWS, ...targets.map(({ model }) => model.options.windowRows));
  const seen = new Set<string>();
  const work = async (chunk: Chunk): Promise<Answer> => {
    const called = await Promise.all(targets.map((target) => callTarget(target, chunk, options, seen)));
    for (const { name, kind } of chunk.columns) if (kind === 'json') seen.add(name);
    return answerOf(chunk, called, options);
  };
  const size = (chunk: Chunk): number => Math.max(1, chunk.rowCount);
  for await (const answer of pipeline(chunks, work, { size, limit })) {
    yield answer;
    if (answer.ended) return;
  }
}

/** What one function gave for a chunk. */
interface Called {
  readonly target: Target;
  readonly args: Arguments;
  readonly failures: readonly RowFailure[];
  readonly result: { readonly field: Field; readonly data: Data };
  /** For each row of `result` its row in the chunk; undefined where they are the same. */
  readonly rows: Int32Array | undefined;
}

async function callTarget(
  target: Target,
  chunk: Chunk,
  { rows, signal }: RunRowsOptions,
  seen: ReadonlySet<string>,
): Promise<Called> {
  const { model, handle } = target;
  const args = bindArguments(chunk, target.bindings, rows, seen);
  const bad = new Set(args.bad.map(({ row }) => row));
  const good =
    bad.size === 0
      ? undefined
      : Int32Array.from(
          Array.from({ length: chunk.rowCount }, (_, row) => row).filter((row) => !bad.has(row)),
        );
  const batch = good === undefined ? args.batch : rows.takeRows(args.batch, good);
  const given = await handle.call(batch, { signal });
  const result = columnOf(given, RESULT);
  const of =
    model.kind === 'table'
      ? rowIndex(given).map((row) => (good === undefined ? row : (good[row] ?? -1)))
      : good;
  const failures = [
    ...readFailures(target, chunk, args, columnOf(given, `${RESULT}_error`), of, rows),
    ...args.bad.map(({ row, message }) => {
      return { target, chunk, row, code: 'invalid-cell', message, attempts: 0, args: {} };
    }),
  ].sort((a, b) => a.row - b.row);
  return { target, args, failures, result, rows: of };
}

function rowIndex(batch: RecordBatch): Int32Array {
  const { data } = columnOf(batch, 'row_index');
  return (data.values as Int32Array).slice(0, data.length); // Int32, not null: the runtime made it.
}

function columnOf(batch: RecordBatch, name: string): { readonly field: Field; readonly data: Data } {
  const at = batch.schema.fields.findIndex((field) => field.name === name);
  const [field, data] = [batch.schema.fields[at], batch.data.children[at]];
  if (field === undefined || data === undefined) throw new Error(`no column ${name} among the results`);
  return { field, data };
}

interface ErrorValue {
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly at: string | null;
}

function readFailures(
  target: Target,
  chunk: Chunk,
  args: Arguments,
  { field, data }: { readonly field: Field; readonly data: Data },
  of: Int32Array | undefined,
  rows: RowsModule,
): RowFailure[] {
  if (data.nullCount === data.length) return [];
  const errorField = rows.fieldOf(field);
  if (errorField === undefined) throw new Error('the errors of rows cannot be read');
  const read = rows.readColumn(errorField, data);
  let argsOf: ((row: number) => Readonly<Record<string, Json>>) | undefined;
  const failures: RowFailure[] = [];
  for (let at = 0; at < data.length; at++) {
    const error = read(at) as ErrorValue | null; // the runtime's struct
    if (error === null) continue;
    const row = of === undefined ? at : (of[at] ?? at);
    argsOf ??= argumentReader(target.model, args, rows);
    const { code, message, attempts } = error;
    const place = error.at === null ? {} : { at: error.at };
    failures.push({ target, chunk, row, code, message, attempts, ...place, args: argsOf(row) });
  }
  return failures;
}

/** Reads the arguments of a row, as they are shown. */
export function argumentReader(
  { parameters }: UdfModel,
  { batch }: Arguments,
  rows: RowsModule,
): (row: number) => Readonly<Record<string, Json>> {
  const readers = parameters.map((parameter, at) => {
    const json = toJson(parameter.type);
    const read = rows.readColumn(parameter, batch.data.children[at] as Data); // one for each parameter
    return [parameter.name, (row: number) => json(read(row))] as const;
  });
  return (row) =>
    Object.fromEntries(
      readers.map(([name, read]) => {
        try {
          return [name, read(row)];
        } catch {
          return [name, null]; // A value that JavaScript cannot hold, which the error is about.
        }
      }),
    );
}

function answerOf(
  chunk: Chunk,
  called: readonly Called[],
  { rows, onlyResult, typed }: RunRowsOptions,
): Answer {
  const failures = called.flatMap((each) => each.failures).sort((a, b) => a.row - b.row);
  const fatal = called
    .filter(({ target }) => target.onError === 'fail')
    .flatMap((each) => each.failures)
    .reduce((first, { row }) => Math.min(first, row), chunk.rowCount);
  const ended = fatal < chunk.rowCount;
  const layout = layOut(chunk, called, fatal);
  const columns: PieceColumn[] = [];
  if (!onlyResult) {
    checkNames(chunk, called);
    for (const column of chunk.columns) {
      const taken = typed ? typedColumn(column.name, called) : undefined;
      columns.push({
        name: column.name,
        cells: column,
        rows: layout.input,
        ...(taken === undefined ? {} : { typed: taken }),
      });
    }
  }
  called.forEach((each, at) => {
    const { target, result } = each;
    const cells = { kind: 'arrow' as const, name: target.as, ...result };
    const type: ArrowField = { ...target.model.result, name: target.as, nullable: true };
    columns.push({ name: target.as, cells, rows: layout.results[at], type });
    if (target.onError === 'capture') columns.push(errorColumn(each, layout.input, layout.rowCount, rows));
  });
  const shown = ended ? failures.filter(({ row }) => row <= fatal) : failures;
  return {
    chunk,
    piece: { rowCount: layout.rowCount, columns },
    failures: shown,
    args: called.map(({ args }) => args),
    inputRows: layout.input,
    ended,
  };
}

/** @throws UsageError where a result has the name of a column */
function checkNames(chunk: Chunk, called: readonly Called[]): void {
  const names = chunk.columns.map(({ name }) => name);
  for (const { target } of called) {
    const { as, onError } = target;
    const taken = (onError === 'capture' ? [as, `${as}_error`] : [as]).find((name) => names.includes(name));
    if (taken === undefined) continue;
    throw new UsageError(
      `${chunk.input} already has a column '${taken}', the result's name: choose another with --as, or leave the columns out with --only-result`,
    );
  }
}

/** The column as a parameter takes it, where one does. */
function typedColumn(
  name: string,
  called: readonly Called[],
): { readonly field: Field; readonly data: Data } | undefined {
  for (const { target, args } of called) {
    const at = target.bindings.findIndex((binding) => 'column' in binding && binding.column === name);
    const [field, data] = [args.batch.schema.fields[at], args.batch.data.children[at]];
    if (field !== undefined && data !== undefined) return { field, data };
  }
  return undefined;
}

interface Layout {
  readonly rowCount: number;
  /** For each row of the output, its row in the chunk; undefined where they are the same. */
  readonly input: Int32Array | undefined;
  /** For each function, its result's row; -1 where it has none. */
  readonly results: readonly (Int32Array | undefined)[];
}

function layOut(chunk: Chunk, called: readonly Called[], fatal: number): Layout {
  const [only] = called;
  if (only !== undefined && only.target.model.kind === 'table') return layOutTable(only, fatal);
  const rowCount = fatal;
  const whole = fatal === chunk.rowCount;
  return {
    rowCount,
    input: whole ? undefined : Int32Array.from({ length: rowCount }, (_, row) => row),
    results: called.map(({ rows }) => {
      if (rows === undefined)
        return whole ? undefined : Int32Array.from({ length: rowCount }, (_, row) => row);
      const placed = new Int32Array(chunk.rowCount).fill(-1);
      rows.forEach((row, at) => {
        placed[row] = at;
      });
      return placed.subarray(0, rowCount);
    }),
  };
}

/** The rows that a table function yielded; one that failed has a row of its own where its error is kept. */
function layOutTable({ target, failures, rows = new Int32Array(0) }: Called, fatal: number): Layout {
  const failed = new Set(failures.map(({ row }) => row));
  const placed: (readonly [input: number, result: number])[] = [];
  rows.forEach((row, at) => {
    if (row < fatal && !failed.has(row)) placed.push([row, at]);
  });
  if (target.onError === 'capture') for (const row of failed) placed.push([row, -1]);
  placed.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    rowCount: placed.length,
    input: Int32Array.from(placed, ([input]) => input),
    results: [Int32Array.from(placed, ([, result]) => result)],
  };
}

/** As the runtime has it beside results. */
const ERROR: ArrowField['type'] = {
  kind: 'struct',
  fields: [
    { name: 'code', nullable: false, type: { kind: 'utf8' } },
    { name: 'message', nullable: false, type: { kind: 'utf8' } },
    { name: 'attempts', nullable: false, type: { kind: 'int', bitWidth: 32, signed: true, as: 'number' } },
    { name: 'at', nullable: true, type: { kind: 'utf8' } },
  ],
};

function errorColumn(
  { target, failures }: Called,
  input: Int32Array | undefined,
  rowCount: number,
  rows: RowsModule,
): PieceColumn {
  const name = `${target.as}_error`;
  const byRow = new Map(
    failures.map(({ row, code, message, attempts, at }) => [
      row,
      { code, message, attempts, at: at ?? null },
    ]),
  );
  const values = Array.from({ length: rowCount }, (_, row) => byRow.get(input?.[row] ?? row) ?? null);
  const field: ArrowField = { name, nullable: true, type: ERROR };
  const { batch } = rows.buildBatch(rowCount, [{ field, values }]);
  return { name, cells: { kind: 'arrow', name, ...columnOf(batch, name) }, rows: undefined, type: field };
}
