import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sluice } from './plugin.ts';

/** A file that is there; what is in it comes from Vite. */
const file = fileURLToPath(new URL('plugin.ts', import.meta.url));
const decorated = 'class A { @f() m(): void {} }';

it('compiles TypeScript that has decorators, with a map to it', async () => {
  const result = await sluice().transform(decorated, file);

  expect(result?.code).not.toMatch(/@f|: void/);
  expect(JSON.parse(result?.map ?? '')).toMatchObject({
    sources: ['plugin.ts'],
    sourcesContent: [decorated],
  });
});

it('leaves alone what has none, what is no TypeScript, what was installed, and what is asked for as it is', async () => {
  const { transform } = sluice();

  expect(await transform('let a: number', file)).toBe(undefined);
  expect(await transform(decorated, file.replace('.ts', '.js'))).toBe(undefined);
  expect(await transform(decorated, file.replace('/src/', '/node_modules/'))).toBe(undefined);
  expect(await transform(decorated, `${file}?raw`)).toBe(undefined);
  expect(await transform(decorated, '/no-such-folder/a.ts')).toBe(undefined);
  expect(await transform(decorated, `${file}?v=1`)).not.toBe(undefined);
});

it('says where the syntax is wrong', async () => {
  await expect(sluice().transform('@f() class {', file)).rejects.toThrow(/plugin\.ts:1:\d+: ERROR/);
});
