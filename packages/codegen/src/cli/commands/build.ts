import { relative, resolve } from 'node:path';
import { build } from '../../build.ts';
import { formatSignature } from '../../signature.ts';
import { count, reportDiagnostics } from '../talk.ts';
import { exitCode, type Terminal } from '../terminal.ts';

/** `sluice build [dir]` */
export async function runBuild(
  folder: string,
  options: { readonly out: string },
  terminal: Terminal,
): Promise<number> {
  const root = resolve(terminal.workingDirectory, folder);
  const { diagnostics, output } = await build(root, { outDir: options.out });
  const code = reportDiagnostics(diagnostics, folder, terminal);
  if (output === undefined) return code === exitCode.ok ? exitCode.bug : code;
  const { manifest } = output;
  for (const model of manifest.udfs) terminal.stdout(`${formatSignature(model)}\n`);
  const bundle = resolve(output.folder, manifest.bundle.file);
  const path = relative(terminal.workingDirectory, bundle).replaceAll('\\', '/');
  terminal.stdout(`${path}\n`);
  const { bytes, minifiedBytes, ownMinifiedBytes } = output.size;
  terminal.stderr(
    `built ${count(manifest.udfs.length, 'function')}: ${formatBytes(bytes)}; ` +
      `minified ${formatBytes(minifiedBytes)}, of which ${formatBytes(ownMinifiedBytes)} are Sluice's\n`,
  );
  return code;
}

function formatBytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}
