// What the compiler costs its users: a build from cold, one changed file, and help; beside tsc and esbuild on the same
// sources. Whole processes, in rounds of an order that rotates.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceOf, writePackage } from './codegen/package.mjs';
import { runProcess, Watcher } from './codegen/processes.mjs';
import { machine, median, quantile, ratio } from './measure.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache', 'bench-codegen');
const script = (name) => fileURLToPath(new URL(`./codegen/${name}`, import.meta.url));
const sluice = join(root, 'packages', 'codegen', 'dist', 'cli', 'main.js');
const { resolve } = createRequire(import.meta.url);
const tsc = (name) => join(dirname(resolve(`${name}/package.json`)), 'bin', 'tsc');
const versionOf = (name) => JSON.parse(readFileSync(resolve(`${name}/package.json`), 'utf8')).version;

const COLD = { functions: 1000, perFile: 10 };
const WATCHED = { functions: 200, perFile: 10 };

const timings = {
  full: { cold: 7, rebuild: 15, help: 11 },
  quick: { cold: 3, rebuild: 5, help: 3 },
};

/** @param quick few rounds: half a minute, and not for a claim */
export async function runCodegen({ quick = false } = {}) {
  const rounds = timings[quick ? 'quick' : 'full'];
  const cold = await measureCold(rounds.cold);
  const rebuild = await measureRebuild(rounds.rebuild);
  const help = await measureHelp(rounds.help);
  const names = ['typescript', 'typescript-6', 'esbuild'];
  return {
    title: `Codegen${quick ? ' (quick: not for a claim)' : ''}`,
    machine: `${machine()}\n${names.map((name) => `${name} ${versionOf(name)}`).join(', ')}`,
    tables: [
      tableOf(`from cold, ${COLD.functions} functions`, cold, 'tsc --noEmit'),
      tableOf(`one file changed, ${WATCHED.functions} functions`, rebuild, 'tsc --noEmit --watch'),
      tableOf('help', help, 'node -e 0'),
    ],
    targets: [
      targetOf(`sluice build, ${COLD.functions} functions, from cold`, 's', 12, cold, 'sluice build', 1000),
      targetOf('one file changed: session', 'ms', 300, rebuild, 'session.build([file])'),
      targetOf('one file changed: saved to built', 'ms', 300, rebuild, 'sluice build --watch'),
      ...Object.keys(help.wall)
        .filter((name) => name.startsWith('sluice'))
        .map((name) => targetOf(name, 'ms', 150, help, name)),
    ],
  };
}

/** Every compiler in a process of its own, with nothing of a former run but what the kernel keeps of the files. */
function measureCold(rounds) {
  const folder = join(cache, 'cold');
  writePackage(folder, COLD);
  const entry = join(folder, 'all.mjs');
  writeFileSync(entry, entryOf(COLD));
  const bundled = join(folder, 'bundled.mjs');
  const cases = {
    'sluice build': () => {
      rmSync(join(folder, 'dist'), { recursive: true, force: true });
      return runProcess([process.execPath, sluice, 'build', folder], { cwd: folder });
    },
    'sluice check': () => runProcess([process.execPath, sluice, 'check', folder], { cwd: folder }),
    'tsc --noEmit': () => runProcess([process.execPath, tsc('typescript'), '-p', folder]),
    'tsc 6 --noEmit': () => runProcess([process.execPath, tsc('typescript-6'), '-p', folder]),
    'esbuild alone': () => runProcess([process.execPath, script('esbuild-one.mjs'), entry, bundled]),
  };
  const { length } = cases['sluice build']().stdout.match(/ -> /g) ?? [];
  if (length !== COLD.functions) throw new Error(`${length} functions were built`);
  return inRounds(rounds, cases);
}

const entryOf = ({ functions, perFile }) =>
  Array.from({ length: functions / perFile }, (_, i) => `export * from './src/part-${i}.ts';\n`).join('');

/** From the moment a file is saved until the process says that it is done. Each watches a package of its own. */
async function measureRebuild(rounds) {
  const isJson = (line) => line.startsWith('{');
  const isClean = (line) => line.includes('Found 0 errors');
  const watching = (folder) => ['--noEmit', '--watch', '--preserveWatchOutput', '-p', folder];
  const contenders = {
    'session.build([file])': {
      isDone: isJson,
      isTold: true,
      args: (folder) => [script('session-one.mjs'), folder],
    },
    'sluice build --watch': {
      isDone: isJson,
      args: (folder) => [sluice, 'build', '--watch', '--json', folder],
    },
    'tsc --noEmit --watch': { isDone: isClean, args: (folder) => [tsc('typescript'), ...watching(folder)] },
    'tsc 6 --noEmit --watch': {
      isDone: isClean,
      args: (folder) => [tsc('typescript-6'), ...watching(folder)],
    },
    'esbuild context.rebuild()': {
      isDone: isJson,
      isTold: true,
      args: (folder) => [script('esbuild-one.mjs'), join(folder, 'all.mjs'), join(folder, 'bundled.mjs')],
    },
  };
  const watchers = [];
  try {
    const cases = {};
    for (const [name, { args, isDone, isTold }] of Object.entries(contenders)) {
      const folder = join(cache, `watched-${watchers.length}`);
      writePackage(folder, WATCHED);
      writeFileSync(join(folder, 'all.mjs'), entryOf(WATCHED));
      const watcher = new Watcher([process.execPath, ...args(folder)], { cwd: folder, isDone });
      watchers.push(watcher);
      await watcher.done();
      const file = join(folder, 'src', 'part-7.ts');
      let version = 0;
      cases[name] = async () => {
        const text = sourceOf(7 * WATCHED.perFile, WATCHED.perFile);
        await watcher.rest();
        const cpu = watcher.cpuMs();
        const done = watcher.done();
        const start = performance.now();
        writeFileSync(file, text.replaceAll('86_400_000', String(86_400_000 + ++version)));
        if (isTold) watcher.tell(file);
        await done;
        const wallMs = performance.now() - start;
        return { wallMs, cpuMs: cpu === undefined ? undefined : watcher.cpuMs() - cpu };
      };
      await cases[name](); // The first change finds code that was never run.
    }
    return await inRounds(rounds, cases);
  } finally {
    await Promise.all(watchers.map((watcher) => watcher.close()));
  }
}

/** Help of the program and of each of its commands, of which it tells the names itself. */
function measureHelp(rounds) {
  const help = (...args) => runProcess([process.execPath, sluice, ...args, '--help']);
  const [, listed] = help().stdout.split('Commands:\n');
  const commands = [...listed.matchAll(/^ {2}([a-z]+)/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');
  const cases = {
    'node -e 0': () => runProcess([process.execPath, '-e', '0']),
    'sluice --help': () => help(),
  };
  for (const name of commands) cases[`sluice ${name} --help`] = () => help(name);
  return inRounds(rounds, cases);
}

/** Runs every case once a round, in an order that rotates. */
async function inRounds(rounds, cases) {
  const names = Object.keys(cases);
  const wall = Object.fromEntries(names.map((name) => [name, []]));
  const cpu = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      process.stderr.write(`${round + 1}/${rounds} ${name}\n`);
      const { wallMs, cpuMs } = await cases[name]();
      wall[name].push(wallMs);
      if (cpuMs !== undefined) cpu[name].push(cpuMs);
    }
  }
  return { wall, cpu };
}

const whole = (value) => value.toFixed(0);
const twoDigits = (value) => value.toFixed(2);

/** Ratios are of what was taken of the processor as well: others may want it too. */
function tableOf(title, { wall, cpu }, reference) {
  return {
    title,
    columns: [
      { title: 'wall ms', key: 'wallMs', width: 10, show: whole },
      { title: '10–90 %', key: 'spread', width: 14 },
      { title: 'CPU ms', key: 'cpuMs', width: 10, show: whole },
      { title: `× ${reference}`, key: 'ratio', width: 28, show: twoDigits },
      { title: 'of CPU', key: 'cpuRatio', width: 10, show: twoDigits },
    ],
    rows: Object.keys(wall).map((name) => ({
      case: name,
      wallMs: median(wall[name]),
      spread: `${whole(quantile(wall[name], 0.1))}–${whole(quantile(wall[name], 0.9))}`,
      ratio: ratio(wall, name, reference),
      ...(cpu[name].length === 0
        ? {}
        : { cpuMs: median(cpu[name]), cpuRatio: median(cpu[name]) / median(cpu[reference]) }),
    })),
  };
}

function targetOf(target, unit, limit, { wall }, name, per = 1) {
  const spread = quantile(wall[name], 0.9) / quantile(wall[name], 0.1);
  return { target, unit, limit, measured: median(wall[name]) / per, steady: spread < 1.3 };
}
