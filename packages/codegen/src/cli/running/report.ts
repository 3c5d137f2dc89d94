import { jsonCells } from '../rows/write/cells.ts';
import type { Piece, RowsModule } from '../rows/write/piece.ts';
import type { StatusLine } from '../status-line.ts';
import { exitCode, type Terminal } from '../terminal.ts';
import { failureData, failureText } from './failure-text.ts';
import { grouped, type Progress } from './progress.ts';
import type { RowFailure } from './run-rows.ts';

/** The runtime's struct beside a result. */
interface RowError {
  readonly code: string;
  readonly message: string;
  /** `src/geo.ts:12:9` */
  readonly at: string | null;
}

/** So many failures are shown, and the others counted. */
const SHOWN_FAILURES = 20;

/** What a run says of itself: failures as they come, and how it went. */
export class RunReport {
  readonly #root: string;
  readonly #json: boolean;
  readonly #terminal: Terminal;
  readonly #status: StatusLine;
  readonly #began: number = performance.now();
  readonly #byCode = new Map<string, number>();
  #rows = 0;
  #failed = 0;
  #shown = 0;

  /** @param root the folder of the functions' sources */
  constructor(root: string, json: boolean, terminal: Terminal, status: StatusLine) {
    this.#root = root;
    this.#json = json;
    this.#terminal = terminal;
    this.#status = status;
  }

  addRows(count: number): void {
    this.#rows += count;
  }

  addFailures(failures: readonly RowFailure[]): void {
    for (const failure of failures) {
      this.#count(failure.code);
      if (this.#json) this.#say(`${JSON.stringify({ type: 'row-error', ...failureData(failure) })}\n`);
      else if (this.#shown++ < SHOWN_FAILURES) {
        this.#say(failureText(failure, { root: this.#root, colour: this.#terminal.colour }));
      }
    }
  }

  /** The groups of an aggregation that have an error in place of a result. */
  addGroups(piece: Piece, rows: RowsModule, as: string): void {
    const column = piece.columns.find(({ name }) => name === `${as}_error`);
    if (column === undefined) return;
    const keys = piece.columns
      .filter(({ name }) => name !== as && name !== column.name)
      .map((key) => [key.name, jsonCells(key, rows)] as const);
    const read = jsonCells(column, rows);
    for (let row = 0; row < piece.rowCount; row++) {
      const error = read(row) as RowError | null;
      if (error === null) continue;
      this.#count(error.code);
      const group = Object.fromEntries(keys.map(([name, key]) => [name, key(row)]));
      if (this.#json) this.#say(`${JSON.stringify({ type: 'group-error', group, ...error })}\n`);
      else if (this.#shown++ < SHOWN_FAILURES) {
        this.#say(
          `group ${JSON.stringify(group)} - error ${error.code}: ${error.message}${error.at === null ? '' : ` (${error.at})`}\n`,
        );
      }
    }
  }

  progress(inFlight: number, part: number | undefined): Progress {
    const elapsedMs = performance.now() - this.#began;
    return { rows: this.#rows, errors: this.#failed, inFlight, elapsedMs, part };
  }

  /** Says how it went, and gives the exit code. */
  end(): number {
    const code = this.#failed === 0 ? exitCode.ok : exitCode.diagnostics;
    if (this.#json) {
      const failedByCode = Object.fromEntries([...this.#byCode].sort(([a], [b]) => (a < b ? -1 : 1)));
      this.#say(
        `${JSON.stringify({ type: 'summary', rows: this.#rows, failed: this.#failed, failedByCode })}\n`,
      );
      return code;
    }
    const more = this.#shown - SHOWN_FAILURES;
    if (more > 0) this.#say(`and ${grouped(more)} more errors\n`);
    const rows = `${grouped(this.#rows)} ${this.#rows === 1 ? 'row' : 'rows'}`;
    this.#say(`${rows}${this.#failed === 0 ? '' : `, ${grouped(this.#failed)} failed`}\n`);
    return code;
  }

  #count(code: string): void {
    this.#failed++;
    this.#byCode.set(code, (this.#byCode.get(code) ?? 0) + 1);
  }

  #say(text: string): void {
    this.#status.clear();
    this.#terminal.stderr(text);
  }
}
