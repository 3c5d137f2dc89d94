import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writePackage } from './support/package.ts';

const sluice = fileURLToPath(new URL('../packages/codegen/dist/cli/main.js', import.meta.url));

const SOURCE = `import { aggregate, udf } from '@sluice/sdk';

export const sync = udf({}, (text: string): string => {
  throw new TypeError(text); // 4
});

export const uncaught = udf({ async: true }, async (text: string): Promise<string> => {
  setImmediate(() => {
    throw new Error(text); // 9
  });
  return await new Promise(() => {});
});

@aggregate()
export class Total {
  init(): { sum: number } {
    return { sum: 0 };
  }
  accumulate(state: { sum: number }, value: number): void {
    if (value < 0) throw new RangeError('negative'); // 20
    state.sum += value;
  }
  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }
  finish({ sum }: { sum: number }): number {
    return sum;
  }
}
`;

const folder = writePackage('cli-positions', {
  'src/udfs.ts': SOURCE,
  'rows.ndjson': '{"text":"no","value":-1}\n',
});

it.each([
  ['a row', ['sync'], 'src/udfs.ts:4:9'],
  ['a row of an aggregate', ['total'], 'src/udfs.ts:20:26'],
  ['a group of an aggregate', ['total', '--on-error', 'capture'], 'negative (src/udfs.ts:20:26)'],
  ['an error that nobody caught', ['uncaught'], '(src/udfs.ts:9:11)'],
])("sluice run names the author's line: %s", (_, args, place) => {
  const command = [sluice, 'run', args[0] as string, join(folder, 'rows.ndjson'), ...args.slice(1)];
  const { stderr, status } = spawnSync(process.execPath, command, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });

  expect(stderr).toContain(place);
  expect(stderr).not.toContain(`${folder}/src`);
  expect(status).toBe(1);
});
