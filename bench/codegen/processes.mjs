// Whole processes: how long they take, and how much of a processor with all that they start.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';

const env = { ...process.env, NO_COLOR: '1', CI: '1' };
/** Nothing here takes so long: what does has hung. */
const TIMEOUT_MS = 120_000;
const REST_MS = 300;
const hasShell = process.platform !== 'win32';

/**
 * Runs a command to its end. `times` of the shell tells what it and all of its children took of the processor, which
 * Node does not.
 *
 * @returns {{ wallMs: number, cpuMs: number | undefined, stdout: string }}
 */
export function runProcess([command, ...args], { cwd } = {}) {
  const shell = ['sh', ['-c', '"$@"; code=$?; times >&2; exit $code', 'sh', command, ...args]];
  const [file, argv] = hasShell ? shell : [command, args];
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(file, argv, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  const wallMs = performance.now() - start;
  if (status !== 0)
    throw error ?? new Error(`${command} ${args.join(' ')} gave ${status}:\n${stdout}${stderr}`);
  const [children] = hasShell ? stderr.trimEnd().split('\n').slice(-1) : [];
  return { wallMs, cpuMs: children && cpuMsOf(children), stdout };
}

/** `0m1.25s 0m0.50s`: user and system. */
function cpuMsOf(line) {
  const times = [...line.matchAll(/(\d+)m([\d.]+)s/g)];
  return times.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}

/** A process that goes on, and says on a line of its output when it has done again what a change asks for. */
export class Watcher {
  #child;
  #lastLine = performance.now();
  #wake = { resolve: () => undefined, reject: () => undefined };

  /** @param isDone whether a line of its output says that all is done */
  constructor([command, ...args], { cwd, isDone }) {
    this.#child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
    const hasEnded = new Error(`${[command, ...args].join(' ')} has ended`);
    this.#child.once('exit', () => this.#wake.reject(hasEnded));
    createInterface(this.#child.stdout).on('line', (line) => {
      this.#lastLine = performance.now();
      if (isDone(line)) this.#wake.resolve();
    });
  }

  /** Until it says, from now on, that all is done. */
  async done() {
    const hung = setTimeout(() => this.#child.kill(), TIMEOUT_MS);
    await new Promise((resolve, reject) => {
      this.#wake = { resolve, reject };
    });
    clearTimeout(hung);
  }

  /** Until it has said nothing for a while: some build twice where a file is emptied and then written. */
  async rest() {
    while (performance.now() - this.#lastLine < REST_MS) await setTimeoutAsync(REST_MS);
  }

  /** Writes a line to its input. */
  tell(line) {
    this.#child.stdin.write(`${line}\n`);
  }

  /** What it and its children have taken of the processor, in ms, where the kernel tells it. */
  cpuMs() {
    return cpuMsOfTree(this.#child.pid);
  }

  async close() {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    // A command may be no more than what starts another, which would live on.
    for (const pid of treeOf(this.#child.pid, readProcesses()).reverse()) process.kill(pid, 'SIGKILL');
    await ended;
    this.#child.stdout.destroy();
  }
}

/** Hundredths of a second are what Linux counts in. */
const MS_PER_TICK = 10;

function cpuMsOfTree(root) {
  const processes = readProcesses();
  if (processes.size === 0) return undefined;
  const ticks = treeOf(root, processes).map((pid) => processes.get(pid)?.ticks ?? 0);
  return ticks.reduce((sum, each) => sum + each, 0) * MS_PER_TICK;
}

/** A process and all that it has started, itself first. */
function treeOf(root, processes) {
  const tree = new Set([root]);
  for (const pid of tree) for (const [child, { parent }] of processes) if (parent === pid) tree.add(child);
  return [...tree];
}

/** All processes, where the kernel lists them. */
function readProcesses() {
  const names = existsSync('/proc/self/stat') ? readdirSync('/proc') : [];
  const found = names.filter((name) => /^\d+$/.test(name)).map(readStat);
  return new Map(found.filter((each) => each !== undefined).map((each) => [each.pid, each]));
}

function readStat(pid) {
  try {
    // What stands before is the name of the command, in which there may be anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined; // It has ended.
  }
}
