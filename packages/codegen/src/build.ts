import {
  type BuildOptions,
  type BuildResult,
  BuildSession,
  type VerifyResult,
} from './session/build-session.ts';

/**
 * Checks a package and writes its adapters (`adapters/*.ts`), its bundle (`udfs.mjs` and its map) and its manifest
 * (`udf.json`). The same sources give the same bytes, whenever and wherever they are built.
 *
 * @example
 * ```ts
 * const { diagnostics, output } = await build('./my-udfs');
 * ```
 */
export function build(folder: string, options: BuildOptions = {}): Promise<BuildResult> {
  return inSession(folder, options, (session) => session.build());
}

/**
 * Checks a package, and that what is built of it is what its sources give, byte by byte. Writes nothing.
 *
 * @example
 * ```ts
 * const { diagnostics } = await verify('./my-udfs');
 * const stale = diagnostics.some(({ code }) => code === 'stale-output');
 * ```
 */
export function verify(folder: string, options: BuildOptions = {}): Promise<VerifyResult> {
  return inSession(folder, options, (session) => session.verify());
}

async function inSession<T>(
  folder: string,
  options: BuildOptions,
  use: (session: BuildSession) => Promise<T>,
): Promise<T> {
  const session = new BuildSession(folder, options);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}
