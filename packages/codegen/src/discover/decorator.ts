import {
  type CallExpression,
  type Decorator,
  type MethodDeclaration,
  Node,
  type Signature,
  SyntaxKind,
} from 'ts-morph';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';
import { fixOf, insertAfter } from '../fix/edits.ts';
import { relativePath } from '../paths.ts';
import type { LoadedPackage } from '../project.ts';
import { textOf } from '../type-text.ts';
import type { Declaration, DeclaredAggregate, DeclaredFunction } from './declaration.ts';
import { reachableMethod } from './method.ts';
import { constOf, exportOfClass } from './place.ts';
import { isSdkSymbol } from './sdk-symbol.ts';

/** The decorators that declare. */
const decorators = ['udf', 'aggregate'] as const;

/** What a decorator `@udf` or `@aggregate` declares. */
export function fromDecorator(
  node: Decorator,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): Declaration | undefined {
  const expression = node.getExpression();
  const call = Node.isCallExpression(expression) ? expression : undefined;
  const named = call?.getExpression() ?? expression;
  const name = decorators.find((each) => isSdkSymbol(named, each));
  if (name === undefined) return undefined;
  if (call === undefined) {
    const fix = fixOf(`write @${named.getText()}()`, insertAfter(expression, '()', pkg));
    sink.report('decorator-without-call', { decorator: `@${name}` }, spanOf(node, pkg.root), [], { fix });
    return undefined;
  }
  return name === 'udf' ? fromMethod(node, call, pkg, sink) : fromClass(node, call, pkg, sink);
}

function fromMethod(
  node: Decorator,
  call: CallExpression,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): DeclaredFunction | undefined {
  const method = node.getParent();
  if (!Node.isMethodDeclaration(method)) {
    reportDecorated(method, node, pkg, sink);
    return undefined;
  }
  const owner =
    method.getParentIfKind(SyntaxKind.ClassDeclaration) ?? method.getParentIfKind(SyntaxKind.ClassExpression);
  const named = reachableMethod(method, owner, pkg, sink);
  if (owner === undefined || named === undefined) return undefined;
  const exported = exportOfClass(owner, pkg, sink);
  if (exported === undefined) return undefined;
  return {
    kind: 'function',
    name: named,
    nameNode: method.getNameNode(),
    signatures: signaturesOf(method),
    fn: method,
    options: call.getArguments()[0],
    call,
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

function fromClass(
  node: Decorator,
  call: CallExpression,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): DeclaredAggregate | undefined {
  const owner = node.getParent();
  if (!Node.isClassDeclaration(owner) && !Node.isClassExpression(owner)) {
    sink.report('aggregate-on-non-class', { what: describeTarget(owner) }, spanOf(node, pkg.root));
    return undefined;
  }
  const exported = exportOfClass(owner, pkg, sink);
  if (exported === undefined) return undefined;
  const variable = constOf(owner);
  return {
    kind: 'aggregate',
    name: variable?.getName() ?? owner.getName(),
    nameNode: variable?.getNameNode() ?? owner.getNameNode() ?? node,
    owner,
    options: call.getArguments()[0],
    call,
    form: '@aggregate',
    binding: {
      kind: 'class',
      module: relativePath(pkg.root, owner.getSourceFile().getFilePath()),
      export: exported,
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
  if (Node.isMethodDeclaration(target)) return `the method '${target.getName()}'`;
  if (Node.isGetAccessorDeclaration(target)) return `the getter '${target.getName()}'`;
  if (Node.isSetAccessorDeclaration(target)) return `the setter '${target.getName()}'`;
  if (Node.isPropertyDeclaration(target)) return `the field '${target.getName()}'`;
  if (Node.isParameterDeclaration(target)) return `the parameter '${target.getName()}'`;
  return 'this declaration';
}
