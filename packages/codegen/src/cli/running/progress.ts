import type { StatusLine } from '../status-line.ts';

/** How far a run is. */
export interface Progress {
  readonly rows: number;
  readonly errors: number;
  readonly inFlight: number;
  readonly elapsedMs: number;
  /** Of the inputs' bytes, from 0 to 1; undefined where nobody knows how many there are. */
  readonly part: number | undefined;
}

/** `█████░░░░░  50 %  12 000 rows  4 000 rows/s  812 in flight  3 errors` */
export function progressText({ rows, errors, inFlight, elapsedMs, part }: Progress): string {
  const rate = elapsedMs <= 0 ? 0 : Math.round((rows / elapsedMs) * 1000);
  return [
    ...(part === undefined ? [] : [bar(part)]),
    `${grouped(rows)} rows`,
    `${grouped(rate)} rows/s`,
    `${grouped(inFlight)} in flight`,
    `${grouped(errors)} ${errors === 1 ? 'error' : 'errors'}`,
  ].join('  ');
}

function bar(part: number): string {
  const full = Math.max(0, Math.min(10, Math.round(part * 10)));
  return `${'█'.repeat(full)}${'░'.repeat(10 - full)} ${String(Math.round(part * 100)).padStart(3)} %`;
}

/** `12 000` */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** How often the line is written anew. */
const EVERY_MS = 100;

/** Shows how far a run is, for as long as it goes on. Off a terminal it asks nothing. */
export function showProgress(status: StatusLine, live: boolean, look: () => Promise<Progress>): () => void {
  if (!live) return () => undefined;
  let asking = false;
  let over = false;
  const timer = setInterval(async () => {
    if (asking) return;
    asking = true;
    try {
      const progress = await look();
      if (!over) status.show(progressText(progress));
    } catch {
      // The handle has ended: so will the run.
    } finally {
      asking = false;
    }
  }, EVERY_MS);
  return () => {
    over = true;
    clearInterval(timer);
    status.clear();
  };
}
