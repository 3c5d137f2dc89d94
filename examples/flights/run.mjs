// Builds the functions with the sluice command, compiles the job, and runs it.
import { spawnSync } from 'node:child_process';

const node = (...args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', cwd: import.meta.dirname });
  if (status !== 0) process.exit(status ?? 1);
};
node('node_modules/typescript/bin/tsc', '-b');
node('node_modules/@sluice/codegen/dist/cli/main.js', 'build');
node('dist/main.js');
