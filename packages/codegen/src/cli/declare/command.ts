import { type Command, InvalidArgumentError } from 'commander';
import type { Terminal } from '../terminal.ts';

/**
 * Adds one command to the program: its name, its arguments and its help. The work is a module of `../commands/` that its
 * action imports, so that help loads nothing but these declarations.
 */
export type DeclareCommand = (program: Command, session: CommandSession) => void;

/** What the action of a command is given. */
export interface CommandSession {
  readonly terminal: Terminal;
  /** Says what the process ends with. Without it, that all went well. */
  finish(exitCode: number): void;
}

/** The option of all commands that read a package's sources. */
export const outOption = [
  '--out <folder>',
  'where the build is written, relative to the package',
  'dist',
] as const;

/** The argument of commands that read sources and what was built of them alike. */
export const packageArgument = [
  '[package]',
  "the package's folder, one that holds a udf.json, or the name of an installed package",
  '.',
] as const;

/** The option of commands that fail where there is something wrong. */
export const maxWarningsOption: readonly [string, string, (text: string) => number] = [
  '--max-warnings <count>',
  'fail where there are more warnings than this',
  parseCount,
];

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, such as 0.');
  return Number(text);
}
