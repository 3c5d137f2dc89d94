// pnpm verify: everything that must hold before a change lands. CI runs the same.
// `--no-tests` leaves out the last step, for a caller that runs npm test by itself.
import { join } from 'node:path';
import { bin, build, ensureInstalled, root, run } from './lib.mjs';

ensureInstalled();
build();

const checks = [
  ['format, lint, import direction and cycles', bin('biome'), ['check', '.']],
  ['dead code and unlisted dependencies', bin('knip'), []],
  ['published packages', process.execPath, [join(root, 'scripts', 'check-packages.mjs')]],
  ['generated documentation', process.execPath, [join(root, 'scripts', 'generate-docs.mjs'), '--check']],
];
if (!process.argv.includes('--no-tests')) {
  checks.push(['tests', process.execPath, [join(root, 'scripts', 'test.mjs')]]);
}

for (const [title, command, args] of checks) {
  console.log(`\n— ${title}`);
  const code = run(command, args);
  if (code !== 0) {
    console.error(`verify: ${title} failed`);
    process.exit(code);
  }
}
