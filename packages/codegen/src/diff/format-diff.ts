import type { FunctionDiff, PackageDiff } from './diff.ts';
import type { Change } from './rules.ts';
import { lowestVersion, parseVersion } from './version-number.ts';

/** A comparison for a person to read, function by function, the largest change of each first. */
export function formatDiff(diff: PackageDiff): string {
  const { from, to, level, changes, functions } = diff;
  const name = from.name === to.name ? from.name : `${from.name} → ${to.name}`;
  const head = `${name} ${from.version} → ${to.version}: ${level ?? 'no change'}`;
  const blocks = [
    ...(changes.length === 0 ? [] : [['the package', ...changes.flatMap(changeLines)]]),
    ...functions.map(functionLines),
  ];
  const body = blocks.map((lines) => `\n${lines.join('\n')}\n`).join('');
  return `${head}\n${body}\n${footLines(diff).join('\n')}\n`;
}

function functionLines({ before, after, changes, declarations }: FunctionDiff): readonly string[] {
  const signature =
    before === null
      ? [`+ ${after}`]
      : after === null
        ? [`- ${before}`]
        : before === after
          ? [`  ${before}`]
          : [`- ${before}`, `+ ${after}`];
  const again = declarations.length === 0 ? [] : [`    declare again: ${declarations.join(', ')}`];
  return [...signature, ...changes.flatMap(changeLines), ...again];
}

function changeLines({ level, rule, message, why, affects }: Change): readonly string[] {
  const whom = affects === 'nobody' ? '' : ` (${affects})`;
  return [`    ${level}  ${message} [${rule}]`, `           ${why}${whom}`];
}

function footLines({ from, level, unseen }: PackageDiff): readonly string[] {
  const before = parseVersion(from.version);
  const next =
    level === null || before === undefined ? [] : [`next: ${lowestVersion(before, level).version} or later`];
  return [...next, 'not seen:', ...unseen.map((each) => `    ${each}`)];
}
