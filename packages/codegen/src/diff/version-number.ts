import type { Level } from './rules.ts';

/** A version number after semver.org 2.0.0, without its build metadata, which orders nothing. */
export interface VersionNumber {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** `['beta', '1']` of `2.0.0-beta.1`; empty for a release. */
  readonly prerelease: readonly string[];
}

const pattern = /^v?(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/;

/** Undefined where a text is no version number. */
export function parseVersion(text: string): VersionNumber | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease] = match;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    prerelease: prerelease?.split('.') ?? [],
  };
}

/** `2.0.0-beta.1` */
export function versionText({ major, minor, patch, prerelease }: VersionNumber): string {
  return `${major}.${minor}.${patch}${prerelease.length === 0 ? '' : `-${prerelease.join('.')}`}`;
}

/** Below 0 where the first comes before the second, 0 where they are the same. */
export function compareVersions(a: VersionNumber, b: VersionNumber): number {
  return compareReleases(a, b) || comparePrereleases(a.prerelease, b.prerelease);
}

function compareReleases(a: VersionNumber, b: VersionNumber): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left = '', right = ''] = [a[index], b[index]];
    if (left === right) continue;
    const numbers = [left, right].map((part) => /^\d+$/.test(part));
    if (numbers[0] && numbers[1]) return Number(left) - Number(right);
    if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/**
 * The lowest release after one that may have changes of a level. Below 1.0.0 npm's `^` takes the first number that is not 0
 * for the major one: 0.2.0 after 0.1.4, and 0.0.5 after 0.0.4. After a prerelease of 2.0.0 it is 2.0.0, whatever changed.
 */
export function lowestVersion(after: VersionNumber, level: Level): VersionNumber {
  const { major, minor, patch } = after;
  const prerelease: readonly string[] = [];
  if (after.prerelease.length > 0) return { major, minor, patch, prerelease };
  if (level === 'patch' || (major === 0 && (level === 'minor' || minor === 0))) {
    return { major, minor, patch: patch + 1, prerelease };
  }
  if (level === 'minor' || major === 0) return { major, minor: minor + 1, patch: 0, prerelease };
  return { major: major + 1, minor: 0, patch: 0, prerelease };
}

/** Whether a version, or a prerelease of it, may have changes of a level beside an earlier one. */
export function allows(before: VersionNumber, after: VersionNumber, level: Level): boolean {
  return (
    compareVersions(after, before) > 0 &&
    // A prerelease of 2.0.0 may break what 2.0.0 may break.
    compareReleases(after, lowestVersion(before, level)) >= 0
  );
}

/**
 * Of published versions, the one that a new one continues: the highest release below it, or where there is none the
 * highest prerelease. A fix of 1.x goes on from 1.x though 2.x is there.
 */
export function previousOf(version: VersionNumber, published: readonly string[]): string | undefined {
  const below = published
    .flatMap((text) => {
      const number = parseVersion(text);
      return number !== undefined && compareVersions(number, version) < 0 ? [{ text, number }] : [];
    })
    .sort((a, b) => compareVersions(b.number, a.number));
  return (below.find(({ number }) => number.prerelease.length === 0) ?? below[0])?.text;
}
