import { type MethodDeclaration, Node, Scope } from 'ts-morph';
import type { DiagnosticSink, SourceSpan } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';
import { fixOf, replaceNode } from '../fix/edits.ts';
import type { LoadedPackage } from '../project.ts';
import { obstacleToNew } from './constructor.ts';
import type { ClassNode } from './declaration.ts';

/** The name of a decorated method that an adapter can call from outside; undefined, and why, of any other. */
export function reachableMethod(
  method: MethodDeclaration,
  owner: ClassNode | undefined,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): string | undefined {
  const nameNode = method.getNameNode();
  const at = spanOf(nameNode, pkg.root);
  if (owner === undefined) {
    sink.report('decorator-on-non-method', { what: `the method '${method.getName()}' of an object` }, at);
    return undefined;
  }
  if (Node.isPrivateIdentifier(nameNode) || method.getScope() !== Scope.Public) {
    const visibility = Node.isPrivateIdentifier(nameNode) ? '#private' : method.getScope();
    const scope = method.getModifiers().find((modifier) => modifier.getText() === visibility);
    const open = scope && fixOf(`make ${method.getName()} public`, replaceNode(scope, 'public', pkg));
    const suggestions = open && [open];
    sink.report('private-method', { method: method.getName(), visibility }, at, [], { suggestions });
    return undefined;
  }
  const name = literalName(nameNode);
  if (name === undefined) {
    sink.report('computed-method-name', {}, at);
    return undefined;
  }
  return method.isStatic() || canBeMade(owner, name, at, sink) ? name : undefined;
}

function literalName(nameNode: Node): string | undefined {
  if (Node.isIdentifier(nameNode)) return nameNode.getText();
  const node = Node.isComputedPropertyName(nameNode) ? nameNode.getExpression() : nameNode;
  return Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)
    ? node.getLiteralText()
    : undefined;
}

function canBeMade(owner: ClassNode, method: string, at: SourceSpan, sink: DiagnosticSink): boolean {
  const obstacle = obstacleToNew(owner);
  const details = { method, class: owner.getName() ?? 'the class' };
  switch (obstacle?.kind) {
    case undefined:
      return true;
    case 'abstract':
      sink.report('abstract-class', details, at);
      return false;
    case 'not-public':
      sink.report('constructor-not-public', { ...details, visibility: obstacle.visibility }, at);
      return false;
    case 'arguments':
      sink.report('constructor-arguments', { ...details, parameters: obstacle.parameters }, at);
      return false;
  }
}
