import { Node, type Project, Scope, type Symbol as TsSymbol, type Type } from 'ts-morph';
import type { ClassNode, DeclaredAggregate, DeclaredFunction } from '../discover/declaration.ts';
import { textOf, writtenText } from '../type-text.ts';
import type { Analysis } from './analysis.ts';
import { isPromise } from './batch.ts';
import { yieldOf } from './table.ts';

/** One aggregate while it is analysed. */
export type AggregateAnalysis = Omit<Analysis, 'declaration'> & { readonly declaration: DeclaredAggregate };

/** The methods that the adapter calls on the instance of an aggregate. */
export type MethodName = 'init' | 'accumulate' | 'merge' | 'finish' | 'retract';

/** The methods of an aggregate, each to be analysed like a function. */
export type AggregateMethods = Readonly<Record<Exclude<MethodName, 'retract'>, Analysis>> & {
  readonly retract: Analysis | undefined;
};

/** The methods of an aggregate; undefined, and reported, where one is missing or cannot be called. */
export function findMethods(analysis: AggregateAnalysis): AggregateMethods | undefined {
  const [init, accumulate, merge, finish] = (['init', 'accumulate', 'merge', 'finish'] as const).map((name) =>
    findMethod(name, analysis),
  );
  const retracts = memberOf(analysis.declaration.owner, 'retract') !== undefined;
  const retract = retracts ? findMethod('retract', analysis) : undefined;
  if (!init || !accumulate || !merge || !finish || (retracts && !retract)) return undefined;
  return { init, accumulate, merge, finish, retract };
}

/** How an author would write each method. */
export function methodText(
  name: MethodName,
  state = 'State',
  row = 'value: number',
  result = 'number',
): string {
  const rest = row === '' ? '' : `, ${row}`;
  switch (name) {
    case 'init':
      return `init(): ${state}`;
    case 'accumulate':
    case 'retract':
      return `${name}(state: ${state}${rest}): void`;
    case 'merge':
      return `merge(state: ${state}, other: ${state}): void`;
    case 'finish':
      return `finish(state: ${state}): ${result}`;
  }
}

function findMethod(name: MethodName, analysis: AggregateAnalysis): Analysis | undefined {
  const { declaration, sink, udf } = analysis;
  const member = memberOf(declaration.owner, name);
  if (member === undefined) {
    const details = { method: name, class: udf, edit: methodText(name) };
    sink.report('aggregate-method-missing', details, declaration.spanOf(declaration.nameNode));
    return undefined;
  }
  const written = member.getValueDeclaration() ?? member.getDeclarations()[0];
  const nameNode = nameNodeOf(written, analysis);
  const found = callable(member, written, name, analysis);
  if ('problem' in found) {
    const details = { method: name, class: udf, problem: found.problem, edit: methodText(name) };
    sink.report('aggregate-method-shape', details, declaration.spanOf(nameNode));
    return undefined;
  }
  const here = isHere(found.fn, analysis);
  return {
    ...analysis,
    udf: `${udf}.${name}`,
    declaration: {
      ...found,
      kind: 'function',
      name,
      nameNode,
      options: declaration.options,
      form: '@aggregate',
      binding: declaration.binding,
      spanOf: (at) => declaration.spanOf(here ? at : declaration.nameNode),
      call: declaration.call,
    },
  };
}

/** A member of the instances, which a base class may declare. */
function memberOf(owner: ClassNode, name: string): TsSymbol | undefined {
  return owner.getSymbol()?.getDeclaredType().getProperty(name);
}

function isHere(node: Node, { pkg }: AggregateAnalysis): boolean {
  return pkg.sources.includes(node.getSourceFile());
}

/** Where a method is named, or its class where that is not the author's to edit. */
function nameNodeOf(written: Node | undefined, analysis: AggregateAnalysis): Node {
  const here = written !== undefined && isHere(written, analysis);
  return here && Node.hasName(written) ? written.getNameNode() : analysis.declaration.nameNode;
}

/** The one signature of a member; what keeps the adapter from calling it, as the end of a sentence, otherwise. */
function callable(
  member: TsSymbol,
  written: Node | undefined,
  name: MethodName,
  { declaration, pkg }: AggregateAnalysis,
): Pick<DeclaredFunction, 'fn' | 'signatures'> | { readonly problem: string } {
  if (Node.isScoped(written) && written.getScope() !== Scope.Public) {
    return { problem: `is ${written.getScope()}` };
  }
  if (member.isOptional()) return { problem: 'may be missing' };
  const signatures = member.getTypeAtLocation(declaration.owner).getCallSignatures();
  const [signature] = signatures;
  if (signature === undefined) return { problem: 'is no method' };
  if (signatures.length > 1) return { problem: `has ${signatures.length} overloads` };
  if (signature.getTypeParameters().length > 0) return { problem: 'is generic' };
  const fn: Node = signature.getDeclaration();
  if (!Node.isParametered(fn) || !Node.isReturnTyped(fn)) return { problem: 'is no method' };
  const type = signature.getReturnType();
  if (isLater(type, pkg.project)) {
    const result = fn.getReturnTypeNode();
    return {
      problem: `returns ${result === undefined ? textOf(type, fn, pkg.project) : writtenText(result)}`,
    };
  }
  // The rows of `accumulate` and `retract` are columns, as many as there are.
  const given = { init: 0, finish: 1, merge: 2, accumulate: Infinity, retract: Infinity }[name];
  const required = fn.getParameters().filter((each) => !each.isOptional() && !each.isRestParameter());
  const names = required.slice(given).map((parameter) => `'${parameter.getName()}'`);
  if (names.length > 0) return { problem: `requires ${names.join(', ')}, which nothing gives` };
  return { fn, signatures };
}

function isLater(type: Type, project: Project): boolean {
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  return members.some((member) => isPromise(member, project) || yieldOf(member, project) !== undefined);
}
