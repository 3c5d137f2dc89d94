import { Argument, InvalidArgumentError } from 'commander';
import { type EngineName, engineNames } from '../../ddl/names.ts';
import { type DeclareCommand, outOption, packageArgument } from './command.ts';

export const declareDdl: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('ddl')
    .description('print the statements or the configuration with which an engine knows the functions')
    .addArgument(new Argument('<engine>', 'what is to call them').choices(engineNames))
    .argument(...packageArgument)
    .option(...outOption)
    .option('--only <name...>', 'these functions and no others')
    .option('--url <url>', 'where the Flight server is, for engines that call one', parseUrl)
    .option('--command <command>', 'what starts a ClickHouse worker, before the package and the function')
    .action(
      async (
        engine: EngineName,
        where: string,
        options: { out: string; only?: string[]; url?: string; command?: string },
      ) => {
        const { runDdl } = await import('../commands/ddl.ts');
        finish(await runDdl(engine, where, options, terminal));
      },
    );
};

function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^(https?|grpc(\+tls)?):\/\//.test(text)) {
    throw new InvalidArgumentError('It must be an address such as http://127.0.0.1:8815.');
  }
  return text;
}
