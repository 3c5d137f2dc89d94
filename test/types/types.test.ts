import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));
const fromSdk = createRequire(new URL('../../packages/sdk/package.json', import.meta.url));

const COMPILERS = ['typescript-5.9', 'typescript-6', 'typescript'];
const FILES = ['ok', 'bad'].flatMap((folder) =>
  readdirSync(join(here, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`),
);

/** `file:line` of an error, or of a line that must have one, and its text. */
type Errors = Map<string, string>;

/** What the compiler says of all fixtures in one run. It reports what is in `ok` too, and nothing should be. */
function compile(compiler: string, legacy: boolean): Errors {
  const { version } = fromSdk(`${compiler}/package.json`) as { version: string };
  const options = [
    ['--noEmit', '--pretty', 'false', '--strict', '--noUncheckedIndexedAccess', '--skipLibCheck'],
    ['--target', 'es2022', '--lib', 'es2023,dom', '--types', 'node'],
    ['--module', 'nodenext', '--moduleResolution', 'nodenext'],
    ['--experimentalDecorators', String(legacy)],
    // From 6 on the compiler will not take files where there is a tsconfig.json, unless told to.
    version.startsWith('5.') ? [] : ['--ignoreConfig'],
  ].flat();
  const tsc = join(dirname(fromSdk.resolve(`${compiler}/package.json`)), 'lib/tsc.js');
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, ...options, ...FILES], {
    cwd: here,
    encoding: 'utf8',
  });
  const errors: Errors = new Map();
  let position = stderr === '' ? undefined : 'stderr';
  for (const line of `${stderr}${stdout}`.split('\n').filter((text) => text !== '')) {
    const match = /^([^( ]+)\((\d+),\d+\): (error .*)$/.exec(line);
    if (match !== null) position = `${match[1]}:${match[2]}`;
    // A line before any position is about the whole program.
    const key = position ?? 'program';
    errors.set(key, `${errors.get(key) ?? ''}${match?.[3] ?? line}\n`);
  }
  return errors;
}

/** The lines after an `// error: sentence` comment, and the sentence. */
function expectedErrors(): Errors {
  const expected: Errors = new Map();
  for (const file of FILES) {
    for (const [index, line] of readFileSync(join(here, file), 'utf8').split('\n').entries()) {
      const match = /^\s*\/\/ error: (.+)$/.exec(line);
      // The comment's own line is index + 1, since lines count from 1.
      if (match?.[1] !== undefined) expected.set(`${file}:${index + 2}`, match[1]);
    }
  }
  return expected;
}

for (const compiler of COMPILERS) {
  for (const mode of ['legacy', 'TC39']) {
    it(`misuse reads as a sentence on its own line, and all else compiles, under ${compiler} with ${mode} decorators`, () => {
      const found = compile(compiler, mode === 'legacy');
      const expected = expectedErrors();
      const relevant = [...found].map(([position, text]) => {
        const sentence = expected.get(position);
        return [position, sentence !== undefined && text.includes(sentence) ? sentence : text] as const;
      });
      expect(Object.fromEntries(relevant)).toEqual(Object.fromEntries(expected));
    });
  }
}
