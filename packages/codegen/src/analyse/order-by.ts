import { type ArrowField, type ArrowType, formatType, nearestName } from '@sluice/sdk/manifest';
import { Node } from 'ts-morph';
import { isSdkType } from '../discover/sdk-symbol.ts';
import type { Analysis } from './analysis.ts';

/** Reports an `orderBy` that names no parameter, or one by which rows cannot be told apart. */
export function checkOrderBy(
  { declaration, sink, udf, read }: Analysis,
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
    const problem = unknown(
      name,
      parameters.map((field) => field.name),
    );
    sink.report('order-by-unknown', { udf, name, problem }, at);
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

function unknown(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
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
