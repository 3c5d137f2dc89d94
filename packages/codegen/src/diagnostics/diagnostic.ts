import { type DiagnosticCode, diagnosticTable, type MessageParameters, renderMessage } from './table.ts';

/** A stretch of a source file. */
export interface SourceSpan {
  /** Relative to the package's folder, with forward slashes. */
  readonly file: string;
  /** 1-based; 0 when the file as a whole is meant. */
  readonly line: number;
  /** 1-based, in UTF-16 code units; 0 when the file as a whole is meant. */
  readonly column: number;
  /** In UTF-16 code units; 0 when the file as a whole is meant. */
  readonly length: number;
}

/** Another place that has to do with a diagnostic. */
export interface RelatedSpan extends SourceSpan {
  readonly message: string;
}

/** A stretch of a source file, empty where something is put in, and what to write in its place. */
export interface TextEdit extends SourceSpan {
  readonly newText: string;
}

/** Edits that put one thing right. They do not overlap. */
export interface Fix {
  /** What they do: `add async: true`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** How a diagnostic could be put right by edits. */
export interface Remedy {
  /** What `sluice check --fix` does: only where no other edit could be meant. */
  readonly fix?: Fix | undefined;
  /** What somebody may choose, for nothing says that it is meant. Never empty. */
  readonly suggestions?: readonly Fix[] | undefined;
}

/** One thing wrong with the author's package, at a place that the author can edit. */
export interface Diagnostic extends SourceSpan {
  readonly code: DiagnosticCode;
  /** A package with errors is not built; one with warnings is. */
  readonly severity: 'error' | 'warning';
  /** One sentence that names the author's symbol, says what is allowed and shows the edit. */
  readonly message: string;
  readonly related: readonly RelatedSpan[];
  /** What `sluice check --fix` does about it. */
  readonly fix?: Fix;
  /** Edits to choose from, where none of them is certain to be meant. */
  readonly suggestions?: readonly Fix[];
}

/** Collects diagnostics. A code that the table does not declare, or a parameter left out, does not compile. */
export interface DiagnosticSink {
  readonly diagnostics: readonly Diagnostic[];
  report<Code extends DiagnosticCode>(
    code: Code,
    parameters: MessageParameters<Code>,
    at: SourceSpan,
    related?: readonly RelatedSpan[],
    remedy?: Remedy,
  ): void;
  /** Takes over what another sink has collected. */
  add(diagnostics: readonly Diagnostic[]): void;
}

/** An empty sink. */
export function createSink(): DiagnosticSink {
  const diagnostics: Diagnostic[] = [];
  return {
    diagnostics,
    report(code, parameters, at, related = [], { fix, suggestions } = {}) {
      diagnostics.push({
        code,
        severity: diagnosticTable[code].severity,
        message: renderMessage(code, parameters),
        file: at.file,
        line: at.line,
        column: at.column,
        length: at.length,
        related,
        ...(fix === undefined ? {} : { fix }),
        ...(suggestions === undefined ? {} : { suggestions }),
      });
    },
    add(found) {
      diagnostics.push(...found);
    },
  };
}

/** The file as a whole. */
export function wholeFile(file: string): SourceSpan {
  return { file, line: 0, column: 0, length: 0 };
}

/** Diagnostics by file, then by position, then by code; what several functions of one class have found, once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = [...diagnostics].sort(
    (a, b) =>
      compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.code, b.code),
  );
  const seen = new Set<string>();
  return sorted.filter(({ file, line, column, code, message }) => {
    const key = JSON.stringify([file, line, column, code, message]);
    return seen.size < seen.add(key).size;
  });
}

/** Whether the package cannot be built. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** By code unit, so that the order does not depend on the machine's locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
