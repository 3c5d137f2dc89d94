import { type SourceFile, SyntaxKind } from 'ts-morph';
import { type DiagnosticSink, wholeFile } from '../diagnostics/diagnostic.ts';
import { relativePath } from '../paths.ts';
import type { LoadedPackage } from '../project.ts';
import { fromCall } from './call.ts';
import type { Declaration } from './declaration.ts';
import { fromDecorator } from './decorator.ts';
import { checkSdkNames } from './sdk-names.ts';
import { reportMissingSdk } from './sdk-symbol.ts';

/** Every UDF that a file declares, from the top. */
export function discover(
  source: SourceFile,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): readonly Declaration[] {
  checkSdkNames(source, pkg, sink);
  return [
    ...source.getDescendantsOfKind(SyntaxKind.Decorator).map((node) => fromDecorator(node, pkg, sink)),
    ...source.getDescendantsOfKind(SyntaxKind.CallExpression).map((node) => fromCall(node, pkg, sink)),
  ]
    .filter((declaration) => declaration !== undefined)
    .sort((a, b) => a.nameNode.getPos() - b.nameNode.getPos());
}

/** Says why nothing was found in a package in which nothing is wrong. */
export function reportNothingFound(pkg: LoadedPackage, sink: DiagnosticSink): void {
  if (reportMissingSdk(pkg, sink)) return;
  const first = pkg.sources[0];
  const file = first === undefined ? 'package.json' : relativePath(pkg.root, first.getFilePath());
  sink.report('no-udf', {}, wholeFile(file));
}
