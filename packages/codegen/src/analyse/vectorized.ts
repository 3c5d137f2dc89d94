import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Node, ParameterDeclaration, Project, Type } from 'ts-morph';
import { isSdkType } from '../discover/sdk-symbol.ts';
import { arrayText, textOf, writtenText } from '../type-text.ts';
import type { Analysis } from './analysis.ts';
import { isPromise } from './batch.ts';
import { mapType } from './map-type.ts';
import { standardName } from './standard-type.ts';
import { yieldOf } from './table.ts';
import { reportTypeProblems } from './type-problems.ts';

// A function with the option `vectorized` takes whole columns and gives a whole column. To SQL, and so in its model, its
// parameters and its result are of the types of single values.

/** What a vectorized function takes for a parameter. */
export type Taken = 'typed-array' | 'column';

/** What each typed array holds. Here `Uint8Array` is a column of numbers, not the bytes of one value. */
const numbers: Readonly<Record<string, ArrowType>> = {
  Int8Array: { kind: 'int', bitWidth: 8, signed: true, as: 'number' },
  Uint8Array: { kind: 'int', bitWidth: 8, signed: false, as: 'number' },
  Int16Array: { kind: 'int', bitWidth: 16, signed: true, as: 'number' },
  Uint16Array: { kind: 'int', bitWidth: 16, signed: false, as: 'number' },
  Int32Array: { kind: 'int', bitWidth: 32, signed: true, as: 'number' },
  Uint32Array: { kind: 'int', bitWidth: 32, signed: false, as: 'number' },
  BigInt64Array: { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' },
  BigUint64Array: { kind: 'int', bitWidth: 64, signed: false, as: 'bigint' },
  Float32Array: { kind: 'float', bitWidth: 32 },
  Float64Array: { kind: 'float', bitWidth: 64 },
};

/** A type that stands for a whole column: that of the numbers in a typed array, or of each value. */
type WholeColumn =
  | { readonly takes: 'typed-array'; readonly type: ArrowType }
  | { readonly takes: 'column'; readonly value: Type };

function wholeColumn(type: Type, project: Project): WholeColumn | undefined {
  // What has no meaning at all is reported as such.
  if (type.isAny() || type.isUnknown()) return { takes: 'column', value: type };
  const held = numbers[standardName(type, project) ?? ''];
  if (held !== undefined) return { takes: 'typed-array', type: held };
  const [value] = isSdkType(type, 'Column') ? type.getTypeArguments() : [];
  return value === undefined ? undefined : { takes: 'column', value };
}

/** A vectorized function's parameter; undefined, and reported, where it is no whole column. */
export function analyseColumnParameter(
  parameter: ParameterDeclaration,
  type: Type,
  index: number,
  typeNode: Node,
  analysis: Analysis,
): { readonly field: ArrowField; readonly takes: Taken } | undefined {
  const { declaration, sink, udf, pkg } = analysis;
  const name = parameter.getName();
  const column = wholeColumn(type, pkg.project);
  if (column === undefined) {
    const edit = `${name}: ${columnText(type, parameter, pkg.project)}`;
    const details = { udf, parameter: name, index, type: writtenText(typeNode), edit };
    sink.report('vectorized-parameter-not-column', details, declaration.spanOf(typeNode));
    return undefined;
  }
  if (column.takes === 'typed-array') {
    return { field: { name, type: column.type, nullable: false }, takes: column.takes };
  }
  const root = `${name}[]`;
  const use = { project: pkg.project, at: parameter, role: 'parameter' } as const;
  const { field, problems } = mapType(root, column.value, use);
  reportTypeProblems(problems, root, `a value of parameter '${name}' (#${index})`, typeNode, analysis);
  return { field: { ...field, name }, takes: column.takes };
}

/** A vectorized function's result; undefined, and reported, where it is no whole column. */
export function analyseColumnResult(
  name: string,
  type: Type,
  written: Node,
  analysis: Analysis,
): ArrowField | undefined {
  const { declaration, sink, udf, pkg } = analysis;
  const column: WholeColumn | undefined =
    type.isArray() || type.isReadonlyArray()
      ? { takes: 'column', value: type.getArrayElementTypeOrThrow() }
      : wholeColumn(type, pkg.project);
  if (column === undefined) {
    const edit = resultText(type, written, pkg.project);
    const details = { udf, type: writtenText(written), edit };
    sink.report('vectorized-result-not-column', details, declaration.spanOf(written));
    return undefined;
  }
  if (column.takes === 'typed-array') return { name, type: column.type, nullable: false };
  const root = `${name}[]`;
  const use = { project: pkg.project, at: declaration.fn, role: 'result' } as const;
  const { field, problems } = mapType(root, column.value, use);
  reportTypeProblems(problems, root, 'a value of the result', written, analysis);
  return { ...field, name };
}

/** The type of one row in what an author wrote in the place of a column. */
function rowOf(type: Type, project: Project): { readonly type: Type; readonly nullable: boolean } {
  const value = type.getNonNullableType();
  const nullable = value !== type && type.isUnion();
  if (value.isArray() || value.isReadonlyArray()) {
    return { type: value.getArrayElementTypeOrThrow(), nullable };
  }
  const column = wholeColumn(value, project);
  if (column?.takes === 'column') return { type: column.value, nullable };
  // Of a typed array that may be null, the numbers may be.
  const number = column === undefined ? undefined : value.getNumberIndexType();
  return { type: number ?? value, nullable };
}

/** The column to take in the place of what an author wrote: a typed array where one will do. */
function columnText(type: Type, at: Node, project: Project): string {
  if (standardName(type, project) === 'Uint8ClampedArray') return 'Uint8Array';
  const row = rowOf(type, project);
  const use = { project, at, role: 'parameter' } as const;
  const { field, problems } = mapType('', row.type, use);
  const like = JSON.stringify(field.type);
  const array = Object.entries(numbers).find(([, held]) => JSON.stringify(held) === like)?.[0];
  const nullable = row.nullable || field.nullable;
  if (array !== undefined && problems.length === 0 && !nullable) return array;
  const text = textOf(row.type, at, project);
  return `Column<${row.nullable && !field.nullable ? `${text} | null` : text}>`;
}

/** What to return in the place of one value, a Promise or a generator. */
function resultText(type: Type, at: Node, project: Project): string {
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  const promised = members.some((member) => isPromise(member, project));
  const given = promised ? (type.getAwaitedType() ?? type) : type;
  const name = standardName(given, project) ?? '';
  if (numbers[name] !== undefined) return name;
  const whole = given.isArray() || given.isReadonlyArray() || wholeColumn(given, project) !== undefined;
  if (whole) return textOf(given, at, project);
  const row = yieldOf(given, project)?.type ?? given.getNumberIndexType() ?? given;
  return arrayText(row.isVoid() || row.isUndefined() ? 'string' : textOf(row, at, project));
}
