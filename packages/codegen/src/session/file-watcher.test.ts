import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeFiles, writePackage } from '../testing/fixture.ts';
import { watchFiles } from './file-watcher.ts';

it('tells of files that are added, changed and removed, and not of what is hidden, installed or built', async () => {
  const folder = writePackage({
    'src/a.ts': '1',
    'dist/a.js': '1',
    'node_modules/x/x.ts': '1',
    '.git/HEAD': '1',
  });
  const told: string[] = [];
  let wake: () => void = () => undefined;
  const watcher = await watchFiles(
    { root: folder, outDir: 'dist' },
    {
      changed(path) {
        told.push(path);
        wake();
      },
      failed(error) {
        throw error;
      },
    },
  );
  onTestFinished(() => watcher.close());
  /** Waits for a file to be told, and gives all that were. */
  const toldUntil = async (path: string): Promise<ReadonlySet<string>> => {
    while (!told.includes(join(folder, path))) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return new Set(told.splice(0));
  };
  const paths = (...names: string[]): ReadonlySet<string> => new Set(names.map((name) => join(folder, name)));

  // What is not to be told is written first: it would be told before what is.
  writeFiles(folder, { 'dist/a.js': '2', 'node_modules/x/x.ts': '2', '.git/HEAD': '2', 'src/new/b.ts': '1' });
  expect(await toldUntil('src/new/b.ts')).toEqual(paths('src/new/b.ts'));
  writeFiles(folder, { 'src/a.ts': '2' });
  expect(await toldUntil('src/a.ts')).toEqual(paths('src/a.ts'));
  rmSync(join(folder, 'src/a.ts'));
  expect(await toldUntil('src/a.ts')).toEqual(paths('src/a.ts'));
});
