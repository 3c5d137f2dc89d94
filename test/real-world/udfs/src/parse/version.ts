import { type Int32, udf } from '@sluice/sdk';
import semver from 'semver';

export const satisfies = udf({ deterministic: true }, (version: string, range: string): boolean | null =>
  semver.valid(version) === null ? null : semver.satisfies(version, range),
);

export const versionParts = udf(
  { deterministic: true },
  (version: string): { major: Int32; minor: Int32; patch: Int32; prerelease: string[] } | null => {
    const parsed = semver.parse(version);
    if (parsed === null) return null;
    const { major, minor, patch, prerelease } = parsed;
    return { major, minor, patch, prerelease: prerelease.map(String) };
  },
);
