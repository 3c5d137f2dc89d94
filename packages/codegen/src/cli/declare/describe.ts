import { type DeclareCommand, outOption, packageArgument } from './command.ts';

export const declareDescribe: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('describe')
    .description(
      'print all about one function: its Arrow schema, what nulls do, its options, an example call',
    )
    .argument('[name]', "the function's SQL name; without it, every function")
    .argument(...packageArgument)
    .option(...outOption)
    .option('--json', 'print the model, as in udf.json')
    .action(async (name: string | undefined, where: string, options: { out: string; json?: boolean }) => {
      const { runDescribe } = await import('../commands/describe.ts');
      finish(await runDescribe(name, where, options, terminal));
    });
};
