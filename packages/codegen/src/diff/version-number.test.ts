import type { SemVer } from 'semver';
import { expect, it } from 'vitest';
import type { Level } from './rules.ts';
import { allows, lowestVersion, parseVersion, previousOf } from './version-number.ts';

function version(text: string): SemVer {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

it('orders versions as semver.org does', () => {
  const ordered = [
    '0.0.1',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.10',
    '1.2.0',
    '2.0.0',
  ];
  const sorted = [...ordered].reverse().sort((a, b) => version(a).compare(version(b)));
  expect(sorted).toEqual(ordered);
});

it.each(['', '1', '1.0', 'latest', '1.0.0.0', '^1.0.0'])('takes %j for no version', (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

it('leaves build metadata aside', () => {
  expect(version('v1.2.3-rc.1+build.5').version).toBe('1.2.3-rc.1');
});

it.each<[string, Level, string]>([
  ['1.2.3', 'major', '2.0.0'],
  ['1.2.3', 'minor', '1.3.0'],
  ['1.2.3', 'patch', '1.2.4'],
  ['0.2.3', 'major', '0.3.0'],
  ['0.2.3', 'minor', '0.2.4'],
  ['0.2.3', 'patch', '0.2.4'],
  ['0.0.3', 'major', '0.0.4'],
  ['2.0.0-beta.1', 'major', '2.0.0'],
])('after %s a %s change makes at least %s', (before, level, lowest) => {
  expect(lowestVersion(version(before), level).version).toBe(lowest);
});

it.each<[string, string, Level, boolean]>([
  ['1.0.0', '1.0.1', 'major', false],
  ['1.0.0', '1.1.0', 'major', false],
  ['1.0.0', '2.0.0', 'major', true],
  ['1.0.0', '2.0.0-beta.1', 'major', true],
  ['1.0.0', '1.0.1', 'minor', false],
  ['1.0.0', '1.1.0', 'minor', true],
  ['1.0.0', '3.0.0', 'patch', true],
  ['1.0.0', '1.0.0', 'patch', false],
  ['2.0.0-beta.1', '2.0.0-beta.2', 'major', true],
  ['2.0.0-beta.1', '2.0.0', 'major', true],
  ['0.1.0', '0.1.1', 'major', false],
  ['0.1.0', '0.2.0', 'major', true],
  ['0.1.0', '1.0.0', 'major', true],
])('from %s to %s a %s change is allowed: %s', (before, after, level, allowed) => {
  expect(allows(version(before), version(after), level)).toBe(allowed);
});

it.each([
  ['1.0.1', ['1.0.0', '2.0.0', '2.1.0'], '1.0.0'],
  ['2.2.0', ['1.0.0', '2.0.0', '2.1.0', '3.0.0-beta.1'], '2.1.0'],
  ['2.0.0-beta.2', ['1.9.0', '2.0.0-beta.1'], '1.9.0'],
  ['1.0.0', ['1.0.0-beta.1', '1.0.0-beta.2'], '1.0.0-beta.2'],
  ['1.0.0', ['1.0.0', 'not a version'], undefined],
])('%s goes on from the right one of %j', (next, published, previous) => {
  expect(previousOf(version(next), published)).toBe(previous);
});
