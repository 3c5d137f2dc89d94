import { Option } from 'commander';
import { type DeclareCommand, outOption } from './command.ts';

const version =
  'a folder, a udf.json, a tarball, the name of an installed package, or a published version such as @acme/geo@1.0.0';

export const declareDiff: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('diff')
    .description('print what changed between two versions of a package, and what their numbers must say')
    .argument('<old>', version)
    .argument('[new]', 'the same, for the later one', '.')
    .option(...outOption)
    .addOption(
      new Option('--fail-on <level>', 'exit with 1 where a change is of this level or above').choices([
        'major',
        'minor',
        'patch',
      ]),
    )
    .option('--json', 'print the changes as JSON')
    .action(
      async (
        before: string,
        after: string,
        options: { out: string; failOn?: 'major' | 'minor' | 'patch'; json?: boolean },
      ) => {
        const { runDiff } = await import('../commands/diff.ts');
        finish(await runDiff(before, after, options, terminal));
      },
    );
};
