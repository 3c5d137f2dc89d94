import { type DeclareCommand, outOption } from './command.ts';

/** Options that packing and publishing share. */
export const againstText =
  "what the version's number is checked against: latest, the published version that it goes on from, or whatever sluice diff takes";

export const allowOption = [
  '--allow <file...>',
  'files that a check may name: they hold no secret, or are never read',
] as const;

export const declarePack: DeclareCommand = (program, { terminal, finish }) => {
  program
    .command('pack')
    .description('check what would be published, and write its tarball')
    .argument('[dir]', "the package's folder", '.')
    .option(...outOption)
    .option('--to <folder>', 'where the tarball is written', '.')
    .option('--against <version>', againstText)
    .option(...allowOption)
    .option('--json', 'print diagnostics, what was packed and what has changed as JSON')
    .action(
      async (
        dir: string,
        options: { out: string; to: string; against?: string; allow?: string[]; json?: boolean },
      ) => {
        const { runPack } = await import('../commands/pack.ts');
        finish(await runPack(dir, options, terminal));
      },
    );
};
