import { Command, CommanderError } from 'commander';
import { readVersion } from '../version.ts';
import type { CommandSession } from './declare/command.ts';
import { commands } from './declare/index.ts';
import { exitCode, type Terminal } from './terminal.ts';

/**
 * Runs a command line, without the program's own name: `['check', 'my-udfs']`.
 * What is heavy is imported by the command that needs it: help must come at once. Commands are listed in `declare/`.
 *
 * @returns the exit code
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = exitCode.ok;
  const program = createProgram({
    terminal,
    finish(result) {
      code = result;
    },
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
    return reportFailure(error, terminal);
  }
}

function createProgram(session: CommandSession): Command {
  const { terminal } = session;
  const program = new Command('sluice')
    .description('Compiles decorated TypeScript functions for engines that speak Arrow.')
    .version(readVersion())
    .showHelpAfterError('(sluice --help tells more)')
    .exitOverride()
    .configureOutput({ writeOut: terminal.stdout, writeErr: terminal.stderr });
  for (const declare of commands) declare(program, session);
  return program;
}

/** A disk that is full or a folder that may not be written is the user's to mend; anything else is ours. */
function reportFailure(error: unknown, terminal: Terminal): number {
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    terminal.stderr(`sluice: ${error.message}\n`);
    return exitCode.diagnostics;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.stderr(`sluice: this is a bug in Sluice; please report it with what follows\n${stack}\n`);
  return exitCode.bug;
}
