import type { Call } from './call.ts';
import type { Core } from './core.ts';
import { thrown } from './failure.ts';
import type { OpenGroup } from './lane.ts';

const nativeThen = Promise.prototype.then;

/**
 * Starts rows of a group, at most `limit` of them, as long as slots are free. The hot path: a row whose function
 * returns no promise costs three calls of the group and takes no slot.
 *
 * @returns How many rows have started.
 */
export function startRows(core: Core, open: OpenGroup, limit: number, mayExceedWindow: boolean): number {
  const { group, sized } = open;
  const { calls, window } = core;
  const first = open.cursor;
  const end = Math.min(open.rowCount, first + limit);
  let row = first;
  let skipped = 0;
  let completed = 0;
  for (let spare = calls.spare(); row < end && spare !== null; ) {
    const call: Call = spare;
    const current = row++;
    if (group.skips(current)) {
      skipped++;
      continue;
    }
    let returned = false;
    try {
      const value = group.call(current, call.context);
      if (value !== null && (typeof value === 'object' || typeof value === 'function')) {
        const { then } = value as Partial<PromiseLike<unknown>>;
        if (typeof then === 'function') {
          const promise = then === nativeThen ? (value as Promise<unknown>) : adopt(value);
          promise.then(call.onValue, call.onError);
          calls.take(call, open, current);
          core.pending++;
          spare = calls.spare();
          continue;
        }
      }
      returned = true;
      group.succeed(current, value);
      if (sized) core.measure(open, current, value);
      completed++;
    } catch (error) {
      core.fail(open, thrown(error, returned ? 'invalid-result' : 'udf-threw', current, 1));
    }
    call.context.reset();
    if (open.fate.failure !== undefined) break;
    if (sized && window.bytes >= window.maxBytes && !mayExceedWindow) break;
  }
  open.cursor = row;
  const count = row - first;
  window.rows += count;
  open.lane.queuedRows -= count;
  core.started += count - skipped;
  core.completed += completed;
  if (completed + skipped > 0) core.finishRows(open, completed + skipped);
  return count;
}

/**
 * Anything with a `then` of its own as a native promise: it may call back twice, or at once, or throw, or give another
 * thenable, and a native promise makes one late call of all that.
 */
function adopt(thenable: unknown): Promise<unknown> {
  return new Promise((resolve) => resolve(thenable));
}
