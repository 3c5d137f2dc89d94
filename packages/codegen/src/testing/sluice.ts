import { run } from '../cli/run.ts';

/**
 * Runs a command line in a folder; gives what it ended with and what it wrote.
 *
 * @param answers What somebody at the terminal types, line by line, who then leaves; without them nobody is there.
 */
export async function sluice(
  args: readonly string[],
  workingDirectory: string,
  answers?: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const left = [...(answers ?? [])];
  const code = await run(args, {
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
    colour: false,
    workingDirectory,
    ...(answers === undefined
      ? {}
      : {
          async ask(question: string): Promise<string | undefined> {
            written.stderr += question;
            return left.shift();
          },
        }),
  });
  return { code, ...written };
}
