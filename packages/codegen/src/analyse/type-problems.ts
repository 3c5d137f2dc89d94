import { Node } from 'ts-morph';
import type { RelatedSpan } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';
import { isUnknownImport, meantType } from '../discover/sdk-names.ts';
import type { LoadedPackage } from '../project.ts';
import type { Analysis } from './analysis.ts';
import type { TypeProblem } from './mapping.ts';

/** Reports what is wrong inside a type, each with its path from the parameter or result on. */
export function reportTypeProblems(
  problems: readonly TypeProblem[],
  root: string,
  what: string,
  node: Node,
  { declaration, pkg, sink, udf }: Analysis,
): void {
  const at = declaration.spanOf(node);
  for (const problem of problems) {
    const place = problem.path === root ? what : `${what}: ${problem.path}`;
    const related = declaredElsewhere(problem, node, pkg);
    switch (problem.code) {
      case 'unmappable-type':
        sink.report(problem.code, { udf, place, type: problem.type, hint: problem.hint }, at, related);
        break;
      case 'misplaced-view':
        sink.report(problem.code, { udf, place, type: problem.type, edit: problem.hint }, at, related);
        break;
      case 'duplicate-field':
        sink.report(problem.code, { udf, place, first: problem.first, field: problem.field }, at, related);
        break;
      case 'unresolved-type': {
        const source = node.getSourceFile();
        if (isUnknownImport(problem.type, source)) break; // Reported where it is imported.
        const meant = meantType(problem.type, node, pkg);
        const same = meant?.name === problem.type;
        const edit =
          meant === undefined
            ? 'declare or import it'
            : same
              ? `write import { type ${meant.name} } from '@sluice/sdk'`
              : `did you mean '${meant.name}' of '@sluice/sdk'?`;
        const details = { udf, place, type: problem.type, edit };
        // A near name may be the author's own, to be imported from elsewhere.
        const remedy = meant?.fix && (same ? { fix: meant.fix } : { suggestions: [meant.fix] });
        sink.report(problem.code, details, at, related, remedy);
        break;
      }
      default:
        sink.report(problem.code, { udf, place, type: problem.type }, at, related);
    }
  }
}

/** Where the property is declared that has a problem, unless that is where the type is written. */
function declaredElsewhere(
  { declared }: TypeProblem,
  node: Node,
  { root, sources }: LoadedPackage,
): readonly RelatedSpan[] {
  const declaration = declared?.getDeclarations()[0];
  if (declaration === undefined || !sources.includes(declaration.getSourceFile())) return [];
  if (declaration.getAncestors().includes(node)) return [];
  const place = Node.hasName(declaration) ? declaration.getNameNode() : declaration;
  return [{ ...spanOf(place, root), message: `'${declared?.getName()}' is declared here` }];
}
