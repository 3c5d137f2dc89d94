import type { ArrowField } from '@sluice/sdk/manifest';
import type { Node, Project, Type } from 'ts-morph';
import { setOption } from '../fix/edits.ts';
import { textOf, writtenText } from '../type-text.ts';
import type { Analysis } from './analysis.ts';
import { isPromise } from './batch.ts';
import { mapType } from './map-type.ts';
import { standardName } from './standard-type.ts';
import { reportTypeProblems } from './type-problems.ts';

// A function that returns an iterator is a table function: each value that it yields is a row.

/** The standard types of which the values are rows. What is a value itself, such as an array, is not among them. */
const iterables: Readonly<Record<string, 'sync' | 'async'>> = {
  Generator: 'sync',
  Iterable: 'sync',
  IterableIterator: 'sync',
  IteratorObject: 'sync',
  AsyncGenerator: 'async',
  AsyncIterable: 'async',
  AsyncIterableIterator: 'async',
  AsyncIteratorObject: 'async',
};

/** Options by which one result is kept, shared or put in order, where a row has any number of them. */
const ofOneResult = ['batch', 'orderBy', 'cache'] as const;

/** What a result yields, and whether it is awaited. */
export interface Yield {
  readonly type: Type;
  readonly async: boolean;
}

/** What a table function yields; undefined for the result of any other. */
export function yieldOf(type: Type, project: Project): Yield | undefined {
  const way = iterables[standardName(type, project) ?? ''];
  const [yielded] = way === undefined ? [] : type.getTypeArguments();
  return yielded === undefined ? undefined : { type: yielded, async: way === 'async' };
}

/** What a table function yields, as a column. */
export function analyseYield(name: string, rows: Yield, written: Node, analysis: Analysis): ArrowField {
  const { declaration, sink, udf, read, pkg } = analysis;
  const text = writtenText(written);
  const at = declaration.spanOf(written);
  for (const option of ofOneResult) {
    if (read.options[option] === undefined) continue;
    sink.report('table-option', { udf, type: text, option }, declaration.spanOf(read.placeOf(option)));
  }
  if (read.complete && read.options.async && !rows.async) {
    const edit = `AsyncGenerator<${textOf(rows.type, written, pkg.project)}>`;
    sink.report('async-needs-async-generator', { udf, type: text, edit }, at);
  }
  if (read.complete && !read.options.async && rows.async) {
    const edit = declaration.form === 'udf' ? 'udf({ async: true }, ...)' : '@udf({ async: true })';
    const fix = setOption(declaration.call, 'async', 'true', pkg);
    sink.report('promise-needs-async', { udf, type: text, edit }, at, [], { fix });
  }
  const use = { project: pkg.project, at: declaration.fn, role: 'result' } as const;
  const root = `${name}[]`;
  const { field, problems } = mapType(root, rows.type, use);
  reportTypeProblems(problems, root, 'a yielded value', written, analysis);
  return { ...field, name };
}

/** Reports a Promise of an iterator, a choice between one and a value, or one that is not iterable; whether it did. */
export function reportUnusableIterator(type: Type, written: Node, analysis: Analysis): boolean {
  const { declaration, sink, udf, pkg } = analysis;
  const text = writtenText(written);
  const at = declaration.spanOf(written);
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  if (members.some((member) => isPromise(member, pkg.project))) {
    const rows = yieldOf(type.getAwaitedType() ?? type, pkg.project);
    if (rows === undefined) return false;
    const edit = `AsyncGenerator<${textOf(rows.type, written, pkg.project)}>`;
    sink.report('promise-of-iterator', { udf, type: text, edit }, at);
    return true;
  }
  const bare = members.some((member) => /^(Async)?Iterator$/.test(standardName(member, pkg.project) ?? ''));
  const hint = bare
    ? '; its values are rows where it is a Generator or an Iterable'
    : '; return the iterator for every row, and yield nothing where there is nothing';
  if (!bare && !members.some((member) => yieldOf(member, pkg.project) !== undefined)) return false;
  sink.report('unmappable-type', { udf, place: 'return value', type: text, hint }, at);
  return true;
}
