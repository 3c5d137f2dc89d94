import type { UdfBinding } from '@sluice/sdk/manifest';
import {
  type CallExpression,
  type ClassDeclaration,
  type ClassExpression,
  type Decorator,
  type Expression,
  type MethodDeclaration,
  Node,
  type ParameteredNode,
  type ReturnTypedNode,
  type Signature,
  type SourceFile,
  SyntaxKind,
} from 'ts-morph';
import type { DiagnosticSink, SourceSpan } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';
import { relativePath } from '../paths.ts';
import type { LoadedPackage } from '../project.ts';
import { textOf } from '../type-text.ts';
import { findExport } from './exports.ts';
import { reachableMethod } from './method.ts';
import { isSdkSymbol, reportMissingSdk } from './sdk-symbol.ts';
import { unwrap, wrapped } from './unwrap.ts';

/** A place where an author declares a UDF, and how the bundle reaches it. */
export interface Declaration {
  /** The function as its author calls it; undefined for an anonymous default export. */
  readonly name: string | undefined;
  /** Where the name stands, or the declaration where there is none. */
  readonly nameNode: Node;
  readonly signatures: readonly Signature[];
  /** The node that writes the parameters and the result. */
  readonly fn: Node & ParameteredNode & ReturnTypedNode;
  readonly options: Node | undefined;
  /** How the author declares it, as the start of an edit: `@udf` or `udf`. */
  readonly form: '@udf' | 'udf';
  readonly binding: UdfBinding;
  /** The place to report for a node of the function, which may stand in another package. */
  spanOf(node: Node): SourceSpan;
}

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

function fromDecorator(node: Decorator, pkg: LoadedPackage, sink: DiagnosticSink): Declaration | undefined {
  const expression = node.getExpression();
  const call = Node.isCallExpression(expression) ? expression : undefined;
  if (!isSdkSymbol(call?.getExpression() ?? expression, 'udf')) return undefined;
  if (call === undefined) {
    sink.report('decorator-without-call', {}, spanOf(node, pkg.root));
    return undefined;
  }
  const method = node.getParent();
  if (!Node.isMethodDeclaration(method)) {
    reportDecorated(method, node, pkg, sink);
    return undefined;
  }
  const owner =
    method.getParentIfKind(SyntaxKind.ClassDeclaration) ?? method.getParentIfKind(SyntaxKind.ClassExpression);
  const named = reachableMethod(method, owner, (at) => spanOf(at, pkg.root), sink);
  if (owner === undefined || named === undefined) return undefined;
  const exported = exportOfClass(owner, pkg, sink);
  if (exported === undefined) return undefined;
  return {
    name: named,
    nameNode: method.getNameNode(),
    signatures: signaturesOf(method),
    fn: method,
    options: call.getArguments()[0],
    form: '@udf',
    binding: {
      kind: method.isStatic() ? 'static-method' : 'instance-method',
      module: relativePath(pkg.root, method.getSourceFile().getFilePath()),
      export: exported,
      method: named,
    },
    spanOf: (at) => spanOf(at, pkg.root),
  };
}

function signaturesOf(method: MethodDeclaration): readonly Signature[] {
  const overloads = method.getOverloads();
  return overloads.length > 0
    ? overloads.map((overload) => overload.getSignature())
    : [method.getSignature()];
}

function reportDecorated(
  target: Node | undefined,
  decorator: Decorator,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): void {
  const at = spanOf(decorator, pkg.root);
  if (Node.isGetAccessorDeclaration(target) || Node.isSetAccessorDeclaration(target)) {
    const kind = Node.isGetAccessorDeclaration(target) ? 'getter' : 'setter';
    const type = textOf(target.getSignature().getReturnType(), target, pkg.project);
    const edit =
      kind === 'getter' ? `${target.getName()}(): ${type}` : `${target.getName()}(value: string): string`;
    sink.report('decorated-accessor', { what: `the ${kind} '${target.getName()}'`, edit }, at);
    return;
  }
  sink.report('decorator-on-non-method', { what: describeTarget(target) }, at);
}

function describeTarget(target: Node | undefined): string {
  if (Node.isClassDeclaration(target) || Node.isClassExpression(target))
    return `class ${target.getName() ?? ''}`.trim();
  if (Node.isPropertyDeclaration(target)) return `the field '${target.getName()}'`;
  if (Node.isParameterDeclaration(target)) return `the parameter '${target.getName()}'`;
  return 'this declaration';
}

function exportOfClass(
  owner: ClassDeclaration | ClassExpression,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): string | undefined {
  if (Node.isClassExpression(owner)) {
    const variable = constOf(owner);
    if (variable !== undefined) {
      const name = findExport(variable.getNameNode());
      if (name !== undefined) return name;
    }
    const what = variable === undefined ? 'this class' : `const ${variable.getName()}`;
    const edit = `export const ${variable?.getName() ?? 'Name'} = class { … }`;
    sink.report('not-exported', { what, edit }, spanOf(variable?.getNameNode() ?? owner, pkg.root));
    return undefined;
  }
  if (owner.isDefaultExport() && !owner.hasExportKeyword()) {
    // `export { Name as default }` and `export default Name`: found below, perhaps under a better name.
  } else if (owner.hasDefaultKeyword()) return 'default';
  const nameNode = owner.getNameNode();
  const name = nameNode === undefined ? undefined : findExport(nameNode);
  if (name !== undefined) return name;
  const className = owner.getName() ?? '';
  const topLevel = Node.isSourceFile(owner.getParent());
  sink.report(
    'not-exported',
    {
      what: `class ${className}`,
      edit: `export class ${className}${topLevel ? '' : ' { … } at the top level'}`,
    },
    spanOf(nameNode ?? owner, pkg.root),
  );
  return undefined;
}

function fromCall(call: CallExpression, pkg: LoadedPackage, sink: DiagnosticSink): Declaration | undefined {
  if (Node.isDecorator(call.getParent()) || !isSdkSymbol(call.getExpression(), 'udf')) return undefined;
  const place = exportOfCall(call, pkg, sink);
  if (place === undefined) return undefined;

  const [options, given] = call.getArguments();
  const udfArguments = (found: string): undefined => {
    sink.report('udf-arguments', { found }, spanOf(given ?? options ?? call, pkg.root));
  };
  if (options === undefined) return udfArguments('there is neither');
  if (given === undefined) {
    return udfArguments(
      options.getType().getCallSignatures().length > 0
        ? 'the options are missing'
        : 'the function is missing',
    );
  }
  const signatures = given.getType().getCallSignatures();
  const fn = signatures[0] === undefined ? undefined : writtenFunction(given, signatures[0]);
  if (fn === undefined) {
    return udfArguments(`the second is of type ${textOf(given.getType(), given, pkg.project)}`);
  }
  // A function named by reference may be declared in another package, where the author cannot edit.
  const here = pkg.sources.includes(fn.getSourceFile());
  return {
    name: place.name ?? ownName(fn),
    nameNode: place.nameNode,
    signatures,
    fn,
    options,
    form: 'udf',
    binding: {
      kind: 'function',
      module: relativePath(pkg.root, call.getSourceFile().getFilePath()),
      export: place.exported,
    },
    spanOf: (at) => spanOf(here || at.getSourceFile() === call.getSourceFile() ? at : given, pkg.root),
  };
}

function writtenFunction(given: Node, signature: Signature): Declaration['fn'] | undefined {
  const inline = Node.isExpression(given) ? unwrap(given) : given;
  if (Node.isArrowFunction(inline) || Node.isFunctionExpression(inline)) return inline;
  const declaration: Node = signature.getDeclaration();
  return Node.isParametered(declaration) && Node.isReturnTyped(declaration) ? declaration : undefined;
}

function ownName(fn: Node): string | undefined {
  if (Node.isFunctionExpression(fn) || Node.isFunctionDeclaration(fn)) return fn.getName();
  return undefined;
}

interface CallPlace {
  readonly name: string | undefined;
  readonly nameNode: Node;
  readonly exported: string;
}

function exportOfCall(call: CallExpression, pkg: LoadedPackage, sink: DiagnosticSink): CallPlace | undefined {
  const outer = wrapped(call).getParent();
  if (Node.isExportAssignment(outer) && !outer.isExportEquals()) {
    return { name: undefined, nameNode: call, exported: 'default' };
  }
  const variable = constOf(call);
  if (variable === undefined) {
    sink.report('misplaced-udf-call', {}, spanOf(call.getExpression(), pkg.root));
    return undefined;
  }
  const name = variable.getName();
  const exported = findExport(variable.getNameNode());
  if (exported === undefined) {
    const parameters = { what: `const ${name}`, edit: `export const ${name}` };
    sink.report('not-exported', parameters, spanOf(variable.getNameNode(), pkg.root));
    return undefined;
  }
  return { name, nameNode: variable.getNameNode(), exported };
}

/** The top-level const that an expression is the value of. */
function constOf(expression: Expression) {
  const variable = wrapped(expression).getParent();
  if (!Node.isVariableDeclaration(variable) || !Node.isIdentifier(variable.getNameNode())) return undefined;
  const statement = variable.getVariableStatement();
  const topLevel: SourceFile | undefined = statement?.getParentIfKind(SyntaxKind.SourceFile);
  return topLevel !== undefined && statement?.getDeclarationKind() === 'const' ? variable : undefined;
}
