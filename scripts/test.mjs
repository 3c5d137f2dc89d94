// npm test: installs what is missing, builds, and runs every test. Ends with a line `N passed, N failed, N skipped`.
// SLUICE_TEST_NODES names further Node binaries, separated by the path delimiter, to run the same tests on.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { build, ensureInstalled, root } from './lib.mjs';

ensureInstalled();
build();

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const nodes = [process.execPath, ...(process.env.SLUICE_TEST_NODES ?? '').split(delimiter).filter(Boolean)];
/** Tests of whole packages: slow, and what they start is found by its name, so that another Node would not run it. */
const mainNodeOnly = [
  'test/init.test.ts',
  'test/publish.test.ts',
  'packages/codegen/src/cli/publish.test.ts',
];
const total = { passed: 0, failed: 0, skipped: 0 };

for (const [index, node] of nodes.entries()) {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(`\nTests on Node ${version}`);
  const leftOut = index === 0 ? [] : mainNodeOnly;
  for (const file of leftOut)
    console.log(`Left out: ${file}, whose npm and tools run on the first Node all the same`);
  const report = join(root, '.cache', `tests-${version}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const args = [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ];
  const { status } = spawnSync(node, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SLUICE_TESTS_LEFT_OUT: leftOut.join(delimiter) },
  });
  let counts = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  try {
    counts = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    console.error(`vitest left no report on Node ${version}`);
  }
  total.passed += counts.numPassedTests;
  total.skipped += counts.numPendingTests + counts.numTodoTests;
  // A file that fails to load, or an error outside of a test, fails the run without a failed test.
  total.failed += status === 0 ? counts.numFailedTests : Math.max(1, counts.numFailedTests);
}

console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
