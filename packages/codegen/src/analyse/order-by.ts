import { type ArrowField, type ArrowType, formatType, nearestName } from '@sluice/sdk/manifest';
import { Node } from 'ts-morph';
import type { Fix } from '../diagnostics/diagnostic.ts';
import { isSdkType } from '../discover/sdk-symbol.ts';
import { fixOf, quotedLike, replaceNode } from '../fix/edits.ts';
import type { LoadedPackage } from '../project.ts';
import type { Analysis } from './analysis.ts';

/** Reports an `orderBy` that names no parameter, or one by which rows cannot be told apart. */
export function checkOrderBy(
  { declaration, pkg, sink, udf, read }: Analysis,
  parameters: readonly ArrowField[],
  /** Whether each parameter was found to be good: what is wrong with one is not said twice. */
  sound: boolean,
): void {
  const name = read.options.orderBy;
  if (name === undefined) return;
  const at = declaration.spanOf(read.placeOf('orderBy'));
  const written = declaration.fn.getParameters().filter((parameter) => parameter.getName() !== 'this');
  const named = written.find((parameter) => parameter.getName() === name);
  if (named === undefined) {
    // A parameter without a name may be the one.
    if (!written.every((parameter) => Node.isIdentifier(parameter.getNameNode()))) return;
    const names = parameters.map((field) => field.name);
    const nearest = nearestName(name, names);
    const fix = nearest === undefined ? undefined : writeName(read.placeOf('orderBy'), nearest, pkg);
    sink.report('order-by-unknown', { udf, name, problem: unknown(nearest, names) }, at, [], { fix });
    return;
  }
  if (isSdkType(named.getType().getNonNullableType(), 'UdfContext')) {
    const problem = `which is the UdfContext and no column: ${list(parameters.map((field) => field.name))}`;
    sink.report('order-by-unknown', { udf, name, problem }, at);
    return;
  }
  const field = parameters.find((candidate) => candidate.name === name);
  if (!sound || field === undefined || isKey(field.type)) return;
  sink.report('order-by-type', { udf, parameter: name, type: formatType(field.type) }, at, [
    { ...declaration.spanOf(named), message: `'${name}' is declared here` },
  ]);
}

/** Writes another name in the place of the one that an option holds. */
function writeName(property: Node, name: string, pkg: LoadedPackage): Fix | undefined {
  const written = Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
  if (!Node.isStringLiteral(written)) return undefined;
  return fixOf(`write '${name}'`, replaceNode(written, quotedLike(written, name), pkg));
}

function unknown(nearest: string | undefined, names: readonly string[]): string {
  return `and no parameter has that name: ${nearest === undefined ? list(names) : `did you mean '${nearest}'?`}`;
}

function list(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  if (quoted.length === 0) return 'leave it out, there is none to name';
  return quoted.length === 1 ? `write ${quoted[0]}, or leave it out` : `write one of ${quoted.join(', ')}`;
}

/** Whether equal values of a type are one value to JavaScript, as the emitted adapters read it for a key. */
function isKey(type: ArrowType): boolean {
  switch (type.kind) {
    case 'bool':
    case 'int':
    case 'float':
    case 'utf8':
    case 'decimal':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'duration':
    case 'dictionary':
    case 'uuid':
      return true;
    default:
      return false;
  }
}
