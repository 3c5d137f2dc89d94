import { type DeclareCommand, outOption } from './command.ts';

export const declareBuild: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('build')
    .description('check a package and write its adapters, its bundle and its manifest')
    .argument('[dir]', "the package's folder", '.')
    .option(...outOption)
    .action(async (dir: string, options: { out: string }) => {
      const { runBuild } = await import('../commands/build.ts');
      finish(await runBuild(dir, options, terminal));
    });
};
