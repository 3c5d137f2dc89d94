import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const sdk = fileURLToPath(new URL('../../packages/sdk/', import.meta.url));

it('@sluice/sdk/testing says what to install where the runtime is not there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-sdk-'));
  try {
    const modules = join(folder, 'node_modules');
    for (const part of ['package.json', 'dist']) {
      cpSync(join(sdk, part), join(modules, '@sluice/sdk', part), { recursive: true });
    }
    const metadata = createRequire(join(sdk, 'package.json')).resolve('reflect-metadata');
    symlinkSync(dirname(metadata), join(modules, 'reflect-metadata'), 'junction');
    const source = `
      import { udf } from '@sluice/sdk';
      import { testUdf } from '@sluice/sdk/testing';
      const error = await testUdf(udf({}, (n) => n)).rows([[1]]).catch((error) => error);
      console.log(error.code, error.message);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toBe(
      'invalid-bundle @sluice/sdk/testing runs functions as the runtime does, which is not installed: ' +
        'npm install --save-dev @sluice/runtime, of the version of @sluice/sdk\n',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
