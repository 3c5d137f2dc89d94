import { fileURLToPath } from 'node:url';
import { Project, ts } from 'ts-morph';
import { expect, it } from 'vitest';
import { createSink } from './diagnostic.ts';
import { diagnosticTable, renderMessage } from './table.ts';

it('names its codes in kebab-case', () => {
  expect(Object.keys(diagnosticTable).filter((code) => !/^[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
});

it('puts the parameters into the message', () => {
  expect(renderMessage('duplicate-name', { name: 'f', other: 'function g' })).toBe(
    "the SQL name 'f' is taken by function g: give one of them another with the option name",
  );
});

it('keeps text that looks like a placeholder as it was given', () => {
  expect(renderMessage('syntax-error', { message: '{{message}} $& expected' })).toBe(
    '{{message}} $& expected',
  );
});

it('collects what is reported, with the severity of its code', () => {
  const sink = createSink();
  sink.report('no-udf', {}, { file: 'a.ts', line: 1, column: 2, length: 3 });
  expect(sink.diagnostics).toMatchObject([
    { code: 'no-udf', severity: 'error', file: 'a.ts', line: 1, column: 2, length: 3, related: [] },
  ]);
});

it('compiles only for codes that are declared, with all of their parameters', () => {
  const project = new Project({
    compilerOptions: {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      allowImportingTsExtensions: true,
      lib: ['lib.es2023.d.ts'],
      types: [],
    },
  });
  const file = project.createSourceFile(
    fileURLToPath(new URL('./table-types.ts', import.meta.url)),
    `import { createSink } from './diagnostic.ts';
const { report } = createSink();
const at = { file: '', line: 1, column: 1, length: 1 };
report('no-udf', {}, at);
report('duplicate-name', { name: 'f', other: 'g' }, at);
report('no-such-code', {}, at);
report('duplicate-name', { name: 'f' }, at);
report('duplicate-name', { name: 'f', other: 'g', more: 1 }, at);
`,
  );
  const lines = project
    .getProgram()
    .getSemanticDiagnostics(file)
    .map((error) => error.getLineNumber());
  expect(lines).toEqual([6, 7, 8]);
});
