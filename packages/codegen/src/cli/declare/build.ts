import { Option } from 'commander';
import { type DeclareCommand, maxWarningsOption, outOption } from './command.ts';

interface Options {
  readonly out: string;
  readonly watch?: boolean;
  readonly verify?: boolean;
  readonly maxWarnings?: number;
  readonly json?: boolean;
}

export const declareBuild: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('build')
    .description('check a package and write its adapters, its bundle and its manifest')
    .argument('[dir]', "the package's folder", '.')
    .option(...outOption)
    .option('-w, --watch', 'build again whenever a file changes, until interrupted')
    .addOption(
      new Option(
        '--verify',
        'write nothing, and fail where what is built is not what the sources give',
      ).conflicts('watch'),
    )
    .option(...maxWarningsOption)
    .option('--json', 'print diagnostics and what was written as JSON; with --watch, a line for each build')
    .action(async (dir: string, options: Options) => {
      if (options.watch === true) {
        const { runWatch } = await import('../commands/watch-build.ts');
        finish(await runWatch(dir, options, terminal));
        return;
      }
      const { runBuild, runVerify } = await import('../commands/build.ts');
      finish(await (options.verify === true ? runVerify : runBuild)(dir, options, terminal));
    });
};
