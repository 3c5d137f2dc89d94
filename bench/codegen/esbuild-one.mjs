// esbuild alone: bundles an entry, and again for each line of its input.
import { createInterface } from 'node:readline';
import { context } from 'esbuild';

const [entry, outfile] = process.argv.slice(2);
const bundle = await context({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  sourcemap: true,
  logLevel: 'error',
});
const say = async () => {
  await bundle.rebuild();
  console.log('{}');
};
await say();
for await (const _ of createInterface(process.stdin)) await say();
await bundle.dispose();
