/** Asks a question as talk, and gives the line that is typed; undefined after Ctrl-C or Ctrl-D. */
export async function askOnTerminal(question: string): Promise<string | undefined> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    // After an answer it changes nothing: a promise settles once.
    lines.once('close', () => resolve(undefined));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
