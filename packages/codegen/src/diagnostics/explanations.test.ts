import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { npmPack } from '../registry/published.ts';
import { analyseSource } from '../testing/analyse-source.ts';
import { FakeRegistry } from '../testing/fake-registry.ts';
import { cache, writePackage } from '../testing/fixture.ts';
import { type ExamplePackage, explanations } from './explanations.ts';
import { type DiagnosticCode, diagnosticTable } from './table.ts';

const codes = Object.keys(diagnosticTable) as DiagnosticCode[];

/** With a registry that has my-udfs 1.0.0, in the place of one that runs where the example says. */
async function withRegistry(files: ExamplePackage['files']): Promise<ExamplePackage['files']> {
  const address = 'http://127.0.0.1:4873/';
  if (!Object.values(files).some((text) => text?.includes(address))) return files;
  const registry = await FakeRegistry.open();
  const packed = await npmPack(
    writePackage({ 'package.json': '{ "name": "my-udfs", "version": "1.0.0" }' }),
    undefined,
  );
  if ('problem' in packed) throw new Error(packed.problem);
  registry.add('my-udfs', '1.0.0', {}, packed.value.bytes);
  const moved = Object.entries(files).map(([path, text]) => [
    path,
    text?.replace(address, registry.url) ?? null,
  ]);
  return Object.fromEntries(moved);
}

/** The codes of what an example gives. */
async function give(example: string | ExamplePackage, parent: string): Promise<readonly string[]> {
  if (typeof example === 'string') return analyseSource(example).diagnostics.map(({ code }) => code);
  const folder = writePackage(await withRegistry(example.files), parent);
  let talk = '';
  for (const command of (example.command ?? 'sluice check').split(' && ')) {
    const [, ...args] = command.split(' ');
    await run(args, {
      stdout: () => undefined,
      stderr: (text) => {
        talk += text;
      },
      colour: false,
      workingDirectory: folder,
    });
  }
  return [...talk.matchAll(/ - (?:error|warning) ([a-z-]+): /g)].map((match) => match[1] ?? talk);
}

it.each(codes)('has an example that gives exactly %s', async (code) => {
  // Only outside of this workspace is the sdk not installed.
  const parent = code === 'sdk-not-found' ? tmpdir() : cache;
  expect(await give(explanations[code].example, parent)).toEqual([code]);
});

it.each(codes)('puts right the example of %s', async (code) => {
  expect(await give(explanations[code].fixed, cache)).toEqual([]);
});
