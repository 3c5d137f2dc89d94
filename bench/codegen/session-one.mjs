// A build session: builds a package, and again for each line of its input, which is the path of a file that has changed.
import { createInterface } from 'node:readline';
import { BuildSession } from '@sluice/codegen';

const session = new BuildSession(process.argv[2]);
const say = async (changed) => {
  const { diagnostics, output } = await session.build(changed);
  if (output === undefined) throw new Error(JSON.stringify(diagnostics));
  console.log(JSON.stringify({ changed: output.changed }));
};
await say();
for await (const path of createInterface(process.stdin)) await say([path]);
await session.close();
