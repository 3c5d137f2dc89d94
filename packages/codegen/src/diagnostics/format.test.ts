import { expect, it } from 'vitest';
import type { Diagnostic } from './diagnostic.ts';
import { formatDiagnostics, wantsColour } from './format.ts';

const source = 'first\nconst f = 1;\n\tconst tab = 2;\n';

const diagnostic = (over: Partial<Diagnostic>): Diagnostic => ({
  code: 'not-exported',
  severity: 'error',
  message: 'export it',
  file: 'src/a.ts',
  line: 2,
  column: 7,
  length: 1,
  related: [],
  ...over,
});

const format = (diagnostics: readonly Diagnostic[], colour = false): string =>
  formatDiagnostics(diagnostics, { root: '/home/pkg', base: '/home', colour, readSource: () => source });

it('writes the place, the code, the message and the line with the place underlined', () => {
  expect(format([diagnostic({})])).toBe(
    'pkg/src/a.ts:2:7 - error not-exported: export it\n2 | const f = 1;\n  |       ~\n',
  );
});

it('keeps the underline below a line with tabs', () => {
  expect(format([diagnostic({ line: 3, column: 8, length: 3 })])).toContain(
    '3 | \tconst tab = 2;\n  | \t      ~~~\n',
  );
});

it('underlines to the end of the line what goes on after it', () => {
  expect(format([diagnostic({ length: 100 })])).toContain('  |       ~~~~~~\n');
});

it('writes no position and no line for a file as a whole', () => {
  expect(format([diagnostic({ line: 0, column: 0, length: 0 })])).toBe(
    'pkg/src/a.ts - error not-exported: export it\n',
  );
});

it('writes related places below', () => {
  const related = [{ file: 'src/b.ts', line: 1, column: 1, length: 5, message: 'declared here' }];
  expect(format([diagnostic({ related })])).toContain(
    '\n  pkg/src/b.ts:1:1 - declared here\n    1 | first\n      | ~~~~~\n',
  );
});

it('sorts by file and position', () => {
  const text = format([
    diagnostic({ file: 'src/b.ts' }),
    diagnostic({ line: 3 }),
    diagnostic({ column: 9 }),
    diagnostic({}),
  ]);
  expect(text.match(/^pkg\S+/gm)).toEqual([
    'pkg/src/a.ts:2:7',
    'pkg/src/a.ts:2:9',
    'pkg/src/a.ts:3:7',
    'pkg/src/b.ts:2:7',
  ]);
});

it('colours only when told to', () => {
  expect(format([diagnostic({})])).not.toContain('\u001b');
  expect(format([diagnostic({})], true)).toContain('\u001b[31merror\u001b[39m');
});

it.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: false }, {}, false],
  [{}, {}, false],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
])('wants colour on %j with %j: %s', (stream, environment, colour) => {
  expect(wantsColour(stream, environment)).toBe(colour);
});

it('cuts a long line around the place', () => {
  const line = `${'a'.repeat(300)}HERE${'b'.repeat(300)}`;
  const text = formatDiagnostics([diagnostic({ line: 1, column: 301, length: 4 })], {
    root: '/',
    base: '/',
    readSource: () => line,
  });
  const [, source = '', mark = ''] = text.split('\n');
  expect(source).toBe(`1 | …${'a'.repeat(50)}HERE${'b'.repeat(146)}…`);
  expect(source.slice(mark.indexOf('~'), mark.lastIndexOf('~') + 1)).toBe('HERE');
});
