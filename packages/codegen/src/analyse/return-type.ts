import { SyntaxKind, type Type, ts } from 'ts-morph';
import type { Fix } from '../diagnostics/diagnostic.ts';
import { fixOf, insertAfter } from '../fix/edits.ts';
import type { Analysis } from './analysis.ts';
import { mapType } from './map-type.ts';
import { yieldOf } from './table.ts';

/** Writes the inferred type of a result; undefined where it maps to no column, or cannot be written where it is missing. */
export function addReturnType(type: Type, { declaration, pkg, read }: Analysis): Fix | undefined {
  const { fn } = declaration;
  if (read.batched || read.vectorized || declaration.form === '@aggregate') return undefined;
  const inner = yieldOf(type, pkg.project)?.type ?? type.getAwaitedType() ?? type;
  const use = { project: pkg.project, at: fn, role: 'result' } as const;
  if (mapType('value', inner, use).problems.length > 0) return undefined;
  const checker = pkg.project.getTypeChecker().compilerObject;
  const { NoTruncation, UseSingleQuotesForStringLiteralType } = ts.TypeFormatFlags;
  const quote = fn.getSourceFile().getImportDeclarations()[0]?.getModuleSpecifier().getText()[0];
  const flags = NoTruncation | (quote === '"' ? 0 : UseSingleQuotesForStringLiteralType);
  const text = checker.typeToString(type.compilerType, fn.compilerNode, flags);
  // A type that is not in scope is written with the path of its file, which would be the author's to import.
  if (/\bimport\(|\bunique symbol\b|'~/.test(text)) return undefined;
  const close = fn.getFirstChildByKind(SyntaxKind.CloseParenToken);
  return close && fixOf(`add the return type ${text}`, insertAfter(close, `: ${text}`, pkg));
}
