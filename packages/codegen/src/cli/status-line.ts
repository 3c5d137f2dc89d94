import type { Terminal } from './terminal.ts';

/** One line of talk that says what is going on and is written over by what comes next. Elsewhere than on a terminal, nothing. */
export class StatusLine {
  readonly #terminal: Terminal;
  #shown = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(text: string): void {
    if (this.#terminal.live !== true) return;
    this.#terminal.stderr(`\r\u001b[2K${text}`);
    this.#shown = true;
  }

  /** Leaves the line to what is written next. */
  clear(): void {
    if (this.#shown) this.#terminal.stderr('\r\u001b[2K');
    this.#shown = false;
  }
}
