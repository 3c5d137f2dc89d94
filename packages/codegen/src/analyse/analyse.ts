import type { UdfModel } from '@sluice/sdk/manifest';
import { compareText, type DiagnosticSink, type SourceSpan } from '../diagnostics/diagnostic.ts';
import type { Declaration } from '../discover/discover.ts';
import type { LoadedPackage } from '../project.ts';
import type { Analysis } from './analysis.ts';
import { describe } from './description.ts';
import { checkLifecycles } from './lifecycle.ts';
import { checkOrderBy } from './order-by.ts';
import { analyseParameters } from './parameters.ts';
import { readOptions } from './read-options.ts';
import { analyseResult } from './result.ts';
import { isSqlName, toSqlName } from './sql-name.ts';

/**
 * The models of all declarations that can be built, sorted by SQL name. Every reason why one cannot is reported.
 */
export function analyse(
  declarations: readonly Declaration[],
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): readonly UdfModel[] {
  const taken = new Map<string, { readonly name: string; readonly at: SourceSpan }>();
  const models: UdfModel[] = [];
  checkLifecycles(declarations, pkg, sink);
  for (const declaration of declarations) {
    const before = sink.diagnostics.length;
    const udf = declaration.name ?? 'default';
    const read = readOptions(declaration, udf, sink);
    const analysis: Analysis = { declaration, pkg, sink, udf, read };
    const name = nameOf(analysis, taken);
    if (declaration.signatures.length > 1) {
      const at = declaration.spanOf(declaration.nameNode);
      sink.report('overloaded-function', { udf, count: declaration.signatures.length }, at);
      continue;
    }
    const model = analyseSignature(analysis, name ?? '');
    if (sink.diagnostics.length === before) models.push(model);
  }
  return models.sort((a, b) => compareText(a.name, b.name));
}

/** The SQL name, unless there is none, or it is no name, or another function has it. */
function nameOf(
  { declaration, sink, read }: Analysis,
  taken: Map<string, { readonly name: string; readonly at: SourceSpan }>,
): string | undefined {
  const at = declaration.spanOf(declaration.nameNode);
  if (read.name === undefined && declaration.name === undefined) {
    if (read.complete) sink.report('unnamed-function', {}, at);
    return undefined;
  }
  const name = read.name ?? toSqlName(declaration.name ?? '');
  if (!isSqlName(name)) {
    const edit =
      declaration.form === 'udf' ? "udf({ name: 'my_function' }, ...)" : "@udf({ name: 'my_function' })";
    // With bad options the name may be one of them, and reported.
    if (read.complete) sink.report('sql-name-invalid', { name, edit }, at);
    return undefined;
  }
  // Engines that fold case would take `City` and `city` for one.
  const other = taken.get(name.toLowerCase());
  if (other === undefined) {
    taken.set(name.toLowerCase(), { name: declaration.name ?? 'default', at });
    return name;
  }
  sink.report('duplicate-name', { name, other: `function ${other.name}` }, at, [
    { ...other.at, message: `'${name}' is declared here first` },
  ]);
  return undefined;
}

function analyseSignature(analysis: Analysis, name: string): UdfModel {
  const { declaration, read, sink } = analysis;
  const before = sink.diagnostics.length;
  const { parameters, takesContext } = analyseParameters(analysis);
  checkOrderBy(analysis, parameters, sink.diagnostics.length === before);
  const result = analyseResult(analysis);
  const description = describe(declaration);
  const { file, line, column } = declaration.spanOf(declaration.nameNode);
  return {
    kind: 'scalar',
    name,
    options: read.options,
    parameters,
    result,
    takesContext,
    binding: declaration.binding,
    source: { file, line, column },
    ...(description === undefined ? {} : { description }),
  };
}
