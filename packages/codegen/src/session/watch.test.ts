import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FakeMachine } from '../testing/fake-machine.ts';
import { writeFiles, writePackage } from '../testing/fixture.ts';
import { PackageWatch, type WatchedChange } from './watch.ts';

const source = (type: string): string =>
  `import { udf } from '@sluice/sdk';\nexport const f = udf({}, (x: ${type}): number => 1);\n`;

/** A package that is watched on a machine of its own, and what its builds gave. */
function watched(folder: string = writePackage({ 'src/a.ts': source('number') })) {
  const machine = new FakeMachine();
  const builds: { readonly codes: readonly string[]; readonly change: WatchedChange }[] = [];
  let built: () => void = () => undefined;
  const watch = new PackageWatch(folder, {
    ...machine,
    onBuild({ diagnostics }, change) {
      builds.push({ codes: diagnostics.map(({ code }) => code), change });
      built();
    },
  });
  watch.ended.catch(() => undefined); // The tests in which it fails look at it themselves.
  onTestFinished(() => watch.close().catch(() => undefined));
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      built = resolve;
    });
  return { folder, machine, watch, builds, first: next(), next };
}

it('builds at once, and again when the files that changed are at rest', async () => {
  const { folder, machine, builds, first, next } = watched();
  await first;
  expect(builds).toEqual([{ codes: [], change: { files: [], elapsedMs: 0 } }]);

  const second = next();
  writeFiles(folder, { 'src/a.ts': source('any'), 'src/b.ts': 'export {};\n' });
  machine.change(join(folder, 'src/b.ts'));
  machine.advance(20);
  machine.change(join(folder, 'src/a.ts'));
  machine.advance(29);
  expect(machine.timers).toBe(1);
  machine.advance(1);
  await second;
  expect(builds[1]).toEqual({
    codes: ['any-type'],
    change: { files: ['src/a.ts', 'src/b.ts'], elapsedMs: 0 },
  });
});

it('builds what changed while it was building next', async () => {
  const { folder, machine, builds, first, next } = watched();
  await machine.started;
  writeFiles(folder, { 'src/a.ts': source('any') });
  machine.change(join(folder, 'src/a.ts'));
  machine.advance(30);
  await first;
  await next();
  expect(builds.map(({ change }) => change.files)).toEqual([[], ['src/a.ts']]);
});

it('ends when it is closed, after the build that is running, and lets go of the files', async () => {
  const { machine, watch, builds } = watched();
  await machine.started;
  await watch.close();
  expect(builds).toHaveLength(1);
  expect({ open: machine.open, timers: machine.timers }).toEqual({ open: 0, timers: 0 });
});

it('says that there is no such folder, and ends', async () => {
  const { watch, builds, machine } = watched(join(writePackage({}), 'nowhere'));
  await watch.ended;
  expect(builds.map(({ codes }) => codes)).toEqual([['folder-not-found']]);
  expect(machine.open).toBe(0);
});

it('fails when the system gives no more watches', async () => {
  const { watch, machine, first } = watched();
  await first;
  machine.fail(new Error('ENOSPC: no space left'));
  await expect(watch.ended).rejects.toThrow('ENOSPC');
  expect(machine.open).toBe(0);
});

it('fails with what no source can mend', async () => {
  const { watch } = watched(writePackage({ 'src/a.ts': source('number'), dist: 'a file' }));
  await expect(watch.ended).rejects.toThrow(/^E[A-Z]+: .*dist/);
});

it('ends without a word when the build that is running fails once it is closed', async () => {
  const { watch, machine } = watched(writePackage({ 'src/a.ts': source('number'), dist: 'a file' }));
  await machine.started;
  void watch.close();
  await expect(watch.ended).resolves.toBeUndefined();
});
