import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BuildSession, type Diagnostic } from '@sluice/codegen';
import { load, type UdfPackage } from '@sluice/runtime';
import type { ArrowField, UdfModel } from '@sluice/sdk/manifest';
import type { Field, RecordBatch } from 'apache-arrow';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writePackage } from '../../support/package.ts';
import { mismatch } from './schema.ts';
import { type Unit, unit } from './sources.ts';
import { Values } from './values.ts';

/*
 * Sources of all kinds, most of them right and many of them damaged, are compiled: that gives models or diagnostics, and
 * never an exception. What compiles undamaged is built, loaded and run on rows that are made from its own schema, and
 * what comes out has the schema that the manifest declares.
 */

const seed = Number(process.env['SLUICE_FUZZ_SEED'] ?? 20_261_126);
const sources = Number(process.env['SLUICE_FUZZ_SOURCES'] ?? 2000);
const perPackage = 200;
const rowsPerFunction = 6;

const units = fc.sample(unit, { seed, numRuns: sources }).map((make, at) => make(at));
const packages = Array.from({ length: Math.ceil(sources / perPackage) }, (_, at) =>
  units.slice(at * perPackage, (at + 1) * perPackage),
);
process.stderr.write(`fuzz: ${sources} sources, SLUICE_FUZZ_SEED=${seed}\n`);

const counts = {
  damaged: 0,
  refused: 0,
  functions: 0,
  kinds: new Map<string, number>(),
  codes: new Map<string, number>(),
};

const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'es2023',
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: [],
  },
  include: ['src'],
});

it.each(packages.map((_, at) => at))('package %i gives diagnostics or functions that run', async (at) => {
  const all = packages[at] ?? [];
  const files = Object.assign({}, ...all.map((each) => each.files)) as Record<string, string>;
  const folder = writePackage(`fuzz-${at}`, { 'tsconfig.json': tsconfig, ...files });
  const session = new BuildSession(folder);
  try {
    const built = await buildWhatCompiles(session, folder, all);
    const udfs = await load(folder);
    try {
      const failures: string[] = [];
      for (const model of built) {
        const failure = await run(udfs, model, built).catch((error: unknown) => error);
        if (failure === undefined) continue;
        const at = join(folder, model.binding.module);
        const { parameters, result } = model;
        failures.push(
          `${model.name} of ${at}: ${JSON.stringify({ parameters, result })}\n${String(failure)}`,
        );
      }
      if (failures.length > 0) {
        throw new Error(
          `SLUICE_FUZZ_SEED=${seed}: ${failures.length} functions, as\n${failures.slice(0, 5).join('\n')}`,
        );
      }
    } finally {
      await udfs.close();
    }
  } finally {
    await session.close();
  }
});

it('refuses some sources and runs functions of every kind', () => {
  process.stderr.write(
    `fuzz: ${counts.damaged} damaged, ${counts.refused} refused with ${counts.codes.size} codes, ` +
      `${counts.functions} functions ran: ${[...counts.kinds].map(([kind, count]) => `${count} ${kind}`).join(', ')}\n`,
  );
  expect([...counts.kinds.keys()].sort()).toEqual(['aggregate', 'scalar', 'table', 'vectorized']);
  expect(counts.refused).toBeGreaterThan(0);
});

/** Takes out the units with errors until the rest is built. Each look finds the errors of one stage: syntax, analysis, names, bundle. */
async function buildWhatCompiles(
  session: BuildSession,
  folder: string,
  all: readonly Unit[],
): Promise<readonly UdfModel[]> {
  let changed: string[] | undefined;
  let left = all;
  for (let look = 0; look < 6; look++) {
    const { diagnostics, output } = await session
      .build(changed)
      .catch((error: unknown) => findCulprit(error, folder, left));
    for (const diagnostic of diagnostics) examine(diagnostic, folder);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (output !== undefined) return output.manifest.udfs;
    expect(errors).not.toEqual([]);
    const guilty = left.filter((each) => errors.some(({ file }) => file in each.files));
    if (guilty.length === 0) throw new Error(`errors of no source: ${JSON.stringify(errors.slice(0, 3))}`);
    counts.refused += guilty.length;
    // Once the rest of what is damaged was analysed it goes too: it may fail when it is loaded, as its author's mistake.
    const analysed = errors.every(({ code }) => code !== 'syntax-error');
    const out = new Set([...guilty, ...(analysed ? left.filter((each) => each.damaged) : [])]);
    counts.damaged += out.size - guilty.length;
    left = left.filter((each) => !out.has(each));
    changed = remove([...out], folder);
  }
  throw new Error(`package ${folder} has errors look after look`);
}

/** Deletes units, and gives their paths. */
function remove(bad: readonly Unit[], folder: string): string[] {
  const paths = bad.flatMap((each) => Object.keys(each.files)).map((path) => join(folder, path));
  for (const path of paths) rmSync(path, { force: true });
  return paths;
}

/** Says which source the compiler has failed for. */
async function findCulprit(error: unknown, folder: string, left: readonly Unit[]): Promise<never> {
  for (const [index, each] of left.entries()) {
    const alone = writePackage(`fuzz-guilty`, { 'tsconfig.json': tsconfig, ...each.files });
    const session = new BuildSession(alone);
    try {
      await session.check();
    } catch (again) {
      const text = Object.entries(each.files)
        .map(([path, contents]) => `--- ${path}\n${contents}`)
        .join('\n');
      throw new Error(
        `SLUICE_FUZZ_SEED=${seed}, unit ${index} of ${folder}: ${String((again as Error).stack)}\n${text}`,
      );
    } finally {
      await session.close();
    }
  }
  throw error;
}

/** A diagnostic is a sentence at a place that exists. */
function examine(diagnostic: Diagnostic, folder: string): void {
  const { code, message, file, line, column, fix } = diagnostic;
  counts.codes.set(code, (counts.codes.get(code) ?? 0) + 1);
  expect(message).not.toMatch(/\{\{|\[object|internal error|please report/);
  expect(existsSync(join(folder, file)), `${code} is in ${file}: ${message}`).toBe(true);
  expect(line).toBeGreaterThan(0);
  expect(column).toBeGreaterThan(0);
  for (const edit of fix?.edits ?? []) expect(edit.file).toBe(file);
}

async function run(udfs: UdfPackage, model: UdfModel, models: readonly UdfModel[]): Promise<void> {
  counts.functions++;
  counts.kinds.set(model.kind, (counts.kinds.get(model.kind) ?? 0) + 1);
  if (model.kind === 'scalar') {
    const values = await sendRows(udfs, model);
    // Once more from the column that it gave, where it takes what it gives.
    if (values !== undefined && model.parameters.length === 1) await callWith(udfs, model, values);
    return;
  }
  // The others take batches: those that the echo of their unit gives of the same type.
  const echo = models.find(({ name }) => name === `e${/^u(\d+)_/.exec(model.name)?.[1]}`);
  const same = JSON.stringify(echo?.result.type) === JSON.stringify(model.parameters[0]?.type);
  const batch = echo === undefined || !same ? undefined : await sendRows(udfs, echo);
  if (batch === undefined) return;
  if (model.kind !== 'aggregate') return callWith(udfs, model, batch);
  const handle = udfs.aggregate(model.name, { columns: { v: 'value' }, as: 'out' });
  expectSchema(model, await handle.run([batch]));
}

/** Sends rows of values as JavaScript has them; gives the batch of results. */
async function sendRows(udfs: UdfPackage, model: UdfModel): Promise<RecordBatch | undefined> {
  const values = new Values(seed + model.name.length);
  const handle = udfs.udf(model.name).start();
  try {
    const given = Array.from({ length: rowsPerFunction }, () =>
      model.parameters.map((parameter) => values.of(parameter)),
    );
    const sent = Promise.all(given.map((row, id) => handle.send(id, row)));
    const refused = new Promise<never>((_, reject) => void sent.catch(reject));
    const batches: RecordBatch[] = [];
    let rows = 0;
    while (rows < rowsPerFunction) {
      await Promise.race([handle.waitForResults(), refused]);
      const batch = handle.drainResults();
      if (batch === null) continue;
      batches.push(batch);
      rows += batch.numRows;
    }
    await sent;
    for (const batch of batches) {
      const field = batch.schema.fields.find(({ name }) => name === 'value');
      expect(field && mismatch(column(model, field), field)).toBeUndefined();
      for (const { id, value } of [...batch].map((row) => row as never as { id: bigint; value: unknown })) {
        const missing = given[Number(id)]?.some(
          (each, index) => each == null && !model.parameters[index]?.nullable,
        );
        if (missing) expect(value).toBeNull();
        // A variant that holds nothing reads as null.
        else if (!model.result.nullable && model.result.type.kind !== 'union') expect(value).not.toBeNull();
      }
    }
    return batches[0];
  } finally {
    await handle.stop();
  }
}

async function callWith(udfs: UdfPackage, model: UdfModel, batch: RecordBatch): Promise<void> {
  if (JSON.stringify(model.parameters[0]?.type) !== JSON.stringify(model.result.type)) return;
  if (model.parameters.length !== 1) return;
  const name = model.parameters[0]?.name ?? '';
  const output = await udfs.udf(model.name, { columns: { [name]: 'value' }, as: 'out' }).call(batch);
  expectSchema(model, output);
  if (model.kind === 'table') return;
  expect(output.numRows).toBe(batch.numRows);
  expect(texts(output.getChild('out'))).toEqual(texts(batch.getChild('value')));
}

function expectSchema(model: UdfModel, output: RecordBatch): void {
  const field = output.schema.fields.find(({ name }) => name === 'out');
  expect(field).toBeDefined();
  expect(field && mismatch(column(model, field), field)).toBeUndefined();
}

/** A column of results admits null, whatever the function gives: a row may have an argument too few, or fail. */
function column({ result }: UdfModel, found: Field): ArrowField {
  const { type } = result;
  const { name } = found;
  if (type.kind !== 'union') return { ...result, name, nullable: true };
  // A union has its nulls in one of its variants.
  const children = found.type.children as Field[];
  const variants = type.variants.map((each, at) => ({
    ...each,
    field: { ...each.field, nullable: children[at]?.nullable ?? false },
  }));
  return { name, nullable: true, type: { ...type, variants } };
}

function texts(column: Iterable<unknown> | null): string[] {
  return [...(column ?? [])].map(String);
}
