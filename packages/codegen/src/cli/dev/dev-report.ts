import type { UdfModel } from '@sluice/sdk/manifest';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { painter } from '../paint.ts';
import { showValue } from '../rows/convert/misfit.ts';
import { failureData, failureText } from '../running/failure-text.ts';
import { grouped } from '../running/progress.ts';
import type { RowFailure } from '../running/run-rows.ts';
import type { Terminal } from '../terminal.ts';
import type { DevOutcome, DevProgress } from './dev-run.ts';
import type { RowChange, RowResult } from './diff.ts';
import { latencyText, milliseconds } from './latency.ts';

/** So many rows, and so many failures, are shown of each run. */
const SHOWN = 20;

/** What `sluice dev --json` prints, a line each. */
export type DevEvent =
  | {
      readonly type: 'build';
      readonly files: readonly string[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly type: 'run';
      readonly function: string;
      readonly rows: number;
      readonly failed: number;
      readonly changed: readonly object[];
      readonly errors: readonly object[];
      readonly elapsedMs: number;
      readonly latencyMs: DevOutcome['latency'] | null;
    }
  /** A run that goes on. */
  | {
      readonly type: 'progress';
      readonly rows: number;
      readonly errors: number;
      readonly inFlight: number;
      readonly latencyMs: DevOutcome['latency'] | null;
    }
  | { readonly type: 'aborted' }
  /** It could not be run at all. */
  | { readonly type: 'refused'; readonly message: string };

/** A run as data. */
export function runEvent(
  model: UdfModel,
  { results, failures, elapsedMs, latency }: DevOutcome,
  changes: readonly RowChange[],
): DevEvent {
  return {
    type: 'run',
    function: model.name,
    rows: results.length,
    failed: failures.length,
    changed: changes.map(({ before, after }) => {
      const row = (after ?? before) as RowResult; // There is one of them.
      return { row: row.place, arguments: row.args, before: resultData(before), after: resultData(after) };
    }),
    errors: failures.map(failureData),
    elapsedMs,
    latencyMs: latency ?? null,
  };
}

function resultData(result: RowResult | undefined): object | null {
  if (result === undefined) return null;
  return result.error === undefined ? { value: result.value } : { error: result.error };
}

/** The rows that have changed, `old → new`; all of them where nothing came before. */
export function changesText(model: UdfModel, changes: readonly RowChange[], colour: boolean): string {
  const paint = painter(colour);
  const show = (result: RowResult): string =>
    result.error === undefined ? showValue(result.value) : `error ${result.error}`;
  const lines = changes.slice(0, SHOWN).map(({ before, after }) => {
    const row = (after ?? before) as RowResult; // There is one of them.
    const args = Object.entries(row.args).map(([name, value]) => `${name}: ${showValue(value)}`);
    const call = args.length === 0 ? '' : `${model.name}(${args.join(', ')})  `;
    const old = before === undefined ? '' : `${paint('red', show(before))} → `;
    const now = after === undefined ? paint('dim', 'no such row') : paint('green', show(after));
    return `${paint('cyan', row.place)}  ${call}${old}${now}\n`;
  });
  const more = changes.length - SHOWN;
  return `${lines.join('')}${more > 0 ? `and ${grouped(more)} more rows\n` : ''}`;
}

/** Failures, framed. */
export function failuresText(failures: readonly RowFailure[], root: string, terminal: Terminal): string {
  const shown = failures
    .slice(0, SHOWN)
    .map((failure) => failureText(failure, { root, colour: terminal.colour }));
  const more = failures.length - SHOWN;
  return `${shown.join('')}${more > 0 ? `and ${grouped(more)} more errors\n` : ''}`;
}

/** `5 rows in 12 ms, 1 changed, 1 failed; p50 1.2 ms  p99 3.1 ms  max 3.1 ms` */
export function summaryText(
  { results, failures, elapsedMs, latency }: DevOutcome,
  changed: number | undefined,
): string {
  const rows = `${grouped(results.length)} ${results.length === 1 ? 'row' : 'rows'} in ${milliseconds(elapsedMs)}`;
  const parts = [
    rows,
    ...(changed === undefined ? [] : [changed === 0 ? 'nothing changed' : `${grouped(changed)} changed`]),
    ...(failures.length === 0 ? [] : [`${grouped(failures.length)} failed`]),
  ];
  return `${parts.join(', ')}${latency === undefined ? '' : `; ${latencyText(latency)}`}\n`;
}

/** `running  12 rows  3 in flight  0 errors  p50 1.2 ms  p99 3.1 ms  max 3.1 ms` */
export function runningText({ rows, inFlight, errors, latencyMs }: DevProgress): string {
  return [
    `running  ${grouped(rows)} rows`,
    `${grouped(inFlight)} in flight`,
    `${grouped(errors)} ${errors === 1 ? 'error' : 'errors'}`,
    ...(latencyMs === undefined ? [] : [latencyText(latencyMs)]),
  ].join('  ');
}
