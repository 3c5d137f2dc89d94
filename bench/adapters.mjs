// Emitted adapters beside the loop that one writes by hand, a copy of the bytes, and the row paths of other libraries.
// Every signature and kind of data has processes of its own: see adapters/measure-one.mjs.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { tableOf, targetsOf } from './adapters/report.mjs';
import { signatures } from './adapters/signatures/index.mjs';
import { machine, versionOf } from './measure.mjs';

const FULL_BATCH = 65_536;
const SIZES = [FULL_BATCH, 2048, 100, 1];
const QUICK = { rounds: 3, sampleMs: 5 };

function runScript(script, argument) {
  const path = fileURLToPath(new URL(`./adapters/${script}`, import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', path, argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function measureSignature(name, quick) {
  runScript('verify-one.mjs', name);
  const { kinds, targets = [] } = signatures[name];
  const [first] = Object.keys(kinds);
  return Object.entries(kinds).flatMap(([kind, { sizes }]) => {
    if (quick && kind !== first && !targets.some((target) => target.kind === kind)) return [];
    process.stderr.write(`${name}: ${kind}\n`);
    const measureOne = (state, rows) =>
      runScript(
        'measure-one.mjs',
        JSON.stringify({ name, kind, state, sizes: rows, timing: quick ? QUICK : {} }),
      );
    if (quick) return measureOne('crowded', [FULL_BATCH]);
    return [...measureOne('crowded', sizes ? SIZES : [FULL_BATCH]), ...measureOne('alone', [FULL_BATCH])];
  });
}

/**
 * @param selected names of signatures @default all
 * @param quick few and short samples, of full batches and what the targets speak of: a minute, and not for a claim
 */
export function runAdapters({ selected = [], quick = false } = {}) {
  const unknown = selected.filter((name) => !(name in signatures));
  if (unknown.length > 0) {
    console.error(`no signature ${unknown.join(', ')}; there are ${Object.keys(signatures).join(', ')}`);
    process.exit(2);
  }
  const names = selected.length > 0 ? selected : Object.keys(signatures);
  const found = new Map(names.map((name) => [name, measureSignature(name, quick)]));
  return {
    title: `Adapters${quick ? ' (quick: not for a claim)' : ''}`,
    machine: `${machine()}, apache-arrow ${versionOf('apache-arrow')}, flechette ${versionOf('@uwdata/flechette')}`,
    tables: names.map((name) => tableOf(signatures[name], found.get(name))),
    targets: names.flatMap((name) => targetsOf(name, signatures[name], found.get(name))),
  };
}
