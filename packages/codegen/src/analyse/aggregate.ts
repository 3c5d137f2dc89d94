import type { AggregateUdf } from '@sluice/sdk/manifest';
import { Node } from 'ts-morph';
import { type ConstructorObstacle, obstacleToNew } from '../discover/constructor.ts';
import { checkDeterminism } from '../uses/nondeterminism.ts';
import { type AggregateAnalysis, findMethods } from './aggregate-methods.ts';
import { analyseState, checkRetract, checkState } from './aggregate-state.ts';
import type { Analysis } from './analysis.ts';
import { describe } from './description.ts';
import { analyseParameters } from './parameters.ts';
import { analyseResult } from './result.ts';

/** The model of an aggregate; undefined where it has none, for reasons that are reported. */
export function analyseAggregate(analysis: AggregateAnalysis, name: string): AggregateUdf | undefined {
  const { declaration, read } = analysis;
  checkClass(analysis);
  const methods = findMethods(analysis);
  if (methods === undefined) return undefined;
  const state = analyseState(methods.init, analysis);
  const { parameters } = analyseParameters(methods.accumulate, 1);
  const { result } = analyseResult(methods.finish);
  for (const method of Object.values(methods)) if (method !== undefined) checkDeterminism(method);
  for (const method of [methods.accumulate, methods.merge, methods.finish, methods.retract]) {
    if (method !== undefined) checkTyped(method, method === methods.accumulate ? 1 : Infinity);
  }
  if (state === undefined) return undefined;
  checkState({ owner: analysis, methods, state });
  checkRetract({ owner: analysis, methods, state });
  const description = describe(declaration);
  const { file, line, column } = declaration.spanOf(declaration.nameNode);
  return {
    kind: 'aggregate',
    name,
    options: read.options,
    parameters,
    result,
    takesContext: false,
    binding: declaration.binding,
    source: { file, line, column },
    ...(description === undefined ? {} : { description }),
    state: state.field,
    retracts: methods.retract !== undefined,
  };
}

/** Reports what keeps the adapter from making an instance, and columns from having one type. */
function checkClass({ declaration, sink, udf }: AggregateAnalysis): void {
  const { owner } = declaration;
  for (const parameter of owner.getTypeParameters()) {
    sink.report('generic-function', { udf, parameter: parameter.getName() }, declaration.spanOf(parameter));
  }
  const obstacle = obstacleToNew(owner);
  if (obstacle === undefined) return;
  const at = declaration.spanOf(declaration.nameNode);
  sink.report('aggregate-constructor', { class: udf, ...wordsOf(obstacle) }, at);
}

function wordsOf(obstacle: ConstructorObstacle): { readonly problem: string; readonly edit: string } {
  switch (obstacle.kind) {
    case 'abstract':
      return { problem: 'it is abstract', edit: 'make it concrete' };
    case 'not-public':
      return { problem: `its constructor is ${obstacle.visibility}`, edit: 'make that public' };
    case 'arguments':
      return { problem: `its constructor requires ${obstacle.parameters}`, edit: 'give them defaults' };
  }
}

/** Reports parameters without a type among the first of a method; those of a row are reported as columns. */
function checkTyped({ declaration, sink, udf }: Analysis, count: number): void {
  for (const [index, parameter] of declaration.fn.getParameters().entries()) {
    const typed = parameter.getTypeNode() !== undefined || !Node.isIdentifier(parameter.getNameNode());
    if (index >= count || typed) continue;
    const details = { udf, parameter: parameter.getName(), index };
    sink.report('missing-parameter-type', details, declaration.spanOf(parameter));
  }
}
