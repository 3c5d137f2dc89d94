import { type DeclareCommand, outOption } from './command.ts';

export const declareCheck: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('check')
    .description('prove that every function of a package maps to Arrow, and write nothing')
    .argument('[dir]', "the package's folder", '.')
    .option(...outOption)
    .action(async (dir: string, options: { out: string }) => {
      const { runCheck } = await import('../commands/check.ts');
      finish(runCheck(dir, options, terminal));
    });
};
