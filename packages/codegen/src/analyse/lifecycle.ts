import { Node, Scope, type Signature, type Type } from 'ts-morph';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { ClassNode, Declaration } from '../discover/declaration.ts';
import { isSdkType } from '../discover/sdk-symbol.ts';
import type { LoadedPackage } from '../project.ts';

/** What the worker calls on the instance of a class, and with how many arguments. */
const lifecycle = [
  { method: 'open', given: 1, edit: 'open(context: UdfOpenContext): Promise<void>' },
  { method: 'close', given: 0, edit: 'close(): Promise<void>' },
] as const;

type Step = (typeof lifecycle)[number];

/** Reports `open` and `close` of classes of which there are instances, where the worker could not call them as it does. */
export function checkLifecycles(
  declarations: readonly Declaration[],
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): void {
  const done = new Set<Node>();
  for (const declaration of declarations) {
    const owner = classOf(declaration);
    if (owner === undefined || done.has(owner)) continue;
    done.add(owner);
    for (const step of lifecycle) {
      const decorated = declarations.find(
        (other) => other.kind === 'function' && classOf(other) === owner && other.name === step.method,
      );
      if (decorated === undefined) checkShape(owner, step, declaration, pkg, sink);
      else {
        const details = { method: step.method, class: nameOf(owner) };
        sink.report('lifecycle-decorated', details, decorated.spanOf(decorated.nameNode));
      }
    }
  }
}

/** The class of whose instance a declaration is a method, or of whose instance it is made. */
function classOf(declaration: Declaration): ClassNode | undefined {
  if (declaration.kind === 'aggregate') return declaration.owner;
  if (declaration.binding.kind !== 'instance-method') return undefined;
  const owner = declaration.fn.getParent();
  return Node.isClassDeclaration(owner) || Node.isClassExpression(owner) ? owner : undefined;
}

function checkShape(
  owner: ClassNode,
  step: Step,
  declaration: Declaration,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): void {
  // Members that a base class declares are called as well.
  const member = owner.getSymbol()?.getDeclaredType().getProperty(step.method);
  if (member === undefined) return;
  const written = member.getValueDeclaration() ?? member.getDeclarations()[0];
  const type = member.getTypeAtLocation(owner).getNonNullableType();
  const problem = hidden(written) ?? misshapen(type, step, owner);
  if (problem === undefined) return;
  const here = written !== undefined && pkg.sources.includes(written.getSourceFile());
  const place = here && Node.hasName(written) ? written.getNameNode() : (owner.getNameNode() ?? owner);
  const details = { method: step.method, class: nameOf(owner), problem, edit: step.edit };
  sink.report('lifecycle-shape', details, declaration.spanOf(place));
}

function hidden(member: Node | undefined): string | undefined {
  if (!Node.isScoped(member) || member.getScope() === Scope.Public) return undefined;
  return `is ${member.getScope()}`;
}

/** What is wrong with each way to call it; undefined where one of them is the worker's. */
function misshapen(type: Type, step: Step, at: Node): string | undefined {
  if (type.isAny()) return undefined;
  const signatures = type.getCallSignatures();
  if (signatures.length === 0) return 'is no method';
  const problems = signatures.map((signature) => unfit(signature, step, at));
  return problems.includes(undefined) ? undefined : problems[0];
}

function unfit(signature: Signature, { given }: Step, at: Node): string | undefined {
  const parameters = signature.getParameters();
  const required = parameters.filter((parameter) => {
    const written = parameter.getValueDeclaration();
    return Node.isParameterDeclaration(written) && !written.isOptional() && !written.isRestParameter();
  });
  if (required.length > given) {
    const names = required.slice(given).map((parameter) => `'${parameter.getName()}'`);
    return `requires ${names.join(', ')}, which nothing gives`;
  }
  const [context] = given === 1 ? parameters : [];
  if (context === undefined) return undefined;
  const type = context.getTypeAtLocation(at).getNonNullableType();
  return takesContext(type, at) ? undefined : `takes a ${type.getText(at)}`;
}

/** Whether an `UdfOpenContext` will do where a value of the type is asked for. */
function takesContext(type: Type, at: Node): boolean {
  if (type.isAny() || type.isUnknown() || isSdkType(type, 'UdfOpenContext')) return true;
  if (type.isArray() || type.isTuple()) return false;
  if (!type.isObject() && !type.isIntersection()) return false;
  return type.getProperties().every((property) => {
    if (property.isOptional()) return true;
    if (property.getName() === 'udfs') return property.getTypeAtLocation(at).isReadonlyArray();
    return property.getName() === 'signal';
  });
}

function nameOf(owner: ClassNode): string {
  return owner.getName() ?? 'the class';
}
