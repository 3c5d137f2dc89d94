import { type DeclareCommand, outOption } from './command.ts';

export const declareList: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('list')
    .description('print the functions of a package, or of a folder that was built')
    .argument('[dir]', "the package's folder, or one that holds a udf.json", '.')
    .option(...outOption)
    .option('--json', 'print the models, as in udf.json')
    .action(async (dir: string, options: { out: string; json?: boolean }) => {
      const { runList } = await import('../commands/list.ts');
      finish(await runList(dir, options, terminal));
    });
};
