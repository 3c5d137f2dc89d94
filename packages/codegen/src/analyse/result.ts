import type { ArrowField } from '@sluice/sdk/manifest';
import { Node, type Type } from 'ts-morph';
import { textOf } from '../type-text.ts';
import type { Analysis } from './analysis.ts';
import { batchResultType, isPromise, mapBatchResult } from './batch.ts';
import { mapType, standardName } from './map-type.ts';
import { reportTypeProblems } from './type-problems.ts';

/** The result's name in a model. */
const resultName = 'value';

const iterators = new Set([
  'Generator',
  'AsyncGenerator',
  'Iterator',
  'AsyncIterator',
  'IteratorObject',
  'AsyncIteratorObject',
  'Iterable',
  'AsyncIterable',
  'IterableIterator',
  'AsyncIterableIterator',
]);

/** The column that a function gives, with its Promise taken off. */
export function analyseResult(analysis: Analysis): ArrowField {
  const { declaration, sink, udf, read, pkg } = analysis;
  const { fn } = declaration;
  const type = declaration.signatures[0]?.getReturnType() ?? fn.getReturnType();
  const text = textOf(type, fn, pkg.project);
  const failed: ArrowField = { name: resultName, type: { kind: 'utf8' }, nullable: true };

  const written = fn.getReturnTypeNode();
  if (written === undefined) {
    const edit = `: ${type.isAny() ? 'string' : text}`;
    sink.report('missing-return-type', { udf, edit }, declaration.spanOf(declaration.nameNode));
    return failed;
  }
  const at = declaration.spanOf(written);
  if (isIterator(type, analysis) || (Node.isGeneratorable(fn) && fn.isGenerator())) {
    sink.report('generator-function', { udf, type: text }, at);
    return failed;
  }
  const use = { project: pkg.project, at: fn, role: 'result' } as const;
  if (read.batched) {
    const inRow = batchResultType(type, written, analysis);
    if (inRow === undefined) return failed;
    const { field, problems } = mapBatchResult(`${resultName}[]`, inRow, use);
    reportTypeProblems(problems, `${resultName}[]`, 'an element of the return value', written, analysis);
    return { ...field, name: resultName };
  }
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  const promises = members.some((member) => isPromise(member, pkg.project));
  // Where an option could not be read it may have been this one.
  if (read.complete && read.options.async && !promises && !type.isAny()) {
    sink.report('async-needs-promise', { udf, type: text }, at);
    return failed;
  }
  if (read.complete && !read.options.async && promises) {
    const edit = declaration.form === 'udf' ? 'udf({ async: true }, ...)' : '@udf({ async: true })';
    sink.report('promise-needs-async', { udf, type: text, edit }, at);
    return failed;
  }
  const awaited = promises ? (type.getAwaitedType() ?? type) : type;
  const { field, problems } = mapType(resultName, awaited, use);
  reportTypeProblems(problems, resultName, 'return value', written, analysis);
  return field;
}

function isIterator(type: Type, { pkg }: Analysis): boolean {
  return iterators.has(standardName(type, pkg.project) ?? '');
}
