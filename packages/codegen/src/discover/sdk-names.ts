import { nearestName } from '@sluice/sdk/manifest';
import { type Identifier, type ImportDeclaration, Node, type SourceFile, SyntaxKind } from 'ts-morph';
import type { DiagnosticSink, Fix, TextEdit } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';
import { fixOf, insertAfter, insertBefore, replaceNode } from '../fix/edits.ts';
import type { LoadedPackage } from '../project.ts';
import { constOf } from './place.ts';

const sdk = '@sluice/sdk';

/** Reports names that the sdk does not export, and declaring names of it that nobody imports: nothing else would. */
export function checkSdkNames(source: SourceFile, pkg: LoadedPackage, sink: DiagnosticSink): void {
  const imports = importsOf(source);
  const known = namesOf(imports);
  for (const declaration of known.length === 0 ? [] : imports) {
    for (const specifier of declaration.getNamedImports()) {
      const node = specifier.getNameNode();
      const name = node.getText();
      if (!Node.isIdentifier(node) || known.includes(name)) continue;
      const nearest = nearestName(name, known);
      const fix =
        nearest === undefined || specifier.getAliasNode() !== undefined
          ? undefined
          : renameAll(node, nearest, source, pkg);
      const edit = nearest === undefined ? 'remove it' : `did you mean '${nearest}'?`;
      sink.report('unknown-sdk-export', { name, edit }, spanOf(node, pkg.root), [], { fix });
    }
  }
  for (const node of declaringNames(source)) {
    const written = node.getText();
    const nearest = nearestName(written, ['udf', 'aggregate']);
    if (nearest === undefined || node.getSymbol() !== undefined) continue;
    const renamed = written === nearest ? [] : [replaceNode(node, nearest, pkg)];
    const there = imports.some((each) => each.getNamedImports().some((other) => other.getText() === nearest));
    const title = there ? `write ${nearest}` : `import ${nearest}`;
    const fix = fixOf(title, ...renamed, ...(there ? [] : [importName(source, nearest, pkg)]));
    sink.report('sdk-not-imported', { written, name: nearest }, spanOf(node, pkg.root), [], { fix });
  }
}

/** Names of the sdk near a name that is declared nowhere; what would do about it. */
export function meantType(
  name: string,
  at: Node,
  pkg: LoadedPackage,
): { readonly name: string; readonly fix: Fix | undefined } | undefined {
  const source = at.getSourceFile();
  const imports = importsOf(source);
  const nearest = nearestName(
    name,
    namesOf(imports).filter((known) => /^[A-Z]/.test(known)),
  );
  if (nearest === undefined) return undefined;
  const references = [at, ...at.getDescendants()].filter(
    (node) => Node.isIdentifier(node) && node.getText() === name,
  );
  const there = imports.some((each) => each.getNamedImports().some((other) => other.getName() === nearest));
  const edits = [
    ...(name === nearest ? [] : references.map((node) => replaceNode(node, nearest, pkg))),
    ...(there ? [] : [importName(source, nearest, pkg, 'type ')]),
  ];
  const fix =
    references.length === 0 ? undefined : fixOf(`${there ? 'write' : 'import'} ${nearest}`, ...edits);
  return { name: nearest, fix };
}

/** Whether a file imports a name that the sdk does not export, which is reported there. */
export function isUnknownImport(name: string, source: SourceFile): boolean {
  const imports = importsOf(source);
  const known = namesOf(imports);
  return (
    known.length > 0 &&
    imports.some((each) =>
      each
        .getNamedImports()
        .some((specifier) => specifier.getName() === name && !known.includes(specifier.getName())),
    )
  );
}

function importsOf(source: SourceFile): readonly ImportDeclaration[] {
  return source.getImportDeclarations().filter((each) => each.getModuleSpecifierValue() === sdk);
}

/** What the sdk exports, as a file that imports it sees it; nothing where it is not installed. */
function namesOf(imports: readonly ImportDeclaration[]): readonly string[] {
  const module = imports[0]?.getModuleSpecifierSourceFile();
  return module === undefined
    ? []
    : [...(module.getSymbol()?.getExports() ?? [])].map((each) => each.getName());
}

/** Identifiers that stand where the names `udf` and `aggregate` do. */
function declaringNames(source: SourceFile): readonly Identifier[] {
  const decorators = source.getDescendantsOfKind(SyntaxKind.Decorator).map((node) => {
    const expression = node.getExpression();
    return Node.isCallExpression(expression) ? expression.getExpression() : expression;
  });
  const calls = source.getVariableDeclarations().flatMap((variable) => {
    const call = variable.getInitializer();
    const named =
      Node.isCallExpression(call) && constOf(call) !== undefined ? call.getExpression() : undefined;
    return named?.getText() === 'udf' ? [named] : [];
  });
  return [...decorators, ...calls].filter((node) => Node.isIdentifier(node));
}

/** Writes another name wherever a file uses one that it imports. */
function renameAll(node: Identifier, name: string, source: SourceFile, pkg: LoadedPackage): Fix | undefined {
  const same = source
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .filter((other) => other.getText() === node.getText() && other.getSymbol() === node.getSymbol());
  return fixOf(`write ${name}`, ...same.map((other) => replaceNode(other, name, pkg)));
}

/** Adds a name to the import of the sdk that is there, or such an import. */
function importName(source: SourceFile, name: string, pkg: LoadedPackage, prefix = ''): TextEdit | undefined {
  const first = importsOf(source).find((each) => !each.isTypeOnly() && each.getNamedImports().length > 0);
  const last = first?.getNamedImports().at(-1);
  if (last !== undefined) return insertAfter(last, `, ${prefix}${name}`, pkg);
  const statement = source.getStatements()[0];
  return statement && insertBefore(statement, `import { ${prefix}${name} } from '${sdk}';\n`, pkg);
}
