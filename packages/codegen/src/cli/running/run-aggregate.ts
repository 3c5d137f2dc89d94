import type { AggregateSession, UdfPackage } from '@sluice/runtime';
import type { UdfModel } from '@sluice/sdk/manifest';
import type { RecordBatch } from 'apache-arrow';
import { type Binding, bindArguments, MissingColumn } from '../rows/bind.ts';
import type { Chunk } from '../rows/read/chunk.ts';
import { arrowColumn } from '../rows/write/arrow.ts';
import type { Piece, PieceColumn, RowsModule } from '../rows/write/piece.ts';
import { authorPlace } from './author-frames.ts';
import { argumentReader, type OnError, type RowFailure } from './run-rows.ts';

/** An aggregation over all rows. */
export interface AggregateRun {
  readonly model: UdfModel;
  readonly udfs: UdfPackage;
  readonly bindings: readonly Binding[];
  readonly by: readonly string[];
  readonly as: string;
  readonly onError: OnError;
}

export interface AggregateOptions {
  readonly rows: RowsModule;
  readonly signal: AbortSignal;
  /** Called after each chunk. */
  onRows(rowCount: number): void;
}

/** A row a group, or what ended it. */
export interface Aggregated {
  readonly piece: Piece | undefined;
  readonly failures: readonly RowFailure[];
}

/**
 * Aggregates the rows of chunks. A row that fails ends it under `onError: 'fail'`; under `'null'` and `'capture'` its group
 * has no result. A cell that is not of its parameter's type ends it in any case: a result without it would be wrong.
 */
export async function runAggregate(
  chunks: AsyncIterable<Chunk>,
  run: AggregateRun,
  { rows, signal, onRows }: AggregateOptions,
): Promise<Aggregated> {
  const { model, udfs, by, as, onError } = run;
  const columns = Object.fromEntries(model.parameters.map(({ name }, at) => [name, `#${at}`]));
  const session = udfs.aggregate(model.name, { as, onError, columns }).open({ by });
  const abort = (): void => session.end(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const seen = new Set<string>();
  try {
    for await (const chunk of chunks) {
      const args = bindArguments(chunk, run.bindings, rows, seen);
      for (const { name, kind } of chunk.columns) if (kind === 'json') seen.add(name);
      const [bad] = args.bad;
      const target = { model, as };
      if (bad !== undefined) {
        const { row, message } = bad;
        const failure = { target, chunk, row, code: 'invalid-cell', message, attempts: 0, args: {} };
        return { piece: undefined, failures: [failure] };
      }
      const failure = await update(session, withKeys(chunk, args.batch, by, rows), signal);
      if (failure !== undefined) {
        const row = Math.min(failure.row, chunk.rowCount - 1);
        const failed = {
          target,
          chunk,
          attempts: 1,
          args: argumentReader(model, args, rows)(row),
          ...failure,
          row,
        };
        return { piece: undefined, failures: [failed] };
      }
      onRows(chunk.rowCount);
    }
    return { piece: toPiece(await session.finish(), run), failures: [] };
  } finally {
    signal.removeEventListener('abort', abort);
    await session.close();
  }
}

/** The row that ended it, if one did. */
async function update(
  session: AggregateSession,
  batch: RecordBatch,
  signal: AbortSignal,
): Promise<Pick<RowFailure, 'row' | 'code' | 'message' | 'at'> | undefined> {
  try {
    await session.update(batch);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const [, row, message] = /^.*?: row (\d+) of the batch: (.*)$/s.exec(error.message) ?? [];
    if (row === undefined || message === undefined) throw error;
    const at = authorPlace(error);
    return { row: Number(row), code: String(error.code), message, ...(at === undefined ? {} : { at }) };
  }
}

/** The arguments under names that no column has, and the keys under theirs. */
function withKeys(chunk: Chunk, args: RecordBatch, by: readonly string[], rows: RowsModule): RecordBatch {
  const columns = args.schema.fields.flatMap((field, at) => {
    const data = args.data.children[at];
    return data === undefined ? [] : [{ name: `#${at}`, field, data }];
  });
  const keys = [...new Set(by)].map((name) => {
    const cells = chunk.columns.find((column) => column.name === name);
    if (cells === undefined) {
      const parameter = { name, nullable: true, type: { kind: 'utf8' } } as const;
      throw new MissingColumn(parameter, name, chunk);
    }
    const piece = { rowCount: chunk.rowCount, columns: [] };
    return arrowColumn({ name, cells, rows: undefined }, piece, rows, false);
  });
  return rows.joinColumns(chunk.rowCount, [...columns, ...keys]);
}

function toPiece(result: RecordBatch, { model, by, as }: AggregateRun): Piece {
  const columns: PieceColumn[] = result.schema.fields.map((field, at) => {
    const { name } = field;
    const data = result.data.children[at] as RecordBatch['data']['children'][number]; // one for each field
    const cells = { kind: 'arrow' as const, name, field, data };
    const isResult = at === by.length && name === as;
    return {
      name,
      cells,
      rows: undefined,
      ...(isResult ? { type: { ...model.result, name, nullable: true } } : {}),
    };
  });
  return { rowCount: result.numRows, columns };
}
