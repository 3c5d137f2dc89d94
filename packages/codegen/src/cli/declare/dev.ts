import { InvalidArgumentError } from 'commander';
import type { DevCommandOptions } from '../commands/dev.ts';
import { type DeclareCommand, outOption } from './command.ts';
import { readsRows } from './row-options.ts';

export const declareDev: DeclareCommand = (program, { terminal, finish }) => {
  const command = program
    .command('dev')
    .description('run a function on a sample, again after each change of its sources, and print what changed')
    .argument('<function>', 'its SQL name')
    .argument(
      '[sample]',
      'rows of CSV, JSON lines, Arrow or Parquet; - for the standard input; otherwise made up',
    )
    .option('-p, --package <package>', "the package's folder", '.')
    .option(...outOption);
  readsRows(command, "what the sample is written in; otherwise what the file's ending says")
    .option('--rows <count>', 'how many rows of the sample are taken', parseCount, 1000)
    .option('--once', 'build and run once')
    .option('--json', 'builds and runs as lines of JSON')
    .action(async (name: string, sample: string | undefined, options: DevCommandOptions) => {
      const { runDev } = await import('../commands/dev.ts');
      finish(await runDev(name, sample, options, terminal));
    });
};

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It must be a number from 1 to 9999999.');
  return Number(text);
}
