import { Task } from './call.ts';
import type { Core } from './core.ts';
import type { Lane, OpenGroup } from './lane.ts';
import type { RowGroup } from './row-group.ts';
import type { TaskRunner } from './task-runner.ts';
import type { Tasks } from './tasks.ts';

/**
 * A stream at one moment: what must be done again and what must not. Plain data but for the groups, which their owner
 * writes down: the inputs of unfinished rows, the results of finished ones.
 */
export interface StreamCheckpoint {
  /** In input order. */
  readonly entries: readonly (CheckpointedGroup | CheckpointedWatermark)[];
}

export interface CheckpointedWatermark {
  readonly kind: 'watermark';
  readonly value: unknown;
}

/** A group that has not left. Rows that are neither unfinished nor at or after `nextRow` have their outcome. */
export interface CheckpointedGroup {
  readonly kind: 'group';
  readonly group: RowGroup;
  /** What `ctx.idempotencyKey` is made of. */
  readonly id: string;
  /** No row from here on has been called. */
  readonly nextRow: number;
  readonly unfinished: readonly UnfinishedRow[];
}

/** A row that has been taken up and has no outcome: it is called again after a restore. */
export interface UnfinishedRow {
  readonly row: number;
  /** Attempts that have ended. One that is running counts only once it has. */
  readonly attempts: number;
}

/** Writes down a lane. Changes nothing: calls go on, and what they give later is not in it. */
export function checkpointLane(core: Core, tasks: Tasks, lane: Lane): StreamCheckpoint {
  const groups = new Map<OpenGroup, UnfinishedRow[]>(lane.groups().map((open) => [open, []]));
  for (const [call, open] of core.calls.runningOf(new Set(groups.keys()))) {
    groups.get(open)?.push({ row: call.row, attempts: 0 });
  }
  for (const { open, row, attempts, state } of tasks.live) {
    groups.get(open)?.push({ row, attempts: state === 'running' ? attempts - 1 : attempts });
  }
  const entries: StreamCheckpoint['entries'][number][] = [];
  const watermarks = lane.watermarks();
  for (const [{ group, identity, cursor, position }, unfinished] of groups) {
    while (watermarks[0] !== undefined && watermarks[0].position <= position) {
      entries.push({ kind: 'watermark', value: watermarks.shift()?.value });
    }
    unfinished.sort((a, b) => a.row - b.row);
    entries.push({ kind: 'group', group, id: identity.id, nextRow: cursor, unfinished });
  }
  for (const { value } of watermarks) entries.push({ kind: 'watermark', value });
  return { entries };
}

/** Puts a group back where it stood: finished rows are not called again. */
export function restoreGroup(
  core: Core,
  runner: TaskRunner,
  lane: Lane,
  saved: CheckpointedGroup,
): OpenGroup {
  const { group, id, nextRow, unfinished } = saved;
  const open = core.append(lane, group, { id });
  if (nextRow > 0) core.enter(open);
  lane.skipTo(open, nextRow);
  const finished = nextRow - unfinished.length;
  core.enterRows(open, finished);
  for (const { row, attempts } of unfinished) {
    const task = new Task(open, row);
    task.attempts = attempts;
    runner.enter(task);
  }
  if (open.rowCount > 0) core.finishRows(open, finished);
  return open;
}
