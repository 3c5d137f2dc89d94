import { nearestName } from '@sluice/sdk/manifest';
import { type SourceFile, SyntaxKind } from 'ts-morph';
import { fixOf, replaceSpan } from '../fix/edits.ts';
import { relativePath } from '../paths.ts';
import type { LoadedPackage } from '../project.ts';
import { createSink, type Diagnostic, type SourceSpan } from './diagnostic.ts';
import { spanAt } from './position.ts';
import { diagnosticTable } from './table.ts';

/** `// sluice-ignore top-level-effect: the metrics are shared` */
const comment = /\/[/*][ \t]*sluice-ignore\b[ \t]*([a-z][a-z ,\t-]*)?(?:[:*\r\n]|$)/g;

/** Tokens in which the words of a comment are none. */
const literals: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateTail,
  SyntaxKind.JsxText,
  SyntaxKind.RegularExpressionLiteral,
]);

/** A comment that silences warnings of one line. */
interface Ignore {
  readonly source: SourceFile;
  readonly file: string;
  /** The line that it silences: its own, or where nothing else stands there the next one of code. */
  readonly line: number;
  readonly start: number;
  readonly codes: readonly string[];
  readonly used: Set<string>;
}

/**
 * Takes out the warnings that comments of the sources silence, where they stand or where what they warn of does.
 *
 * @param complete whether everything was looked at, so that a comment that silences nothing is one too many
 */
export function applyIgnores(
  diagnostics: readonly Diagnostic[],
  pkg: LoadedPackage,
  complete: boolean,
): readonly Diagnostic[] {
  const ignores = pkg.sources.flatMap((source) => ignoresOf(source, pkg));
  if (ignores.length === 0) return diagnostics;
  const left = diagnostics.filter((diagnostic) => {
    if (diagnostic.severity === 'error') return true;
    const by = [diagnostic, ...diagnostic.related].flatMap((span) =>
      ignores.filter((ignore) => covers(ignore, span) && ignore.codes.includes(diagnostic.code)),
    );
    for (const ignore of by) ignore.used.add(diagnostic.code);
    return by.length === 0;
  });
  return complete ? [...left, ...unused(ignores, pkg)] : left;
}

function covers(ignore: Ignore, span: SourceSpan): boolean {
  return ignore.file === span.file && ignore.line === span.line;
}

function ignoresOf(source: SourceFile, { root }: LoadedPackage): readonly Ignore[] {
  const text = source.getFullText();
  if (!text.includes('sluice-ignore')) return [];
  const file = relativePath(root, source.getFilePath());
  const lines = text.split(/\r\n|\r|\n/);
  return [...text.matchAll(comment)]
    .filter(({ index }) => !isInLiteral(source, index))
    .map(({ index: start, 1: codes = '' }) => {
      const own = source.getLineAndColumnAtPos(start).line;
      const alone = /^\s*\/[/*]/.test(lines[own - 1] ?? '');
      let line = own;
      // Other comments may stand between.
      while (alone && line < lines.length && /^\s*(\/[/*]|\*|$)/.test(lines[line - 1] ?? '')) line++;
      const written = codes.split(/[ ,\t]+/).filter((code) => code !== '');
      return { source, file, line, start, codes: written, used: new Set<string>() };
    });
}

function isInLiteral(source: SourceFile, position: number): boolean {
  const node = source.getDescendantAtPos(position);
  if (node === undefined || node.getStart() > position) return false;
  return literals.has(node.getKind());
}

function unused(ignores: readonly Ignore[], pkg: LoadedPackage): readonly Diagnostic[] {
  const sink = createSink();
  for (const ignore of ignores) {
    const rest = ignore.codes.filter((code) => !ignore.used.has(code));
    const at = spanAt(ignore.source, ignore.start, lengthOf(ignore), pkg.root);
    if (ignore.codes.length === 0) {
      sink.report(
        'unused-ignore',
        { problem: 'names no warning: write its code, as in sluice-ignore top-level-effect' },
        at,
      );
    }
    // Beside a code that silences something the comment must stay.
    const useless = ignore.used.size === 0 && rest.every((code) => code in diagnosticTable);
    const fix = useless ? fixOf('remove the comment', replaceSpan(wholeComment(ignore, pkg), '')) : undefined;
    for (const code of rest) sink.report('unused-ignore', { problem: problemOf(code) }, at, [], { fix });
  }
  return sink.diagnostics;
}

function lengthOf({ source, start }: Ignore): number {
  const text = source.getFullText().slice(start);
  const end = text.startsWith('/*') ? text.indexOf('*/') + 2 : text.search(/\r|\n|$/);
  return Math.max(0, end);
}

/** A comment with the space before it, and with its line where nothing else stands there. */
function wholeComment(ignore: Ignore, { root }: LoadedPackage): SourceSpan {
  const text = ignore.source.getFullText();
  const end = ignore.start + lengthOf(ignore);
  const before = /[ \t]*$/.exec(text.slice(0, ignore.start))?.[0].length ?? 0;
  const start = ignore.start - before;
  const alone = start === 0 || /[\r\n]/.test(text[start - 1] ?? '');
  const after = alone ? (/^[ \t]*(\r\n|\r|\n)/.exec(text.slice(end))?.[0].length ?? 0) : 0;
  return spanAt(ignore.source, start, end + after - start, root);
}

function problemOf(code: string): string {
  const severity = new Map(Object.entries(diagnosticTable)).get(code)?.severity;
  if (severity === 'warning') return `silences ${code}, and there is none here: remove the comment`;
  if (severity === 'error')
    return `names ${code}, which is an error, and only warnings can be silenced: put it right`;
  const warnings = Object.entries(diagnosticTable).filter(([, each]) => each.severity === 'warning');
  const names = warnings.map(([name]) => name);
  const nearest = nearestName(code, names);
  return `names ${code}, which is no warning: ${nearest === undefined ? `write one of ${names.join(', ')}` : `did you mean ${nearest}?`}`;
}
