import { expect, it } from 'vitest';
import { analyseSource, type Sources } from '../testing/analyse-source.ts';
import { writePackage } from '../testing/fixture.ts';
import { sluice } from '../testing/sluice.ts';

const sdk = "import { udf } from '@sluice/sdk';\n";

/** What is said of the function whose body is given, in a file with some lines before. */
function suspected(body: string, before = ''): readonly string[] {
  return warnings(
    `${sdk}${before}\nexport const f = udf({ deterministic: true }, (x: number): number => ${body});\n`,
  );
}

function warnings(sources: Sources): readonly string[] {
  return analyseSource(sources).diagnostics.map(({ code, message, related }) => {
    const what = /deterministic: true and (.*), which gives/.exec(message)?.[1] ?? code;
    return [what, ...related.map((span) => `${span.file}:${span.line} ${span.message}`)].join(' | ');
  });
}

it.each([
  ['x * Date.now()', '', 'calls Date.now()'],
  ['new Date().getTime()', '', 'calls new Date()'],
  ['Date().length', '', 'calls Date()'],
  ['x * Math.random()', '', 'calls Math.random()'],
  ["x * Math['random']()", '', 'calls Math.random()'],
  ['globalThis.performance.now()', '', 'calls performance.now()'],
  ['performance.now()', "import { performance } from 'node:perf_hooks';", 'calls performance.now()'],
  ['crypto.randomUUID().length', '', 'calls crypto.randomUUID()'],
  ['uuid().length', "import { randomUUID as uuid } from 'crypto';", 'calls crypto.randomUUID()'],
  [
    'c.webcrypto.getRandomValues(new Uint8Array(1))[0]!',
    "import * as c from 'node:crypto';",
    'calls crypto.getRandomValues()',
  ],
  ['c.randomInt(3)', "import c from 'node:crypto';", 'calls crypto.randomInt()'],
  ["Number(process.env['X'])", '', 'reads process.env'],
  ['Number(env.X)', "import { env } from 'node:process';", 'reads process.env'],
  ['process.hrtime()[0]', '', 'calls process.hrtime()'],
  ['Number(process.hrtime.bigint())', '', 'calls process.hrtime.bigint()'],
  ['v4().length', "import { v4 } from 'uuid';", 'calls uuid.v4()'],
  ['[x].map(() => Math.random())[0] ?? 0', '', 'calls Math.random()'],
])('suspects %s', (body, before, what) => {
  expect(suspected(body, before)).toEqual([what]);
});

it.each([
  ['new Date(x).getTime()', ''],
  ['Math.floor(x)', ''],
  ['Date.now()', 'const Date = { now: () => 1 };'],
  ['random()', 'function random() { return 4; }'],
  ['Math.max(...y())', 'const y = () => [1];'],
  ['o.now()', 'const o = { now(): number { return 1; } };'],
  ['o.env', 'const o = { env: 1 };'],
  ['crypto.createHash("md5").update("x").digest()[0]!', "import * as crypto from 'node:crypto';"],
])('does not suspect %s', (body, before) => {
  expect(suspected(body, before)).toEqual([]);
});

it('says nothing of a function that claims nothing', () => {
  expect(warnings(`${sdk}export const f = udf({}, (x: number): number => x + Date.now());\n`)).toEqual([]);
});

it('follows helpers of the package, into other files and methods, and shows the way', () => {
  const sources = {
    'src/a.ts': `${sdk}import { age as years } from './b.ts';
export const f = udf({ deterministic: true }, (x: number): number => years(x) + years(2 * x));
export class A {
  @udf({ deterministic: true })
  static g(x: number): number { return this.#h(x); }
  static #h(x: number): number { return A.i() * x; }
  static i = (): number => Math.random();
}
`,
    'src/b.ts':
      'export function age(x: number): number { return x - now(); }\nconst now = () => Date.now();\n',
  };
  expect(warnings(sources)).toEqual([
    'calls Date.now(), through years() | src/b.ts:1 which calls this | src/b.ts:2 which calls Date.now()',
    'calls Math.random(), through this.#h() | src/a.ts:7 which calls this | src/a.ts:8 which calls Math.random()',
  ]);
});

it('looks into every method of an aggregate', () => {
  const source = `import { aggregate } from '@sluice/sdk';
@aggregate({ deterministic: true })
export class Sample {
  init(): { x: number } { return { x: 0 }; }
  accumulate(state: { x: number }, x: number): void { if (Math.random() < 0.5) state.x = x; }
  merge(state: { x: number }, other: { x: number }): void { state.x += other.x; }
  finish(state: { x: number }): number { return state.x + Date.now(); }
}
`;
  expect(warnings(source)).toEqual(['calls Math.random()', 'calls Date.now()']);
});

it('ends where helpers call each other, or on and on', () => {
  expect(suspected('a()', 'const a = (): number => b();\nconst b = (): number => a();')).toEqual([]);
  const chain = Array.from({ length: 20 }, (_, n) => `const a${n} = (): number => a${n + 1}();`).join('\n');
  expect(suspected('a0()', `${chain}\nconst a20 = (): number => Math.random();`)).toEqual([]);
});

/** What `sluice check` says of a package whose only function is in a file with some lines before. */
async function said(before: string, more: Record<string, string> = {}): Promise<string> {
  const source = `${sdk}${before}\nexport const f = udf({}, (x: number): number => x);\n`;
  const { code, stderr } = await sluice(['check'], writePackage({ 'src/index.ts': source, ...more }));
  expect(code).toBe(0);
  return [...stderr.matchAll(/^(\S+) - warning \S+ (.*) when this file/gm)]
    .map(([, at, what]) => `${at} ${what}`)
    .join('\n');
}

it('finds what a file does when it is loaded, and leaves alone what waits to be called', async () => {
  expect(
    await said(`import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
const answer = await fetch('http://127.0.0.1:1/');
setInterval(() => console.log('later'), 1000).unref();
console.log(answer.status, process.env['X'], fs.readFileSync('rates.csv'));
class A { static b = spawn('ls'); c = spawn('ls'); static { process.on('exit', () => {}); } d(): void { process.exit(); } }
if (import.meta.url === \`file://\${process.argv[1]}\`) console.log('main');
(() => { fs.writeFileSync('a', 'b'); })();
start();
function start(): void { later(); const go = () => setTimeout(later, 1); }
function later(): void { new WebSocket('ws://127.0.0.1:1/'); }
const log = console.log;
export const a = new A();`),
  ).toBe(`src/index.ts:4:22 fetch opens a connection
src/index.ts:5:1 setInterval starts a timer
src/index.ts:6:1 console.log prints
src/index.ts:7:22 child_process.spawn starts a process
src/index.ts:7:61 process.on listens to the whole process
src/index.ts:9:1 fs.writeFileSync writes to the disk
src/index.ts:10:1 WebSocket opens a connection`);
});

it('says nothing of a file that is not in the bundle', async () => {
  expect(
    await said("import type { A } from './types.ts';", {
      'src/types.ts': "console.log('types');\nexport interface A { a: string }\n",
      'src/seed.ts': "import './index.ts';\nconsole.log('seed');\n",
    }),
  ).toBe('');
});

it('fails for warnings only where it is told how many there may be', async () => {
  const folder = writePackage({
    'src/index.ts': `${sdk}console.log(1);\nexport const f = udf({}, (x: number): number => x);\n`,
  });
  expect(await sluice(['check'], folder)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/\n1 warning\n$/),
  });
  expect((await sluice(['check', '--max-warnings', '0'], folder)).code).toBe(1);
  expect((await sluice(['check', '--max-warnings', '1'], folder)).code).toBe(0);
  const built = await sluice(['build', '--max-warnings', '0'], folder);
  expect(built).toMatchObject({ code: 1, stdout: expect.stringContaining('dist/udfs.mjs') });
});
