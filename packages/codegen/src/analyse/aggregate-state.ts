import type { ArrowField } from '@sluice/sdk/manifest';
import type { ParameterDeclaration, Type } from 'ts-morph';
import { textOf } from '../type-text.ts';
import {
  type AggregateAnalysis,
  type AggregateMethods,
  type MethodName,
  methodText,
} from './aggregate-methods.ts';
import type { Analysis } from './analysis.ts';
import { mapType } from './map-type.ts';
import { reportTypeProblems } from './type-problems.ts';

/** The state's name in a model. */
const stateName = 'state';

/** What `init` makes: the type that the other methods must take, and its column. */
export interface AnalysedState {
  readonly type: Type;
  readonly text: string;
  readonly field: ArrowField;
}

/** The state of an aggregate; undefined, and reported, where it has no column. */
export function analyseState(init: Analysis, owner: AggregateAnalysis): AnalysedState | undefined {
  const { declaration, sink, udf, pkg } = init;
  const { fn, signatures } = declaration;
  const type = signatures[0]?.getReturnType() ?? fn.getReturnType();
  const text = textOf(type, fn, pkg.project);
  const written = fn.getReturnTypeNode();
  if (written === undefined) {
    sink.report('missing-return-type', { udf, edit: `: ${text}` }, declaration.spanOf(declaration.nameNode));
    return undefined;
  }
  // It is written to a column and read from one.
  const use = { project: pkg.project, at: fn };
  const result = mapType(stateName, type, { ...use, role: 'result' });
  const { field, problems } =
    result.problems.length > 0 ? result : mapType(stateName, type, { ...use, role: 'parameter' });
  reportTypeProblems(problems, stateName, 'the state', written, init);
  if (problems.length > 0) return undefined;
  if (field.nullable) {
    sink.report('aggregate-state-null', { class: owner.udf, type: text }, declaration.spanOf(written));
    return undefined;
  }
  return { type, text, field };
}

/** An aggregate of which each method can be called. */
export interface SoundAggregate {
  readonly owner: AggregateAnalysis;
  readonly methods: AggregateMethods;
  readonly state: AnalysedState;
}

/** Reports the methods that do not take what `init` makes, or that return something else in its place. */
export function checkState(aggregate: SoundAggregate): void {
  const { methods, state } = aggregate;
  const states = { accumulate: 1, merge: 2, finish: 1, retract: 1 } as const;
  for (const name of ['accumulate', 'merge', 'finish', 'retract'] as const) {
    const method = methods[name];
    if (method === undefined) continue;
    const returned = name === 'finish' ? undefined : unreturned(method, state);
    const problem = untaken(method, state, states[name]) ?? returned;
    if (problem !== undefined) reportState(name, method, problem, aggregate);
  }
}

function reportState(
  name: MethodName,
  { declaration, sink, pkg }: Analysis,
  problem: string,
  { owner, methods, state }: SoundAggregate,
): void {
  const result = textOf(declaration.fn.getReturnType(), declaration.fn, pkg.project);
  const edit = methodText(name, state.text, rowText(methods.accumulate), result);
  const init = methods.init.declaration;
  const made = init.spanOf(init.fn.getReturnTypeNode() ?? init.nameNode);
  sink.report(
    'aggregate-state',
    { method: name, class: owner.udf, problem, type: state.text, edit },
    declaration.spanOf(declaration.nameNode),
    [{ ...made, message: 'the state is made here' }],
  );
}

/** What a method takes first in the place of the state, or of two states. */
function untaken(method: Analysis, state: AnalysedState, count: number): string | undefined {
  const parameters = method.declaration.fn.getParameters().filter((each) => each.getName() !== 'this');
  const types = parameterTypes(method).slice(0, count);
  const wrong = types.findIndex((type) => !state.type.isAssignableTo(type));
  const parameter = parameters[wrong];
  const type = types[wrong];
  if (parameter !== undefined && type !== undefined) {
    return `takes ${textOf(type, parameter, method.pkg.project)} as its '${parameter.getName()}'`;
  }
  if (types.length === count) return undefined;
  return types.length === 0 ? 'takes no state' : 'takes one state';
}

/** What a method returns that is no state to go on with. */
function unreturned({ declaration, pkg }: Analysis, state: AnalysedState): string | undefined {
  const { fn, signatures } = declaration;
  const type = signatures[0]?.getReturnType() ?? fn.getReturnType();
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  const fits = (member: Type): boolean =>
    member.isVoid() || member.isUndefined() || member.isAssignableTo(state.type);
  return members.every(fits) ? undefined : `returns ${textOf(type, fn, pkg.project)}`;
}

/** Reports a `retract` that does not take the values that `accumulate` takes. */
export function checkRetract({ owner, methods, state }: SoundAggregate): void {
  const { accumulate, retract } = methods;
  if (retract === undefined) return;
  const added = parameterTypes(accumulate).slice(1);
  const taken = parameterTypes(retract).slice(1);
  if (added.length === taken.length && added.every((type, index) => fits(type, taken[index]))) return;
  const row = rowText(accumulate);
  const details = {
    class: owner.udf,
    row: row === '' ? 'of which there are none' : `'${row}'`,
    edit: methodText('retract', state.text, row),
  };
  const { declaration, sink } = retract;
  sink.report('aggregate-retract', details, declaration.spanOf(declaration.nameNode));
}

function fits(type: Type, into: Type | undefined): boolean {
  return into !== undefined && type.isAssignableTo(into);
}

/** The types of a method's parameters, as its signature has them: those of a generic base class are filled in. */
function parameterTypes({ declaration }: Analysis): readonly Type[] {
  const { fn, signatures } = declaration;
  return (signatures[0]?.getParameters() ?? []).map((parameter) => parameter.getTypeAtLocation(fn));
}

/** The parameters of `accumulate` behind the state, as their author would write them. */
function rowText({ declaration, pkg }: Analysis): string {
  const written = declaration.fn.getParameters().filter((each) => each.getName() !== 'this');
  const text = (parameter: ParameterDeclaration): string =>
    `${parameter.getName()}: ${textOf(parameter.getType(), parameter, pkg.project)}`;
  return written.slice(1).map(text).join(', ');
}
