import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writePackage } from '../support/package.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Each runs the vitest beside the Vite that is installed in its folder. */
const RUNNERS = [
  ['vitest 4 on Vite 7', '.'],
  ['vitest 4 on Vite 8', 'test/vite/vite-8'],
  ['vitest 3 on Vite 7', 'test/vite/vitest-3'],
] as const;

const DECORATORS = [
  ['standard', { target: 'es2022' }],
  ['standard, for a target that has them,', { target: 'esnext' }],
  ['legacy', { target: 'es2022', experimentalDecorators: true }],
] as const;

const SOURCE = `import { udf } from '@sluice/sdk';

interface Place {
  readonly name: string;
}

export class Geo {
  @udf({ deterministic: true })
  static city(ip: string): string {
    const place: Place | undefined = undefined as Place | undefined;
    if (ip === '') {
      throw new TypeError('there is no address');
    }
    return place?.name ?? ip;
  }
}
`;

const TEST = `import { testUdf } from '@sluice/sdk/testing';
import { expect, it } from 'vitest';
import { Geo } from '../src/geo.ts';

it('passes', async () => {
  const run = await testUdf(Geo, 'city').rows([['192.0.2.1']]);
  expect(run.values).toEqual(['192.0.2.1']);
});

it('fails', () => {
  Geo.city('');
});
`;

const CONFIG = `import { sluice } from '@sluice/codegen/vite';

export default { plugins: [sluice()] };
`;

function vitest(runner: string, folder: string): { output: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [`${root}${runner}/node_modules/vitest/vitest.mjs`, 'run', '--root', folder, '--no-color'],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], NO_COLOR: '1', CI: '1' },
      timeout: 60_000,
    },
  );
  return { output: `${stdout}${stderr}`, status };
}

for (const [name, runner] of RUNNERS) {
  it.each(DECORATORS)(
    `%s decorators run under ${name}, and a failing test names the author's line`,
    (mode, compilerOptions) => {
      const folder = writePackage(`vite-${name}-${mode}`.replace(/[^a-z0-9]+/gi, '-'), {
        'tsconfig.json': JSON.stringify({
          compilerOptions: { ...compilerOptions, module: 'nodenext', strict: true },
        }),
        'src/geo.ts': SOURCE,
        'test/geo.test.ts': TEST,
        'vitest.config.mjs': CONFIG,
      });
      const { output, status } = vitest(runner, folder);

      expect(output).toContain('1 failed | 1 passed');
      expect(output).toContain('TypeError: there is no address');
      expect(output).toMatch(/❯ (Function|Geo)\.city src\/geo\.ts:12:13\n/);
      expect(output).toContain('❯ test/geo.test.ts:11:7');
      expect(status).toBe(1);
    },
  );
}

it('Vite 8 alone cannot read standard decorators, which is what the plugin is for', () => {
  const folder = writePackage('vite-8-without-plugin', { 'src/geo.ts': SOURCE, 'test/geo.test.ts': TEST });

  expect(vitest('test/vite/vite-8', folder).output).toContain('SyntaxError: Invalid or unexpected token');
});
