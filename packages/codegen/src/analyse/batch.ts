import type { Node, ParameterDeclaration, Project, Type } from 'ts-morph';
import { arrayText, textOf } from '../type-text.ts';
import type { Analysis } from './analysis.ts';
import { type MappedType, mapMembers } from './map-type.ts';
import { membersOf, partsOf, type TypeUse } from './mapping.ts';
import { standardName } from './standard-type.ts';

// A function with the option `batch` takes an array of each column and gives a Promise of an array. To SQL, and so in
// its model, its parameters and its result are of the elements' types.

/** What a whole column is, in a batch function; undefined for what is no array of any length. */
function elementOf(type: Type): Type | undefined {
  return type.isArray() || type.isReadonlyArray() ? type.getArrayElementTypeOrThrow() : undefined;
}

/** The type of a batch function's parameter in one row; undefined, and reported, where it takes no array. */
export function batchParameterType(
  parameter: ParameterDeclaration,
  type: Type,
  index: number,
  { declaration, sink, udf, pkg }: Analysis,
): Type | undefined {
  // What has no meaning at all is reported as such.
  const element = type.isAny() || type.isUnknown() ? type : elementOf(type);
  if (element !== undefined) return element;
  const name = parameter.getName();
  const column = type.getNonNullableType();
  const inside = elementOf(column);
  const text = (shown: Type): string => textOf(shown, parameter, pkg.project);
  let row = text(type);
  if (inside !== undefined) row = `${text(inside)} | null`;
  else if (column.isTuple()) row = text(column.getNumberIndexType() ?? column);
  const edit = `${name}: ${arrayText(row)}`;
  const at = declaration.spanOf(parameter.getTypeNode() ?? parameter);
  sink.report('batch-parameter-not-array', { udf, parameter: name, index, type: text(type), edit }, at);
  return undefined;
}

/** The type of a batch function's result in one row; undefined, and reported, where it gives no Promise of an array. */
export function batchResultType(type: Type, written: Node, analysis: Analysis): Type | undefined {
  const { declaration, sink, udf, read, pkg } = analysis;
  if (type.isAny()) return type;
  const promised = membersOf(type).some((member) => isPromise(member, pkg.project));
  const awaited = promised ? (type.getAwaitedType() ?? type) : type;
  const element = awaited.isAny() ? awaited : elementOf(awaited);
  // Where an option could not be read it may have been `async`, which is then what to put right first.
  if (element !== undefined && (promised || !read.complete)) return element;
  const text = (shown: Type): string => textOf(shown, written, pkg.project);
  const one = element ?? (awaited.isTuple() ? awaited.getNumberIndexType() : awaited) ?? awaited;
  const row = one.isVoid() || one.isUndefined() ? 'string' : text(one);
  const edit = `Promise<${arrayText(row)}>`;
  sink.report('batch-result-not-array', { udf, type: text(type), edit }, declaration.spanOf(written));
  return undefined;
}

/** Whether a type is a Promise, or what can be awaited like one. */
export function isPromise(type: Type, project: Project): boolean {
  const name = standardName(type, project);
  return name === 'Promise' || name === 'PromiseLike';
}

/** `mapType` of what a batch function gives for one row: an Error beside the values is the failure of that row. */
export function mapBatchResult(name: string, type: Type, use: TypeUse): MappedType {
  const members = membersOf(type);
  const values = members.filter((member) => !isError(member, use.project));
  if (
    values.length === members.length ||
    values.some((member) => !member.isNull() && !member.isUndefined())
  ) {
    return mapMembers(name, type, values, use);
  }
  const problem = {
    code: 'unmappable-type',
    path: name,
    type: textOf(type, use.at, use.project),
    hint: '; an Error is the failure of its row: add the type of what a row gives, as in (number | Error)[]',
  } as const;
  return { field: { name, type: { kind: 'null' }, nullable: true }, problems: [problem] };
}

/** Whether a type is Error or a class or interface that comes from it. One that only looks like it is a struct. */
function isError(type: Type, project: Project): boolean {
  return partsOf(type).some(
    (part) =>
      standardName(part, project) === 'Error' ||
      (part.getTargetType() ?? part).getBaseTypes().some((base) => isError(base, project)),
  );
}
