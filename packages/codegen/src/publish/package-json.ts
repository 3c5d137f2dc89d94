import type { SourceSpan } from '../diagnostics/diagnostic.ts';
import { wholeFile } from '../diagnostics/diagnostic.ts';

/** What publication reads of a package.json. npm has read it before us: its name and version are good. */
export interface PublishedPackageJson {
  readonly name: string;
  readonly version: string;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
}

/** Where a package.json says its version. */
export function versionSpan(text: string): SourceSpan {
  const match =
    /^\s*(?:\{\s*)?"version"\s*:\s*("[^"]*")/m.exec(text) ?? /"version"\s*:\s*("[^"]*")/.exec(text);
  const value = match?.[1];
  if (match === null || value === undefined) return wholeFile('package.json');
  const lines = text.slice(0, match.index + match[0].length - value.length).split('\n');
  return {
    file: 'package.json',
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
    length: value.length,
  };
}

/**
 * What tells npm where and as whom it publishes: the registries of `publishConfig`, over which go those of the command line.
 *
 * @param flags what npm is given on the command line
 */
export function registryFlags(
  { publishConfig = {} }: PublishedPackageJson,
  flags: readonly string[],
): readonly string[] {
  const configured = Object.entries(publishConfig).flatMap(([key, value]) =>
    /^(@[^:]+:)?registry$/.test(key) ? [`--${key}=${String(value)}`] : [],
  );
  const given = flags.flatMap((flag, index) => {
    if (!/^--((@[^:]+:)?registry|userconfig|globalconfig|cache)(=|$)/.test(flag)) return [];
    return flag.includes('=') ? [flag] : [flag, flags[index + 1] ?? ''];
  });
  return [...configured, ...given];
}
