import type { Node } from 'ts-morph';
import type { Analysis } from './analysis.ts';
import type { TypeProblem } from './mapping.ts';

/** Reports what is wrong inside a type, each with its path from the parameter or result on. */
export function reportTypeProblems(
  problems: readonly TypeProblem[],
  root: string,
  what: string,
  node: Node,
  { declaration, sink, udf }: Analysis,
): void {
  const at = declaration.spanOf(node);
  for (const problem of problems) {
    const place = problem.path === root ? what : `${what}: ${problem.path}`;
    switch (problem.code) {
      case 'unmappable-type':
        sink.report(problem.code, { udf, place, type: problem.type, hint: problem.hint }, at);
        break;
      case 'misplaced-view':
        sink.report(problem.code, { udf, place, type: problem.type, edit: problem.hint }, at);
        break;
      case 'duplicate-field':
        sink.report(problem.code, { udf, place, first: problem.first, field: problem.field }, at);
        break;
      default:
        sink.report(problem.code, { udf, place, type: problem.type }, at);
    }
  }
}
