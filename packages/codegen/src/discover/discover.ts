import { SyntaxKind } from 'ts-morph';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { relativePath } from '../paths.ts';
import type { LoadedPackage } from '../project.ts';
import { fromCall } from './call.ts';
import type { Declaration } from './declaration.ts';
import { fromDecorator } from './decorator.ts';
import { reportMissingSdk } from './sdk-symbol.ts';

/** Every UDF that the sources declare, in the order of the files and in each file from the top. */
export function discover(pkg: LoadedPackage, sink: DiagnosticSink): readonly Declaration[] {
  const before = sink.diagnostics.length;
  const declarations = pkg.sources.flatMap((source) =>
    [
      ...source.getDescendantsOfKind(SyntaxKind.Decorator).map((node) => fromDecorator(node, pkg, sink)),
      ...source.getDescendantsOfKind(SyntaxKind.CallExpression).map((node) => fromCall(node, pkg, sink)),
    ]
      .filter((declaration) => declaration !== undefined)
      .sort((a, b) => a.nameNode.getPos() - b.nameNode.getPos()),
  );
  if (declarations.length === 0 && sink.diagnostics.length === before) {
    if (!reportMissingSdk(pkg, sink)) reportNoUdf(pkg, sink);
  }
  return declarations;
}

function reportNoUdf(pkg: LoadedPackage, sink: DiagnosticSink): void {
  const first = pkg.sources[0];
  const file = first === undefined ? 'package.json' : relativePath(pkg.root, first.getFilePath());
  sink.report('no-udf', {}, { file, line: 0, column: 0, length: 0 });
}
