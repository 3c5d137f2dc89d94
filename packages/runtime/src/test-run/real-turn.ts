import { scheduler } from 'node:timers/promises';

/** Kept before any test changes it; test frameworks that put fake timers in place leave it alone. */
const yieldTurn = scheduler.yield.bind(scheduler);

/** A turn of the real event loop: promise reactions have run by then, and pending I/O. */
export async function realTurn(): Promise<void> {
  await yieldTurn();
}
