import { type ResolvedOptions, resolveOptions } from '@sluice/sdk/manifest';
import type { Node } from 'ts-morph';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { Declaration } from '../discover/discover.ts';
import { evaluate, type OptionNodes, placeOf } from './constant.ts';

/** The options of a declaration, as far as they can be known. */
export interface ReadOptions {
  /** The SQL name that the author chose. */
  readonly name: string | undefined;
  readonly options: ResolvedOptions;
  /** Whether `options` is what the author wrote; otherwise a diagnostic says why not, and defaults stand in. */
  readonly complete: boolean;
}

/** Evaluates and checks the options of a declaration; every problem is reported at the option that has it. */
export function readOptions(declaration: Declaration, udf: string, sink: DiagnosticSink): ReadOptions {
  const written = declaration.options;
  const nodes: OptionNodes = new Map();
  if (written === undefined) return { ...resolveOptions(undefined), complete: true };
  const constant = evaluate(written, nodes);
  if ('notConstant' in constant) {
    for (const found of constant.notConstant) {
      const { node, because } = placeOf(found, written, nodes);
      const option = nameOf(node, nodes);
      const text = node.getText().replace(/\s+/g, ' ');
      sink.report(
        'option-not-constant',
        {
          udf,
          option: option === undefined ? 'the options' : `option '${option}'`,
          text: text.length > 60 ? `${text.slice(0, 60)}…` : text,
        },
        declaration.spanOf(node),
        because === undefined
          ? []
          : [{ ...declaration.spanOf(because), message: 'this is known only when it runs' }],
      );
    }
    return { ...resolveOptions(undefined), complete: false };
  }
  const { name, options, problems } = resolveOptions(constant.value);
  for (const { option, message } of problems) {
    const node = nodes.get(option) ?? nodes.get(option.split('.')[0] ?? option) ?? written;
    sink.report('invalid-option', { udf, problem: message }, declaration.spanOf(node));
  }
  return { name, options, complete: problems.length === 0 };
}

/** The innermost option that a node is written in. */
function nameOf(node: Node, nodes: OptionNodes): string | undefined {
  let innermost: string | undefined;
  for (const [option, property] of nodes) {
    if (property === node || node.getAncestors().includes(property)) innermost = option;
  }
  return innermost;
}
