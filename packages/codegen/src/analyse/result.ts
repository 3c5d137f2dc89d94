import type { ArrowField } from '@sluice/sdk/manifest';
import { setOption } from '../fix/edits.ts';
import { textOf } from '../type-text.ts';
import type { Analysis } from './analysis.ts';
import { batchResultType, isPromise, mapBatchResult } from './batch.ts';
import { mapType } from './map-type.ts';
import { addReturnType } from './return-type.ts';
import { analyseYield, reportUnusableIterator, yieldOf } from './table.ts';
import { reportTypeProblems } from './type-problems.ts';
import { analyseColumnResult } from './vectorized.ts';

/** The result's name in a model. */
const resultName = 'value';

/** What a function gives, and which kind of function that makes it. */
export interface AnalysedResult {
  readonly kind: 'scalar' | 'vectorized' | 'table';
  /** With its Promise or its iterator taken off. */
  readonly result: ArrowField;
}

/** The column that a function gives. */
export function analyseResult(analysis: Analysis): AnalysedResult {
  const { declaration, sink, udf, read, pkg } = analysis;
  const { fn } = declaration;
  const type = declaration.signatures[0]?.getReturnType() ?? fn.getReturnType();
  const text = (): string => textOf(type, fn, pkg.project);
  const failed: AnalysedResult = {
    kind: 'scalar',
    result: { name: resultName, type: { kind: 'utf8' }, nullable: true },
  };

  const written = fn.getReturnTypeNode();
  if (written === undefined) {
    const edit = `: ${type.isAny() ? 'string' : text()}`;
    const fix = addReturnType(type, analysis);
    sink.report('missing-return-type', { udf, edit }, declaration.spanOf(declaration.nameNode), [], { fix });
    return failed;
  }
  const at = declaration.spanOf(written);
  if (read.vectorized) {
    const result = analyseColumnResult(resultName, type, written, analysis);
    return result === undefined ? failed : { kind: 'vectorized', result };
  }
  const rows = yieldOf(type, pkg.project);
  if (rows !== undefined) {
    return { kind: 'table', result: analyseYield(resultName, rows, written, analysis) };
  }
  if (reportUnusableIterator(type, written, analysis)) return failed;
  const use = { project: pkg.project, at: fn, role: 'result' } as const;
  if (read.batched) {
    const inRow = batchResultType(type, written, analysis);
    if (inRow === undefined) return failed;
    const { field, problems } = mapBatchResult(`${resultName}[]`, inRow, use);
    reportTypeProblems(problems, `${resultName}[]`, 'an element of the return value', written, analysis);
    return { kind: 'scalar', result: { ...field, name: resultName } };
  }
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  const promises = members.some((member) => isPromise(member, pkg.project));
  // Where an option could not be read it may have been this one.
  if (read.complete && read.options.async && !promises && !type.isAny()) {
    sink.report('async-needs-promise', { udf, type: text() }, at);
    return failed;
  }
  if (read.complete && !read.options.async && promises) {
    const edit = declaration.form === 'udf' ? 'udf({ async: true }, ...)' : '@udf({ async: true })';
    const fix = setOption(declaration.call, 'async', 'true', pkg);
    sink.report('promise-needs-async', { udf, type: text(), edit }, at, [], { fix });
    return failed;
  }
  const awaited = promises ? (type.getAwaitedType() ?? type) : type;
  const { field, problems } = mapType(resultName, awaited, use);
  reportTypeProblems(problems, resultName, 'return value', written, analysis);
  return { kind: 'scalar', result: field };
}
