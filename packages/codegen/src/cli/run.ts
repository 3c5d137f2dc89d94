import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { exitCode, type Terminal } from './terminal.ts';

/**
 * Runs a command line, without the program's own name: `['check', 'my-udfs']`.
 * What is heavy is imported by the command that needs it: help must come at once.
 *
 * @returns the exit code
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = exitCode.ok;
  const program = createProgram(terminal, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
    return reportFailure(error, terminal);
  }
}

function createProgram(terminal: Terminal, finish: (code: number) => void): Command {
  const program = new Command('sluice')
    .description('Compiles decorated TypeScript functions for engines that speak Arrow.')
    .version(readVersion())
    .showHelpAfterError('(sluice --help tells more)')
    .exitOverride()
    .configureOutput({ writeOut: terminal.stdout, writeErr: terminal.stderr });
  const out = ['--out <folder>', 'where the build is written, relative to the package', 'dist'] as const;

  program
    .command('check')
    .description('prove that every function of a package maps to Arrow, and write nothing')
    .argument('[dir]', "the package's folder", '.')
    .option(...out)
    .action(async (dir: string, options: { out: string }) => {
      const { runCheck } = await import('./commands/check.ts');
      finish(runCheck(dir, options, terminal));
    });
  program
    .command('build')
    .description('check a package and write its adapters, its bundle and its manifest')
    .argument('[dir]', "the package's folder", '.')
    .option(...out)
    .action(async (dir: string, options: { out: string }) => {
      const { runBuild } = await import('./commands/build.ts');
      finish(await runBuild(dir, options, terminal));
    });
  program
    .command('list')
    .description('print the functions of a package, or of a folder that was built')
    .argument('[dir]', "the package's folder, or one that holds a udf.json", '.')
    .option(...out)
    .option('--json', 'print the models, as in udf.json')
    .action(async (dir: string, options: { out: string; json?: boolean }) => {
      const { runList } = await import('./commands/list.ts');
      finish(await runList(dir, options, terminal));
    });
  return program;
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
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
