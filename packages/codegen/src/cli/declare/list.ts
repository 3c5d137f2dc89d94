import { type DeclareCommand, outOption, packageArgument } from './command.ts';

export const declareList: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('list')
    .description('print the functions of a package, of a folder that was built, or of an installed package')
    .argument(...packageArgument)
    .option(...outOption)
    .option('--json', 'print the models, as in udf.json')
    .action(async (where: string, options: { out: string; json?: boolean }) => {
      const { runList } = await import('../commands/list.ts');
      finish(await runList(where, options, terminal));
    });
};
