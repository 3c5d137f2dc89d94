import { compareText } from './diagnostic.ts';
import { type ExamplePackage, explanations } from './explanations.ts';
import { type DiagnosticCode, diagnosticTable } from './table.ts';

/** The pages of docs/diagnostics, by file name: one for each code, and `README.md`, which lists them. */
export function renderPages(): ReadonlyMap<string, string> {
  // The keys of the table are its codes.
  const codes = (Object.keys(diagnosticTable) as DiagnosticCode[]).sort(compareText);
  return new Map([
    ['README.md', renderIndex(codes)],
    ...codes.map((code) => [`${code}.md`, renderPage(code)] as const),
  ]);
}

function renderIndex(codes: readonly DiagnosticCode[]): string {
  const lines = codes.map((code) => `- [${code}](${code}.md): ${messageOf(code)}`);
  return `# Diagnostics\n\nWhat \`sluice\` may say of a package, by code.\n\n${lines.join('\n')}\n`;
}

function renderPage(code: DiagnosticCode): string {
  const { meaning, example, fixed } = explanations[code];
  return [
    `# ${code}`,
    `> ${diagnosticTable[code].severity}: ${messageOf(code)}`,
    meaning,
    '## What gives it',
    renderExample(example),
    '## Put right',
    renderExample(fixed),
    '[All diagnostics](README.md)',
  ]
    .join('\n\n')
    .concat('\n');
}

/** The message, with its parameters in italics. */
function messageOf(code: DiagnosticCode): string {
  const { message } = diagnosticTable[code];
  return message.replace(/</g, '&lt;').replace(/\{\{(\w+)\}\}/g, '_$1_');
}

function renderExample(example: string | ExamplePackage): string {
  if (typeof example === 'string') return fence('ts', example);
  const files = Object.entries(example.files).map(([path, contents]) => {
    if (contents === null) return `No \`${path}\`.`;
    return `\`${path}\`:\n\n${fence(path.split('.').at(-1) ?? '', contents)}`;
  });
  return [...files, fence('sh', example.command ?? 'sluice check')].join('\n\n');
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
