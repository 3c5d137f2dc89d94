import { InvalidArgumentError, Option } from 'commander';
import type { DevCommandOptions } from '../commands/dev.ts';
import { inputFormats } from '../rows/formats.ts';
import { type DeclareCommand, outOption } from './command.ts';
import { collect, parseDelimiter } from './row-options.ts';

export const declareDev: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('dev')
    .description('run a function on a sample, again after each change of its sources, and print what changed')
    .argument('<function>', 'its SQL name')
    .argument(
      '[sample]',
      'rows of CSV, JSON lines, Arrow or Parquet; - for the standard input; otherwise made up',
    )
    .option('-p, --package <package>', "the package's folder", '.')
    .option(...outOption)
    .option(
      '--arg <parameter=column>',
      'the column that a parameter takes, where it is not called so',
      collect,
      [],
    )
    .option('--set <parameter=value>', 'one value for all rows, written as in a cell of CSV', collect, [])
    .addOption(
      new Option(
        '--from <format>',
        "what the sample is written in; otherwise what the file's ending says",
      ).choices(inputFormats),
    )
    .option(
      '--delimiter <character>',
      'between the cells of CSV; otherwise a comma, and a tab in .tsv',
      parseDelimiter,
    )
    .option('--rows <count>', 'how many rows of the sample are taken', parseCount, 1000)
    .option(
      '--group-by <columns>',
      'of an aggregate: a result for each of their values, separated by commas',
      (text) => text.split(','),
    )
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
