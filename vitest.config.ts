import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

/** What scripts/test.mjs leaves out on a further Node, and says so. */
const leftOut = (process.env['SLUICE_TESTS_LEFT_OUT'] ?? '').split(delimiter).filter(Boolean);

/** Unit tests stand beside the source and see it as source; everything under test/ sees the built packages. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: {
          alias: [
            { find: /^@sluice\/sdk$/, replacement: source('sdk/src/index.ts') },
            { find: /^@sluice\/sdk\/manifest$/, replacement: source('sdk/src/manifest/index.ts') },
            { find: /^@sluice\/sdk\/testing$/, replacement: source('sdk/src/testing/index.ts') },
            { find: /^@sluice\/runtime\/test-run$/, replacement: source('runtime/src/test-run/index.ts') },
            { find: /^@sluice\/runtime\/column$/, replacement: source('runtime/src/column/index.ts') },
            { find: /^@sluice\/runtime\/executor$/, replacement: source('runtime/src/executor/index.ts') },
          ],
        },
        test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'] },
      },
      {
        test: {
          name: 'end-to-end',
          include: ['test/**/*.test.ts', 'examples/*/test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...leftOut],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
