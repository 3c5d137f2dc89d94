import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import type { CheckResult } from '../check.ts';
import type { Diagnostic, Fix, SourceSpan } from '../diagnostics/diagnostic.ts';
import type { DiagnosticCode } from '../diagnostics/table.ts';
import { applyFixes } from './apply.ts';

/** One thing that was put right. */
export interface FixedDiagnostic extends SourceSpan {
  readonly code: DiagnosticCode;
  /** What was done. */
  readonly title: string;
}

/** A package after its fixes. */
export interface FixedPackage<Result> {
  /** What the last look at the package gave. */
  readonly result: Result;
  /** In the order in which it was done. Positions are those of before. */
  readonly fixed: readonly FixedDiagnostic[];
}

/** One fix makes room for the next, such as a return type for the option that it asks for; no chain is this long. */
const mostRounds = 10;

/**
 * Makes the fixes of diagnostics in the author's files, looks again, and so on until there is nothing left to fix.
 *
 * @param check looks at the package; it is told which files, by absolute paths, were changed
 */
export async function fixPackage<Result extends Pick<CheckResult, 'diagnostics' | 'package'>>(
  check: (changed?: readonly string[]) => Promise<Result>,
): Promise<FixedPackage<Result>> {
  const fixed: FixedDiagnostic[] = [];
  let result = await check();
  for (let round = 0; round < mostRounds; round++) {
    const root = result.package?.root;
    const done = root === undefined ? [] : fixOnce(root, result.diagnostics);
    if (root === undefined || done.length === 0) break;
    fixed.push(...done);
    result = await check([...new Set(done.map(({ file }) => join(root, file)))]);
  }
  return { result, fixed };
}

function fixOnce(root: string, diagnostics: readonly Diagnostic[]): readonly FixedDiagnostic[] {
  const byFix = new Map<Fix, Diagnostic>();
  for (const diagnostic of diagnostics) if (diagnostic.fix) byFix.set(diagnostic.fix, diagnostic);
  const files = new Set([...byFix.keys()].flatMap(({ edits }) => edits.map(({ file }) => file)));
  return [...files].flatMap((file) => {
    const path = join(root, file);
    const fixes = [...byFix.keys()].filter(({ edits }) => edits.every((edit) => edit.file === file));
    const before = readFileSync(path, 'utf8');
    const { text, applied } = applyFixes(before, file, fixes);
    // An edit that is not TypeScript is our mistake, and must not become the author's.
    if (text === before || !parses(file, text)) return [];
    writeFileSync(path, text);
    return applied.map((fix) => {
      const { line, column, length, code } = byFix.get(fix) as Diagnostic; // They are its keys.
      return { file, line, column, length, code, title: fix.title };
    });
  });
}

function parses(file: string, text: string): boolean {
  const { diagnostics = [] } = ts.transpileModule(text, { fileName: file, reportDiagnostics: true });
  return diagnostics.length === 0;
}
