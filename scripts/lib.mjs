// What the repository's own commands share. Plain JavaScript: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const PNPM = 'pnpm@12.21.0';
const MIN_NODE = [20, 19];

/** Runs a command in the repository and gives its exit code; its output goes where ours goes. */
export function run(command, args, { env, cwd, stdio } = {}) {
  const result = spawnSync(command, args, {
    cwd: cwd ?? root,
    stdio: stdio ?? 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

/** Like `run`, and ends this process with the command's code when that is not 0. */
export function mustRun(command, args, options) {
  const code = run(command, args, options);
  if (code !== 0) process.exit(code);
}

/** The path of a tool that the workspace has installed. */
export const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Runs npm, through the copy that started us where there is one. */
function npm(args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? run(process.execPath, [cli, ...args]) : run('npm', args);
}

/** Installs the workspace with the pinned pnpm, unless what is installed is what the lockfile says. */
export function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1])) {
    console.error(`Sluice needs Node ${MIN_NODE.join('.')} or later; this is ${process.versions.node}.`);
    process.exit(2);
  }
  const stamp = join(root, 'node_modules', '.installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(readFileSync(join(root, 'pnpm-workspace.yaml')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error(`Installing what pnpm-lock.yaml names (with ${PNPM}) …`);
  const code = npm(['exec', '--yes', '--', PNPM, 'install', '--frozen-lockfile']);
  if (code !== 0) process.exit(code);
  writeFileSync(stamp, wanted);
}

/** Compiles every package. */
export function build() {
  mustRun(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
}
