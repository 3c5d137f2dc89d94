import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, type UdfPackage } from '@sluice/runtime';
import {
  IntervalDayTime,
  IntervalYearMonth,
  makeData,
  RecordBatch,
  Table,
  tableFromIPC,
  tableToIPC,
} from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPackage } from '../support/package.ts';
import { columns, intervals, SOURCE, variants } from './columns.ts';

const python = process.env['SLUICE_PYTHON'];
if (python === undefined) {
  console.log(
    'test/interop/pyarrow.test.ts is skipped: it needs a Python with pyarrow and duckdb. ' +
      'Make one (python3 -m venv .cache/python && .cache/python/bin/pip install pyarrow duckdb) ' +
      'and set SLUICE_PYTHON=$PWD/.cache/python/bin/python',
  );
}

const folder = fileURLToPath(new URL('../../.cache/interop/', import.meta.url));

function runPython(command: 'write' | 'compare'): unknown {
  const script = fileURLToPath(new URL('tables.py', import.meta.url));
  const { status, stdout, stderr, error } = spawnSync(python as string, [script, command, folder], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`${python} tables.py ${command}: ${error?.message ?? ''}${stderr}`);
  return JSON.parse(stdout);
}

function readTable(name: string): Table {
  // A copy: what a file is read into may begin at an odd address, where apache-arrow cannot read it.
  return tableFromIPC(Uint8Array.from(readFileSync(join(folder, `${name}.arrow`))));
}

/** Of these, functions get slices that apache-arrow makes; pyarrow itself writes no slices, but what is in them. */
const slicedHere = new Set(['plain', 'no_nulls', 'dictionary', 'intervals']);

function cut(batch: RecordBatch): RecordBatch[] {
  return [batch.slice(0, 1), batch.slice(1, 46), batch.slice(46, 46), batch.slice(46)];
}

/** The batch with the result of every function beside its columns. */
async function runAll(batch: RecordBatch): Promise<RecordBatch> {
  let output = batch;
  for (const { name } of batch.schema.fields) {
    for (const variant of variants) {
      const handle = udfs.udf(`${name}_${variant}`, { columns: { v: name }, as: `${name}__${variant}` });
      output = await handle.call(output);
      await handle.stop();
    }
  }
  return output;
}

let udfs: UdfPackage;
let cases: string[];

beforeAll(async () => {
  if (python === undefined) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cases = runPython('write') as string[];
  writeFileSync(join(folder, 'intervals.arrow'), tableToIPC(intervalTable(), 'stream'));
  udfs = await load(await buildPackage('interop', SOURCE));
});
afterAll(() => udfs?.close());

/** The types that pyarrow cannot make. */
function intervalTable(): Table {
  const shared = { length: 3, nullCount: 1, nullBitmap: Uint8Array.of(0b101) };
  const [month, day] = Object.keys(intervals) as [string, string];
  return new Table(
    new RecordBatch({
      [month]: makeData({
        type: new IntervalYearMonth(),
        ...shared,
        data: Int32Array.of(-1, 0, 2 ** 31 - 1),
      }),
      [day]: makeData({ type: new IntervalDayTime(), ...shared, data: Int32Array.of(1, -1, 0, 0, 7, 8) }),
    }),
  );
}

it.skipIf(python === undefined)(
  'pyarrow and DuckDB read what functions of every type make of tables that pyarrow wrote, and find it equal',
  async () => {
    expect(udfs.manifest.udfs.length).toBe(4 * Object.keys({ ...columns, ...intervals }).length);
    let results = 0;
    for (const name of [...cases, 'intervals']) {
      const { batches: whole, schema } = readTable(name);
      const batches = slicedHere.has(name) ? whole.flatMap(cut) : whole;
      const outputs: RecordBatch[] = [];
      for (const batch of batches) outputs.push(await runAll(batch));
      results += variants.length * schema.fields.length;
      writeFileSync(join(folder, `${name}.out.arrow`), tableToIPC(new Table(outputs), 'stream'));
    }
    const { compared, problems, checksums } = runPython('compare') as {
      compared: number;
      problems: string[];
      checksums: unknown[][];
    };
    expect(problems).toEqual([]);
    expect(compared).toBe(results);
    expect(checksums[1]).toEqual(checksums[0]);
    expect(checksums[0]?.every((sum) => sum !== null)).toBe(true);
  },
);
