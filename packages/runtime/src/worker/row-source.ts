import type { UdfContext } from '@sluice/sdk';
import type { UdfModel } from '@sluice/sdk/manifest';
import type { OpenBatch } from '../column/abi.ts';
import type { BatchedRow, RowGroup } from '../executor/index.ts';
import { byteSize } from './byte-size.ts';
import { cacheKey } from './cache-key.ts';
import type { Durations } from './durations.ts';
import { resultField } from './result-field.ts';

/** Types whose values lie in memory of a size of their own. */
const VARIABLE_SIZE: ReadonlySet<string> = new Set([
  'utf8',
  'binary',
  'json',
  'list',
  'fixed-list',
  'struct',
  'map',
  'union',
]);

/** What batches and single rows have in common as groups of the executor: where a row's arguments come from. */
export abstract class RowSource implements Pick<RowGroup, 'skips' | 'call'> {
  abstract readonly rowCount: number;
  readonly resultBytes?: (row: number, value: unknown) => number;
  readonly key?: (row: number) => unknown;
  readonly cacheKey?: (row: number) => unknown;
  readonly argumentBytes?: (row: number) => number;
  protected readonly rows: OpenBatch;
  protected readonly durations: Durations;

  constructor(rows: OpenBatch, model: UdfModel, durations: Durations) {
    const { options } = model;
    this.rows = rows;
    this.durations = durations;
    if (VARIABLE_SIZE.has(resultField(model).type.kind)) this.resultBytes = (_row, value) => byteSize(value);
    if (options.orderBy !== undefined) this.key = (row) => rows.key?.(this.sourceRow(row));
    if (options.cache !== undefined) this.cacheKey = (row) => cacheKey(this.args(row));
    if (options.batch?.maxBytes !== undefined) this.argumentBytes = (row) => byteSize(this.args(row));
  }

  /** The row of the adapter's batch that is the group's row. */
  protected abstract sourceRow(row: number): number;

  args(row: number): unknown[] {
    return this.rows.args?.(this.sourceRow(row)) ?? [];
  }

  skips(row: number): boolean {
    return this.rows.skips(this.sourceRow(row));
  }

  call(row: number, context: UdfContext): unknown {
    return this.rows.call(this.sourceRow(row), context);
  }
}

/** Rows whose arguments could be read, and why the others' could not. */
interface Gathered {
  /** One array a parameter. */
  readonly columns: unknown[][];
  /** By their index among the rows. */
  readonly refused: ReadonlyMap<number, unknown>;
}

function gather(rows: readonly BatchedRow[], parameterCount: number): Gathered {
  const columns = Array.from({ length: parameterCount }, (): unknown[] => []);
  const refused = new Map<number, unknown>();
  rows.forEach(({ group, row }, i) => {
    try {
      // Every group of a served handle is a RowSource.
      const args = (group as unknown as RowSource).args(row);
      for (let p = 0; p < parameterCount; p++) columns[p]?.push(args[p]);
    } catch (error) {
      refused.set(i, error);
    }
  });
  return { columns, refused };
}

/**
 * Calls a batch function for many rows. A row whose arguments do not fit their type (an Int64 beyond a SafeInt's range)
 * is left out of the call, and has its error in its place among the results.
 */
export function callRows(
  rows: readonly BatchedRow[],
  parameterCount: number,
  call: (columns: unknown[][]) => unknown,
): unknown {
  const { columns, refused } = gather(rows, parameterCount);
  if (refused.size === 0) return call(columns);
  const fill = (results: unknown): unknown => {
    if (!Array.isArray(results)) return results;
    const rest = results.values();
    const filled = rows.map((_, i) => (refused.has(i) ? refused.get(i) : rest.next().value));
    return results.length === rows.length - refused.size ? filled : results;
  };
  return refused.size === rows.length ? fill([]) : Promise.resolve(call(columns)).then(fill);
}
