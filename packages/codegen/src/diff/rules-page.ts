import { type Level, type Rule, rules, unseen } from './rules.ts';

const levels: readonly (readonly [Level, string])[] = [
  [
    'major',
    'Breaking: somebody who uses the package as it was must change something, or gets other results.',
  ],
  ['minor', 'Something is promised, taken or given that was not, or calls go otherwise; nobody need act.'],
  ['patch', 'The same contract.'],
];

/** docs/diff.md: every rule of `sluice diff`, by level. */
export function renderRules(): string {
  const all: readonly (readonly [string, Rule])[] = Object.entries(rules);
  const sections = levels.map(([level, meaning]) => {
    const rows = all
      .filter(([, rule]) => rule.level === level)
      .map(([id, { message, why, affects }]) => `| \`${id}\` | ${cell(message)} | ${why} | ${affects} |`);
    return `## ${level}\n\n${meaning}\n\n| rule | a function, or its part | why | for whom |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  const notSeen = unseen.map((each) => `- ${each}`).join('\n');
  return `# What a change asks of the version number

The rules by which \`sluice diff\` compares two versions of a package, and by which \`sluice publish\` refuses a version
number that says less than the change. Below 1.0.0 a major change asks for the next minor number, any other for the next
patch number.

A parameter may take more than before, and a result may give less: the other way round breaks somebody. A type that only
grows wider is another SQL type all the same.

${sections.join('\n')}
## What is not seen

${notSeen}
`;
}

/** A message with its parameters in italics. */
function cell(message: string): string {
  return message.replace(/\{\{(\w+)\}\}/g, '_$1_');
}
