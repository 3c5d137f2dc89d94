import { Option } from 'commander';
import { type DeclareCommand, outOption } from './command.ts';
import { againstText, allowOption } from './pack.ts';

interface Options {
  readonly out: string;
  readonly against: string;
  readonly compare: boolean;
  readonly allow?: string[];
  readonly tag?: string;
  readonly access?: string;
  readonly otp?: string;
  readonly provenance?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const declarePublish: DeclareCommand = (program, { terminal, finish }) => {
  const command = program
    .command('publish')
    .description('check what would be published, and have npm publish it')
    .usage('[options] [dir] [-- <options of npm publish>]')
    .argument('[dir]', "the package's folder, the working directory without it")
    .argument('[npm...]', 'after --, options that npm publish is given as they are')
    .option(...outOption)
    .option('--against <version>', againstText, 'latest')
    .option('--no-compare', "do not check the version's number")
    .option(...allowOption)
    .option('--tag <tag>', "as npm's: what the version is to be called, latest without it")
    .addOption(
      new Option('--access <access>', "as npm's: who may install a scoped package").choices([
        'public',
        'restricted',
      ]),
    )
    .option('--otp <code>', "as npm's: a one-time password")
    .option('--provenance', "as npm's: link the package to the CI run that publishes it")
    .option('--dry-run', 'check all, and publish nothing')
    .option('--json', 'print diagnostics, what was published and what has changed as JSON')
    .action(async (dir: string | undefined, npm: string[], options: Options) => {
      // What follows -- begins with an option; commander takes the first of it for the folder where none is given.
      const given = [...(dir === undefined ? [] : [dir]), ...npm];
      const [first] = given;
      const here = first === undefined || first.startsWith('-');
      const flags = here ? given : given.slice(1);
      const stray = flags[0];
      if (stray !== undefined && !stray.startsWith('-')) {
        command.error(`error: '${stray}' is a second folder: write options of npm after --`);
      }
      const { runPublish } = await import('../commands/publish.ts');
      finish(await runPublish(here ? '.' : first, { ...options, npmFlags: flags }, terminal));
    });
};
