import type { CheckCommandOptions } from '../commands/check.ts';
import { type DeclareCommand, maxWarningsOption, outOption } from './command.ts';

export const declareCheck: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('check')
    .description('prove that every function of a package maps to Arrow and can be bundled, and write nothing')
    .argument('[dir]', "the package's folder", '.')
    .option(...outOption)
    .option('--fix', 'make the edits that are certain to be meant, and check again')
    .option(...maxWarningsOption)
    .option('--json', 'print diagnostics, with their fixes and suggestions, and models as JSON')
    .action(async (dir: string, options: CheckCommandOptions) => {
      const { runCheck } = await import('../commands/check.ts');
      finish(await runCheck(dir, options, terminal));
    });
};
