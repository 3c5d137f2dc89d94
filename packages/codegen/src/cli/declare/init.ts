import { Option } from 'commander';
import { type TemplateName, templateNames } from '../../init/templates.ts';
import type { DeclareCommand } from './command.ts';

export const declareInit: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('init')
    .description('write a package that builds, tests and runs at once')
    .argument('[dir]', 'its folder, empty or not there yet', '.')
    .addOption(
      new Option('--template <name>', 'what it starts from; asked for on a terminal, otherwise sync').choices(
        templateNames,
      ),
    )
    .option('--name <name>', "the package's name; asked for on a terminal, otherwise that of the folder")
    .option('--force', 'write even where the folder is not empty, over files of the same names')
    .action(async (dir: string, options: { template?: TemplateName; name?: string; force?: boolean }) => {
      const { runInit } = await import('../commands/init.ts');
      finish(await runInit(dir, options, terminal));
    });
};
