import { run } from '../cli/run.ts';

/** Runs a command line in a folder, without a terminal; gives what it ended with and what it wrote. */
export async function sluice(
  args: readonly string[],
  workingDirectory: string,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const code = await run(args, {
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
    colour: false,
    workingDirectory,
  });
  return { code, ...written };
}
