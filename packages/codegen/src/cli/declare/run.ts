import { Option } from 'commander';
import type { RunCommandOptions } from '../commands/run.ts';
import { outputFormats } from '../rows/formats.ts';
import { type DeclareCommand, outOption } from './command.ts';
import { readsRows } from './row-options.ts';

export const declareRun: DeclareCommand = (program, { terminal, finish }) => {
  const command = program
    .command('run')
    .description(
      'apply a function to rows of CSV, JSON lines, Arrow or Parquet, and write them with its result',
    )
    .argument('<function>', 'its SQL name; several scalar functions are separated by commas')
    .argument('[files...]', 'where the rows are; - or none for the standard input')
    .option(
      '-p, --package <package>',
      "the package's folder, one that holds a udf.json, or the name of an installed package",
      '.',
    )
    .option(...outOption);
  readsRows(command, "what the rows are written in; otherwise what a file's ending says")
    .addOption(
      new Option(
        '--to <format>',
        'what the results are written in; otherwise a table on a terminal, and elsewhere as the rows',
      ).choices(outputFormats),
    )
    .option('-o, --output <file>', 'write the results to a file, in the format that its ending says')
    .option('--as <name>', "the result's column; otherwise the function's name")
    .option('--only-result', "leave out the input's columns")
    .addOption(
      new Option(
        '--on-error <policy>',
        'what becomes of a row that fails; otherwise what the function says',
      ).choices(['fail', 'null', 'capture']),
    )
    .option('--json', 'errors and the summary as lines of JSON, on stderr')
    .action(async (names: string, files: string[], options: RunCommandOptions) => {
      const { runRun } = await import('../commands/run.ts');
      finish(await runRun(names.split(','), files, options, terminal));
    });
};
