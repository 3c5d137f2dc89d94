import type { ArrowField } from '@sluice/sdk/manifest';
import { Node, type ParameterDeclaration, type Type } from 'ts-morph';
import { isSdkType } from '../discover/sdk-symbol.ts';
import { textOf } from '../type-text.ts';
import type { Analysis } from './analysis.ts';
import { batchParameterType } from './batch.ts';
import { mapType } from './map-type.ts';
import { reportTypeProblems } from './type-problems.ts';
import { analyseColumnParameter, type Taken } from './vectorized.ts';

/** The columns that a function takes. */
export interface AnalysedParameters {
  readonly parameters: readonly ArrowField[];
  /** Of a vectorized function, what it takes for each. */
  readonly takes: readonly Taken[];
  /** Whether a `UdfContext` follows them. */
  readonly takesContext: boolean;
}

/**
 * Analyses the parameters of a function.
 *
 * @param from the first that is a column @default 0
 */
export function analyseParameters(analysis: Analysis, from = 0): AnalysedParameters {
  const { declaration, sink, udf } = analysis;
  const { fn } = declaration;
  for (const parameter of Node.isTypeParametered(fn) ? fn.getTypeParameters() : []) {
    sink.report('generic-function', { udf, parameter: parameter.getName() }, declaration.spanOf(parameter));
  }
  const written = fn.getParameters().filter((parameter) => {
    if (parameter.getName() !== 'this') return true;
    sink.report('this-parameter', { udf }, declaration.spanOf(parameter));
    return false;
  });
  // The types are those of the signature, where the parameters of a generic function type are filled in.
  const symbols = declaration.signatures[0]?.getParameters() ?? [];
  const parameters: ArrowField[] = [];
  const takes: Taken[] = [];
  let takesContext = false;
  for (const [index, parameter] of written.entries()) {
    if (index < from) continue;
    const type = symbols[index]?.getTypeAtLocation(parameter) ?? parameter.getType();
    if (isSdkType(type.getNonNullableType(), 'UdfContext')) {
      const last = index === written.length - 1;
      reportContext(parameter, last, analysis);
      takesContext ||= last;
      continue;
    }
    const analysed = analyseParameter(parameter, type, index, analysis);
    if (analysed === undefined) continue;
    parameters.push(analysed.field);
    if (analysed.takes !== undefined) takes.push(analysed.takes);
  }
  reportDuplicates(parameters, written, analysis);
  if (analysis.read.batched && written.length === (takesContext ? 1 : 0)) {
    sink.report('batch-without-parameters', { udf }, declaration.spanOf(declaration.nameNode));
  }
  if (analysis.read.vectorized && written.length === 0) {
    sink.report('vectorized-without-parameters', { udf }, declaration.spanOf(declaration.nameNode));
  }
  return { parameters, takes, takesContext };
}

function reportContext(parameter: ParameterDeclaration, last: boolean, analysis: Analysis): void {
  const { declaration, sink, udf, read } = analysis;
  const details = { udf, parameter: parameter.getName() };
  const what = getsNone(analysis);
  if (what !== undefined)
    sink.report('context-not-given', { ...details, what }, declaration.spanOf(parameter));
  else if (!last) sink.report('context-not-last', details, declaration.spanOf(parameter));
  else if (read.complete && !read.options.async) {
    sink.report('context-needs-async', details, declaration.spanOf(parameter));
  }
}

/** What a function is that gets no context, whatever its options; undefined of others. */
function getsNone({ declaration, read }: Analysis): string | undefined {
  if (declaration.form === '@aggregate') return 'an aggregate';
  return read.vectorized ? 'a vectorized function' : undefined;
}

function analyseParameter(
  parameter: ParameterDeclaration,
  type: Type,
  index: number,
  analysis: Analysis,
): { readonly field: ArrowField; readonly takes?: Taken } | undefined {
  const { declaration, sink, udf, pkg } = analysis;
  const name = parameter.getName();
  const at = declaration.spanOf(parameter);

  const nameNode = parameter.getNameNode();
  if (!Node.isIdentifier(nameNode)) {
    const text = parameter.getTypeNode()?.getText() ?? textOf(type, parameter, pkg.project);
    const edit = `${Node.isArrayBindingPattern(nameNode) ? 'values' : 'value'}: ${text}`;
    sink.report('destructured-parameter', { udf, index, edit }, at);
    return undefined;
  }
  const typeNode = parameter.getTypeNode();
  if (parameter.isRestParameter()) {
    const array = typeNode?.getText() ?? 'string[]';
    sink.report('rest-parameter', { udf, parameter: name, type: array }, at);
    return undefined;
  }
  const initializer = parameter.getInitializer();
  if (initializer !== undefined) {
    const inferred = textOf(initializer.getType().getBaseTypeOfLiteralType(), parameter, pkg.project);
    const details = {
      udf,
      parameter: name,
      type: typeNode?.getText() ?? inferred,
      value: initializer.getText(),
    };
    sink.report('default-parameter', details, at);
    return undefined;
  }
  if (typeNode === undefined) {
    sink.report('missing-parameter-type', { udf, parameter: name, index }, at);
    return undefined;
  }
  const { batched, vectorized } = analysis.read;
  if (vectorized) return analyseColumnParameter(parameter, type, index, typeNode, analysis);
  const inRow = batched ? batchParameterType(parameter, type, index, analysis) : type;
  if (inRow === undefined) return undefined;
  const root = batched ? `${name}[]` : name;
  const { field, problems } = mapType(root, inRow, {
    project: pkg.project,
    at: parameter,
    role: 'parameter',
    async: analysis.read.options.async,
  });
  const what = `${batched ? 'an element of ' : ''}parameter '${name}' (#${index})`;
  reportTypeProblems(problems, root, what, typeNode, analysis);
  return { field: { ...field, name } };
}

function reportDuplicates(
  parameters: readonly ArrowField[],
  written: readonly ParameterDeclaration[],
  { declaration, sink, udf }: Analysis,
): void {
  for (const [index, { name }] of parameters.entries()) {
    const first = parameters.slice(0, index).find((other) => other.name.toLowerCase() === name.toLowerCase());
    if (first === undefined) continue;
    const again = written.filter((parameter) => parameter.getName() === name).at(-1);
    const details = { udf, first: first.name, parameter: name };
    sink.report('duplicate-parameter', details, declaration.spanOf(again ?? declaration.nameNode));
  }
}
