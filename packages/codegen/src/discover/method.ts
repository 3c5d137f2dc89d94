import { type ClassDeclaration, type ClassExpression, type MethodDeclaration, Node, Scope } from 'ts-morph';
import type { DiagnosticSink, SourceSpan } from '../diagnostics/diagnostic.ts';

/** The name of a decorated method that an adapter can call from outside; undefined, and why, of any other. */
export function reachableMethod(
  method: MethodDeclaration,
  owner: ClassDeclaration | ClassExpression | undefined,
  spanOf: (node: Node) => SourceSpan,
  sink: DiagnosticSink,
): string | undefined {
  const nameNode = method.getNameNode();
  const at = spanOf(nameNode);
  if (owner === undefined) {
    sink.report('decorator-on-non-method', { what: `the method '${method.getName()}' of an object` }, at);
    return undefined;
  }
  if (Node.isPrivateIdentifier(nameNode) || method.getScope() !== Scope.Public) {
    const visibility = Node.isPrivateIdentifier(nameNode) ? '#private' : method.getScope();
    sink.report('private-method', { method: method.getName(), visibility }, at);
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

function canBeMade(
  owner: ClassDeclaration | ClassExpression,
  method: string,
  at: SourceSpan,
  sink: DiagnosticSink,
): boolean {
  const className = owner.getName() ?? 'the class';
  if (owner.isAbstract()) {
    sink.report('abstract-class', { method, class: className }, at);
    return false;
  }
  const made = inheritedConstructor(owner);
  if (made === undefined) return true;
  const scope = made.getScope();
  if (scope !== Scope.Public) {
    sink.report('constructor-not-public', { method, class: className, visibility: scope }, at);
    return false;
  }
  const overloads = made.getOverloads();
  const callable = overloads.length > 0 ? overloads : [made];
  const required = callable.map((candidate) =>
    candidate.getParameters().filter((parameter) => !parameter.isOptional() && !parameter.isRestParameter()),
  );
  if (required.some((parameters) => parameters.length === 0)) return true;
  const parameters = (required[0] ?? []).map((parameter) => `'${parameter.getName()}'`).join(', ');
  sink.report('constructor-arguments', { method, class: className, parameters }, at);
  return false;
}

function inheritedConstructor(owner: ClassDeclaration | ClassExpression) {
  for (
    let current: ClassDeclaration | ClassExpression | undefined = owner;
    current !== undefined;
    current = current.getBaseClass()
  ) {
    const made = current.getConstructors()[0];
    if (made !== undefined) return made;
  }
  return undefined;
}
