import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../build.ts';
import { findPackage } from '../../find-package.ts';
import { manifestFile } from '../../manifest.ts';
import { PackageWatch, type WatchOptions } from '../../session/watch.ts';
import { progressText } from '../build-report.ts';
import { DevLoop, type DevMachine } from '../dev/dev-loop.ts';
import { readModels } from '../read-models.ts';
import type { Format } from '../rows/formats.ts';
import type { Chunk } from '../rows/read/chunk.ts';
import { type BindingOptions, UsageError } from '../running/bindings.ts';
import { openInputs } from '../running/inputs.ts';
import { grouped } from '../running/progress.ts';
import { reportRefusal } from '../running/refusal.ts';
import { StatusLine } from '../status-line.ts';
import { exitCode, type Terminal } from '../terminal.ts';
import { CLEAR, changeText } from './watch-build.ts';

/** Options of `sluice dev`. */
export interface DevCommandOptions extends BindingOptions {
  readonly package: string;
  readonly out: string;
  readonly from?: Format;
  readonly delimiter?: string;
  readonly rows: number;
  readonly groupBy?: readonly string[];
  readonly once?: boolean;
  readonly json?: boolean;
}

/** What the command uses of the machine, for tests. */
export type DevCommandMachine = Partial<Pick<WatchOptions, 'watchFiles' | 'clock'> & DevMachine>;

/** `sluice dev <function> [sample]` */
export async function runDev(
  name: string,
  sample: string | undefined,
  options: DevCommandOptions,
  terminal: Terminal,
  machine: DevCommandMachine = {},
): Promise<number> {
  const status = new StatusLine(terminal);
  try {
    const found = findPackage(options.package, terminal.workingDirectory);
    if (found === undefined) return (await readModels(options.package, options, terminal)).code;
    if (existsSync(join(found.folder, manifestFile))) {
      throw new UsageError(
        `${options.package} is what was built: give the folder of its package, with its sources`,
      );
    }
    const root = existsSync(found.folder) ? realpathSync(found.folder) : found.folder;
    const { groupBy = [], json = false, arg, set } = options;
    const rows = machine.rows ?? (await import('@sluice/runtime/rows'));
    const load = machine.load ?? (await import('@sluice/runtime')).load;
    const now = machine.now ?? (() => performance.now());
    const chunks = sample === undefined ? undefined : await readSample(sample, options, terminal);
    if (chunks === undefined && !json) {
      terminal.stderr(
        `no sample given: rows are made up for ${name}; give a file, or - for the standard input\n`,
      );
    }
    const dev = { name, root, arg, set, groupBy, json, sample: chunks };
    const loop = new DevLoop(dev, { load, rows, now }, terminal, status);
    const work = options.once === true ? once : watch;
    return await work(root, loop, options, terminal, status, machine);
  } catch (error) {
    status.clear();
    return reportRefusal(error, terminal);
  }
}

type Work = (
  root: string,
  loop: DevLoop,
  options: DevCommandOptions,
  terminal: Terminal,
  status: StatusLine,
  machine: DevCommandMachine,
) => Promise<number>;

const once: Work = async (root, loop, { out }, terminal, status) => {
  let interrupted = false;
  const release = terminal.onInterrupt?.(() => {
    interrupted = true;
    loop.abort();
  });
  try {
    const result = await build(root, {
      outDir: out,
      onProgress: (progress) => status.show(progressText(progress)),
    });
    status.clear();
    if (interrupted) return exitCode.cancelled;
    return await loop.start(result, []);
  } finally {
    release?.();
    await loop.close();
  }
};

const watch: Work = async (root, loop, { out, json }, terminal, status, machine) => {
  let failure: { readonly error: unknown } | undefined;
  const watched = new PackageWatch(root, {
    ...(machine.watchFiles === undefined ? {} : { watchFiles: machine.watchFiles }),
    ...(machine.clock === undefined ? {} : { clock: machine.clock }),
    outDir: out,
    onProgress(progress) {
      // The sources are others: what is running is of no use any more.
      loop.abort();
      status.show(progressText(progress));
    },
    onBuild(result, { files }) {
      status.clear();
      if (files.length > 0 && json !== true) {
        terminal.stderr(`${terminal.live === true ? CLEAR : '\n'}${changeText(files)}\n`);
      }
      // Not awaited: the next change ends it.
      loop.start(result, files).then(
        () => status.show('watching; Ctrl+C ends'),
        (error: unknown) => {
          failure = { error };
          void watched.close();
        },
      );
    },
  });
  const release = terminal.onInterrupt?.(() => void watched.close());
  try {
    await watched.ended;
  } finally {
    release?.();
    await loop.close().catch(() => undefined); // What it fails with is known by now.
    status.clear();
  }
  if (failure !== undefined) throw failure.error;
  return exitCode.ok;
};

/** The first rows of an input, read once. */
async function readSample(
  sample: string,
  { from, delimiter, rows: limit }: DevCommandOptions,
  terminal: Terminal,
): Promise<readonly Chunk[]> {
  const inputs = await openInputs([sample], { format: from, delimiter }, terminal);
  const chunks: Chunk[] = [];
  let count = 0;
  for await (const chunk of inputs.chunks()) {
    const left = limit - count;
    count += chunk.rowCount;
    chunks.push(chunk.rowCount <= left ? chunk : firstRows(chunk, left));
    if (count >= limit) {
      terminal.stderr(`the sample is the first ${grouped(limit)} rows; --rows takes more\n`);
      break;
    }
  }
  return chunks;
}

function firstRows(chunk: Chunk, rowCount: number): Chunk {
  return {
    ...chunk,
    rowCount,
    columns: chunk.columns.map((column) =>
      column.kind === 'arrow'
        ? { ...column, data: column.data.slice(0, rowCount) }
        : { ...column, cells: column.cells.slice(0, rowCount) },
    ) as Chunk['columns'], // of the same kinds
  };
}
