import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NpmResult, npmProblem, runNpm } from './npm.ts';
import { type PackedFiles, readTarball } from './tarball.ts';

/** What npm gave, or in a few words why it gave nothing. */
export type Answer<Value> = { readonly value: Value } | { readonly problem: string };

/** A package's tarball, as npm made or fetched it. */
export interface Tarball {
  /** `acme-geo-1.0.0.tgz` */
  readonly name: string;
  readonly bytes: Buffer;
  readonly files: PackedFiles;
}

/**
 * What `npm pack` gives: of a folder, without a spec, or of a published version.
 *
 * @param flags more of npm's own, such as `--registry`
 */
export function npmPack(
  cwd: string,
  spec: string | undefined,
  flags: readonly string[] = [],
): Promise<Answer<Tarball>> {
  return inTemporaryFolder(async (folder) => {
    const what = spec === undefined ? [] : [spec, '--prefer-online'];
    const result = await runNpm(['pack', ...what, '--pack-destination', folder, ...flags], { cwd });
    const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
    if (result.code !== 0 || name === undefined) return { problem: npmProblem(result) };
    const bytes = readFileSync(join(folder, name));
    const files = tryReadTarball(bytes);
    return 'problem' in files ? files : { value: { name, bytes, files: files.value } };
  });
}

/** The versions of a package that the registry has; none where it does not know the package. */
export async function publishedVersions(
  name: string,
  cwd: string,
  flags: readonly string[] = [],
): Promise<Answer<readonly string[]>> {
  const result = await runNpm(['view', name, 'versions', '--json', ...flags], { cwd });
  if (result.code !== 0) return isUnknown(result) ? { value: [] } : { problem: npmProblem(result) };
  try {
    const versions: unknown = result.stdout.trim() === '' ? [] : JSON.parse(result.stdout);
    // Of a single one npm gives the text alone.
    return { value: Array.isArray(versions) ? versions.map(String) : [String(versions)] };
  } catch {
    return { problem: 'it gave no JSON' }; // JSON.parse throws nothing but SyntaxError.
  }
}

/** The files of a tarball that comes from elsewhere, and may be none. */
export function tryReadTarball(bytes: Uint8Array): Answer<PackedFiles> {
  try {
    return { value: readTarball(bytes) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isUnknown({ stdout, stderr }: NpmResult): boolean {
  return /\bE404\b/.test(`${stdout}\n${stderr}`);
}

/** Calls with a new folder, which is gone when that has settled. */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
