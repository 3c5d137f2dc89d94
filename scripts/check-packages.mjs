// publint and attw over every published package, on the tarball that npm would publish.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, mustRun, root, run } from './lib.mjs';

const PNPM_PACK = ['exec', '--yes', '--', 'pnpm@12.21.0', 'pack'];
const npmCli = process.env.npm_execpath;
/** The listing of the tarball's files says nothing that the checks do not. */
const quiet = ['ignore', 'ignore', 'inherit'];
let failed = false;

for (const folder of ['packages', 'engines']) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const cwd = join(root, folder, entry.name);
    const { name, private: isPrivate } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
    if (isPrivate) continue;
    const target = mkdtempSync(join(tmpdir(), 'sluice-pack-'));
    try {
      const args = [...PNPM_PACK, '--pack-destination', target];
      if (npmCli?.endsWith('.js')) mustRun(process.execPath, [npmCli, ...args], { cwd, stdio: quiet });
      else mustRun('npm', args, { cwd, stdio: quiet });
      const tarball = join(target, readdirSync(target)[0]);
      console.log(`${name}`);
      // ESM only: a CommonJS consumer on Node ≥ 20.19 reaches it through require(esm).
      const attw = run(bin('attw'), [tarball, '--profile', 'esm-only', '--format', 'ascii', '--quiet']);
      const publint = run(bin('publint'), ['run', tarball, '--strict']);
      failed ||= attw !== 0 || publint !== 0;
    } finally {
      rmSync(target, { recursive: true, force: true });
    }
  }
}
process.exit(failed ? 1 : 0);
