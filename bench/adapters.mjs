// Emitted adapters beside the loop that one writes by hand, a copy of the bytes, the row paths of other libraries, and
// the engines that users have today. Each process measures one thing: see adapters/*-one.mjs.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { enginesTable, ipcTable, ipcTargetsOf, tableOf, targetsOf } from './adapters/report.mjs';
import { imports } from './adapters/signatures/imports.mjs';
import { signatures } from './adapters/signatures/index.mjs';
import { ipcFunctions } from './adapters/signatures/ipc.mjs';
import { machine, versionOf } from './measure.mjs';

const FULL_BATCH = 65_536;
const SIZES = [FULL_BATCH, 2048, 100, 1];

const timings = {
  full: { samples: {}, engines: { rounds: 9, budgetMs: 3000, rewarmMs: 20 } },
  quick: { samples: { rounds: 3, sampleMs: 5 }, engines: { rounds: 7, budgetMs: 0, rewarmMs: 5 } },
};

function runScript(script, argument) {
  process.stderr.write(
    `${Object.values(argument)
      .filter((value) => typeof value === 'string')
      .join(', ')}\n`,
  );
  const path = fileURLToPath(new URL(`./adapters/${script}`, import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', path, JSON.stringify(argument)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function measureSignature(name, quick) {
  runScript('verify-one.mjs', { name });
  const { kinds, targets = [] } = signatures[name];
  const [first] = Object.keys(kinds);
  const timing = timings[quick ? 'quick' : 'full'].samples;
  return Object.entries(kinds).flatMap(([kind, { sizes }]) => {
    if (quick && kind !== first && !targets.some((target) => target.kind === kind)) return [];
    const measureOne = (state, sizes) => runScript('measure-one.mjs', { name, kind, state, sizes, timing });
    if (quick) return measureOne('crowded', [FULL_BATCH]);
    return [...measureOne('crowded', sizes ? SIZES : [FULL_BATCH]), ...measureOne('alone', [FULL_BATCH])];
  });
}

const IMPORTS = 'imports';
const IPC = 'ipc';
const ENGINES = 'engines';
const choices = [...Object.keys(signatures), IMPORTS, IPC, ENGINES];

/**
 * @param selected names of signatures, `imports`, `ipc`, `engines` @default all
 * @param quick few and short samples, of full batches and what the targets speak of: a minute, and not for a claim
 */
export function runAdapters({ selected = [], quick = false } = {}) {
  const unknown = selected.filter((name) => !choices.includes(name));
  if (unknown.length > 0) {
    console.error(`no signature ${unknown.join(', ')}; there are ${choices.join(', ')}`);
    process.exit(2);
  }
  const wanted = selected.length > 0 ? selected : choices;
  const timing = timings[quick ? 'quick' : 'full'];
  const names = wanted.filter((name) => name in signatures);
  const found = names.map((name) => measureSignature(name, quick));
  const tables = names.map((name, at) => tableOf(signatures[name], found[at]));
  const targets = names.flatMap((name, at) => targetsOf(name, signatures[name], found[at]));
  if (wanted.includes(IMPORTS)) {
    const found = Object.keys(imports).flatMap((name) =>
      runScript('import-one.mjs', { name, timing: timing.samples }),
    );
    tables.push(tableOf({ title: 'text of other layouts, for adapters' }, found));
  }
  if (wanted.includes(IPC)) {
    const batches = Object.keys(ipcFunctions).flatMap((name) =>
      runScript('ipc-one.mjs', { name, timing: timing.samples }),
    );
    tables.push(ipcTable(batches));
    targets.push(...ipcTargetsOf(batches));
  }
  if (wanted.includes(ENGINES)) {
    const comparable = Object.keys(signatures).filter((name) => signatures[name].duckdb !== undefined);
    const beside = quick ? comparable.slice(0, 1) : comparable;
    tables.push(
      enginesTable(beside.flatMap((name) => runScript('engines-one.mjs', { name, timing: timing.engines }))),
    );
  }
  const versions = ['apache-arrow', '@uwdata/flechette', '@duckdb/node-api', 'quickjs-emscripten'];
  return {
    title: `Adapters${quick ? ' (quick: not for a claim)' : ''}`,
    machine: `${machine()}\n${versions.map((name) => `${name} ${versionOf(name)}`).join(', ')}`,
    tables,
    targets,
  };
}
