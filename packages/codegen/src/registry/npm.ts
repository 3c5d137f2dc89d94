import { type StdioOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What npm ended with, and what it wrote where it was not given the streams of this process. */
export interface NpmResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How npm is run. */
export interface NpmOptions {
  /** Whose .npmrc counts, beside the user's. */
  readonly cwd: string;
  /**
   * `keep`: what it writes is kept for the caller. `lend`: it has the streams of this process, and can ask for a one-time
   * password. `talk`: the same, with what it writes to stdout on stderr. @default 'keep'
   */
  readonly streams?: 'keep' | 'lend' | 'talk';
}

const stdio: Readonly<Record<NonNullable<NpmOptions['streams']>, StdioOptions>> = {
  keep: 'pipe',
  lend: 'inherit',
  talk: ['inherit', 2, 'inherit'],
};

/** Runs npm: its configuration, its registry and its credentials are npm's own business. */
export function runNpm(args: readonly string[], { cwd, streams = 'keep' }: NpmOptions): Promise<NpmResult> {
  const cli = npmCli();
  // Without a shell, no argument needs quotes; npm.cmd of Windows would need one.
  const [command, first] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], { cwd, stdio: stdio[streams] });
    const written = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding('utf8').on('data', (text: string) => {
        written[stream] += text;
      });
    }
    child.stdin?.end();
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, ...written }));
  });
}

/** The file that is npm: the one that runs this, or the one that came with this Node. */
function npmCli(): string | undefined {
  const running = process.env['npm_execpath'];
  const folder = dirname(process.execPath);
  const candidates = [
    ...(running !== undefined && basename(running) === 'npm-cli.js' ? [running] : []),
    join(folder, 'node_modules/npm/bin/npm-cli.js'),
    join(folder, '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  return candidates.find((path) => existsSync(path));
}

/** What npm said went wrong, in a line: `404 Not Found - GET https://…`. */
export function npmProblem({ code, stdout, stderr }: NpmResult): string {
  const lines = `${stderr}\n${stdout}`.split('\n');
  const said = lines.flatMap(
    (line) => /^npm (?:error|ERR!) (?!code |errno |syscall )(.*\S)/.exec(line)?.[1] ?? [],
  );
  return said[0]?.replace(/[.\s]+$/, '') ?? `it exited with ${code}`;
}
