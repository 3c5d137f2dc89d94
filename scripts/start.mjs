// npm start: installs what is missing, builds, and runs the main job on real data.
import { join } from 'node:path';
import { build, ensureInstalled, mustRun, root } from './lib.mjs';

ensureInstalled();
build();
mustRun(process.execPath, ['run.mjs', ...process.argv.slice(2)], { cwd: join(root, 'examples', 'flights') });
