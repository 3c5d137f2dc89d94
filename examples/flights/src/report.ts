import type { HandleSnapshot, UdfHandle } from '@sluice/runtime';
import type { RecordBatch, Table } from 'apache-arrow';

/** What one pass over the flights gave. */
export interface Run {
  readonly mode: string;
  readonly rows: number;
  readonly seconds: number;
  readonly peakInFlight: number;
  readonly snapshot: HandleSnapshot;
  readonly batches: RecordBatch[];
}

/** Follows a handle: on a terminal as one line that rewrites itself, elsewhere as a line every five seconds. */
export function progress(
  mode: string,
  handle: UdfHandle,
  total: number,
): { rows: number; peak: number; stop(): Promise<void> } {
  const terminal = process.stderr.isTTY === true;
  const state = { rows: 0, peak: 0, stop };
  let last = 0;
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(look);
  }, 200);
  async function look(): Promise<void> {
    const { inFlight, succeeded, failed, timeouts } = await handle.snapshot();
    state.peak = Math.max(state.peak, inFlight);
    const done = succeeded + failed;
    const now = performance.now();
    if (!terminal && now - last < 5000) return;
    last = now;
    const percent = Math.floor((100 * done) / total);
    const line = `${mode}: ${percent} %  ${done} rows  ${inFlight} in flight  ${failed} failed, ${timeouts} of them timeouts`;
    process.stderr.write(terminal ? `\r\x1b[K${line}` : `${line}\n`);
  }
  async function stop(): Promise<void> {
    clearInterval(timer);
    await running;
    if (terminal) process.stderr.write('\r\x1b[K');
  }
  return state;
}

function table(rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (cell === null ? '–' : String(cell))));
  const widths = (cells[0] ?? []).map((_, c) => Math.max(...cells.map((row) => row[c]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, c) => cell.padEnd(widths[c] ?? 0)).join('  ');
  const [head = [], ...body] = cells;
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)].join('\n');
}

export function printModes(runs: readonly Run[]): void {
  const rows = runs.map((run) => [
    run.mode,
    run.rows,
    Math.round(run.rows / run.seconds),
    run.peakInFlight,
    run.snapshot.failed,
    run.snapshot.timeouts,
  ]);
  console.log(table([['mode', 'rows', 'rows/s', 'peak in flight', 'failed', 'of them timeouts'], ...rows]));
}

/** The airports that most flights could have gone to, with the delays of those flights. */
export function printRows(flights: Table): void {
  const names = new Map<
    string,
    { name: string; miles: number; flights: number; late: number; delay: number }
  >();
  const airports = flights.getChild('airport_at');
  const classes = flights.getChild('delay_class');
  const delays = flights.getChild('delay');
  for (let row = 0; row < flights.numRows; row++) {
    const airport = airports?.get(row)?.toJSON();
    if (airport === undefined) continue;
    const name = `${airport.iata} ${airport.city}${airport.state === null ? '' : `, ${airport.state}`}`;
    const entry = names.get(airport.iata) ?? { name, miles: airport.miles, flights: 0, late: 0, delay: 0 };
    entry.flights++;
    entry.delay += delays?.get(row) ?? 0;
    if (String(classes?.get(row)).endsWith('late')) entry.late++;
    names.set(airport.iata, entry);
  }
  const top = [...names.values()]
    .sort((a, b) => b.flights - a.flights || (a.name < b.name ? -1 : 1))
    .slice(0, 10);
  console.log("\nAirports that lie as far from Chicago O'Hare as the flights went, by number of flights:\n");
  console.log(
    table([
      ['airport', 'miles', 'flights', 'late', 'mean delay, min'],
      ...top.map((entry) => [
        entry.name,
        entry.miles,
        entry.flights,
        `${Math.round((100 * entry.late) / entry.flights)} %`,
        (entry.delay / entry.flights).toFixed(1),
      ]),
    ]),
  );
}

/** The rows that failed, by what went wrong. */
export function printErrors(flights: Table): void {
  const counts = new Map<string, { code: string; message: string; rows: number; first: number }>();
  const errors = flights.getChild('airport_at_error');
  for (let row = 0; row < flights.numRows; row++) {
    const error = errors?.get(row)?.toJSON();
    if (error === undefined) continue;
    const key = `${error.code} ${error.message}`;
    const entry = counts.get(key) ?? { code: error.code, message: error.message, rows: 0, first: row };
    entry.rows++;
    counts.set(key, entry);
  }
  if (counts.size === 0) return;
  console.log('\nRows that failed (each is null in its column, its error beside it):\n');
  const rows = [...counts.values()].sort((a, b) => b.rows - a.rows);
  console.log(
    table([
      ['code', 'message', 'rows', 'first row'],
      ...rows.map((e) => [e.code, e.message, e.rows, e.first]),
    ]),
  );
}
