import { type Command, InvalidArgumentError, Option } from 'commander';
import { inputFormats } from '../rows/formats.ts';

/** Adds the options of commands that read rows: which column a parameter takes, and how the rows are written. */
export function readsRows(command: Command, written: string): Command {
  return command
    .option(
      '--arg <parameter=column>',
      'the column that a parameter takes, where it is not called so',
      collect,
      [],
    )
    .option('--set <parameter=value>', 'one value for all rows, written as in a cell of CSV', collect, [])
    .addOption(new Option('--from <format>', written).choices(inputFormats))
    .option(
      '--delimiter <character>',
      'between the cells of CSV; otherwise a comma, and a tab in .tsv',
      parseDelimiter,
    )
    .option(
      '--group-by <columns>',
      'of an aggregate: a result for each of their values, separated by commas',
      (text) => text.split(','),
    );
}

/** An option that may be given several times. */
function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

/** What is between the cells of CSV. */
function parseDelimiter(text: string): string {
  const delimiter = text === '\\t' ? '\t' : text;
  if ([...delimiter].length !== 1 || /["\r\n]/.test(delimiter)) {
    throw new InvalidArgumentError('It must be one character, such as ; or \\t.');
  }
  return delimiter;
}
