import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Diagnostic, type SourceSpan, sortDiagnostics } from './diagnostic.ts';

/** How diagnostics are written for a person. */
export interface FormatOptions {
  /** The package's folder: what the diagnostics' files are relative to. */
  readonly root: string;
  /** The folder that printed paths are relative to. @default the working directory */
  readonly base?: string;
  /** ANSI colours. @default false */
  readonly colour?: boolean;
  /** The text of a file, by its path in the diagnostics. @default reads it from disk */
  readonly readSource?: (file: string) => string | undefined;
}

/**
 * Diagnostics as text, sorted: `path:line:col - error code: message`, the line of source with the place underlined,
 * and the related places.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatOptions): string {
  const paint = painter(options.colour === true);
  const read = options.readSource ?? ((file: string) => readOrUndefined(join(options.root, file)));
  const sources = new Map<string, readonly string[] | undefined>();
  const linesOf = (file: string): readonly string[] | undefined => {
    if (!sources.has(file)) sources.set(file, read(file)?.split(/\r\n|\r|\n/));
    return sources.get(file);
  };
  const base = options.base ?? process.cwd();
  const place = (span: SourceSpan): string => {
    const path = relative(base, resolve(options.root, span.file)).replaceAll('\\', '/') || '.';
    return span.line === 0 ? paint('cyan', path) : `${paint('cyan', path)}:${span.line}:${span.column}`;
  };
  const frame = (span: SourceSpan, colour: Colour, indent: string): string => {
    const line = span.line === 0 ? undefined : linesOf(span.file)?.[span.line - 1];
    return line === undefined ? '' : `\n${codeFrame(line, span, (text) => paint(colour, text), indent)}`;
  };
  return sortDiagnostics(diagnostics)
    .map((diagnostic) => {
      const colour = diagnostic.severity === 'error' ? 'red' : 'yellow';
      const head = `${place(diagnostic)} - ${paint(colour, diagnostic.severity)} ${diagnostic.code}: ${diagnostic.message}`;
      const related = diagnostic.related.map(
        (span) => `\n  ${place(span)} - ${span.message}${frame(span, 'cyan', '    ')}`,
      );
      return `${head}${frame(diagnostic, colour, '')}${related.join('')}\n`;
    })
    .join('\n');
}

/** Of a longer line, such as a generated one, only what is around the place is shown. */
const longestLine = 200;

function codeFrame(line: string, span: SourceSpan, paint: (text: string) => string, indent: string): string {
  if (line.length <= longestLine) return drawFrame(line, span, paint, indent);
  const from = Math.max(0, span.column - 1 - longestLine / 4);
  const to = from + longestLine;
  const cut = `${from > 0 ? '…' : ''}${line.slice(from, to)}${to < line.length ? '…' : ''}`;
  const column = span.column - from + (from > 0 ? 1 : 0);
  return drawFrame(
    cut,
    { ...span, column, length: Math.min(span.length, to - span.column + 1) },
    paint,
    indent,
  );
}

function drawFrame(line: string, span: SourceSpan, paint: (text: string) => string, indent: string): string {
  const gutter = String(span.line);
  // A tab is as wide as the terminal likes; keeping it in the second line keeps the two aligned.
  const before = line.slice(0, span.column - 1).replace(/[^\t]/g, ' ');
  const width = Math.max(1, Math.min(span.length, line.length - span.column + 1));
  return `${indent}${gutter} | ${line}\n${indent}${' '.repeat(gutter.length)} | ${before}${paint('~'.repeat(width))}`;
}

type Colour = 'red' | 'yellow' | 'cyan';

const codes: Readonly<Record<Colour, number>> = { red: 31, yellow: 33, cyan: 36 };

function painter(enabled: boolean): (colour: Colour, text: string) => string {
  return enabled ? (colour, text) => `\u001b[${codes[colour]}m${text}\u001b[39m` : (_, text) => text;
}

/** Whether to colour what goes to a stream: only on a terminal, and not where NO_COLOR is set to anything. */
export function wantsColour(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // The frame is an extra: a file that cannot be read leaves the message alone.
  }
}
