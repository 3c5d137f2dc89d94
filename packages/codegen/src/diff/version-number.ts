import semver, { type SemVer } from 'semver';
import type { Level } from './rules.ts';

/** Undefined where a text is no version number (semver.org 2.0.0). */
export function parseVersion(text: string): SemVer | undefined {
  return semver.parse(text) ?? undefined;
}

/**
 * The lowest release after one that may have changes of a level. Below 1.0.0 npm's `^` takes the first number that is not 0
 * for the major one: 0.2.0 after 0.1.4, and 0.0.5 after 0.0.4. After a prerelease of 2.0.0 it is 2.0.0, whatever changed.
 */
export function lowestVersion(after: SemVer, level: Level): SemVer {
  // Of a prerelease, the next patch is its release.
  const next = after.prerelease.length > 0 ? 'patch' : after.major > 0 ? level : levelBelow1(after, level);
  return new semver.SemVer(after.version).inc(next);
}

function levelBelow1({ minor }: SemVer, level: Level): Level {
  return level === 'major' && minor > 0 ? 'minor' : 'patch';
}

/** Whether a version, or a prerelease of it, may have changes of a level beside an earlier one. */
export function allows(before: SemVer, after: SemVer, level: Level): boolean {
  // A prerelease of 2.0.0 may break what 2.0.0 may break.
  return after.compare(before) > 0 && after.compareMain(lowestVersion(before, level)) >= 0;
}

/**
 * Of published versions, the one that a new one continues: the highest release below it, or where there is none the
 * highest prerelease. A fix of 1.x goes on from 1.x though 2.x is there.
 */
export function previousOf(version: SemVer, published: readonly string[]): string | undefined {
  const valid = published.filter((text) => semver.valid(text) !== null);
  const below = semver.rsort(valid.filter((text) => semver.lt(text, version)));
  return below.find((text) => semver.prerelease(text) === null) ?? below[0];
}
