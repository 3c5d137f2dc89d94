import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const python = process.env['SLUICE_PYTHON'] || undefined;

/** Whether tests that need Python run. Where they do not, `what` is said to be skipped, and why. */
export function hasPython(what: string): boolean {
  if (python !== undefined) return true;
  console.log(
    `${what} is skipped: it needs a Python with pyarrow and duckdb. ` +
      'Make one (python3 -m venv .cache/python && .cache/python/bin/pip install pyarrow duckdb) ' +
      'and set SLUICE_PYTHON=$PWD/.cache/python/bin/python',
  );
  return false;
}

/** What a script found when it compared what was written beside its own files. */
export interface Comparison {
  readonly compared: number;
  readonly problems: readonly string[];
}

/** A script that writes Arrow files in a folder of its own, and compares what comes back. */
export class ArrowScript {
  readonly #path: string;
  readonly #folder: string;

  constructor(script: string) {
    this.#path = fileURLToPath(new URL(script, import.meta.url));
    this.#folder = fileURLToPath(
      new URL(`../../.cache/interop/${script.replace('.py', '')}/`, import.meta.url),
    );
  }

  /** Writes the script's files; gives their names. */
  writeAll(): string[] {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
    return this.#run('write') as string[];
  }

  compare(): Comparison & Readonly<Record<string, unknown>> {
    return this.#run('compare') as Comparison & Record<string, unknown>;
  }

  read(name: string): Uint8Array<ArrayBuffer> {
    // A copy: what a file is read into may begin at an odd address, where apache-arrow cannot read it.
    return Uint8Array.from(readFileSync(this.#file(name)));
  }

  write(name: string, bytes: Uint8Array): void {
    writeFileSync(this.#file(name), bytes);
  }

  #file(name: string): string {
    return join(this.#folder, `${name}.arrow`);
  }

  #run(command: 'write' | 'compare'): unknown {
    const { status, stdout, stderr, error } = spawnSync(
      python as string,
      ['-B', this.#path, command, this.#folder],
      {
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    if (status !== 0) throw new Error(`${python} ${this.#path} ${command}: ${error?.message ?? ''}${stderr}`);
    return JSON.parse(stdout);
  }
}
