import {
  type OptionHint,
  type ResolvedOptions,
  resolveAggregateOptions,
  resolveOptions,
} from '@sluice/sdk/manifest';
import { Node } from 'ts-morph';
import type { DiagnosticSink, Fix } from '../diagnostics/diagnostic.ts';
import type { Declaration } from '../discover/declaration.ts';
import { renameProperty, setOption } from '../fix/edits.ts';
import type { LoadedPackage } from '../project.ts';
import { evaluate } from './constant.ts';
import { type Constant, type NotConstant, type OptionNodes, placeOf } from './constant-value.ts';

/** The options of a declaration, as far as they can be known. */
export interface ReadOptions {
  /** The SQL name that the author chose. */
  readonly name: string | undefined;
  readonly options: ResolvedOptions;
  /** Whether `options` is what the author wrote; otherwise a diagnostic says why not, and defaults stand in. */
  readonly complete: boolean;
  /** Whether the function is called with batches, as far as that can be known. */
  readonly batched: boolean;
  /** Whether the function takes whole columns, as far as that can be known. */
  readonly vectorized: boolean;
  /** Where an option is written, or the nearest place around it. */
  placeOf(option: string): Node;
}

/** Evaluates and checks the options of a declaration; every problem is reported at the option that has it. */
export function readOptions(
  declaration: Declaration,
  udf: string,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): ReadOptions {
  const written = declaration.options;
  const nodes: OptionNodes = new Map();
  const place = (option: string): Node =>
    nodes.get(option) ?? nodes.get(option.split('.')[0] ?? option) ?? written ?? declaration.nameNode;

  const constant: Constant = written === undefined ? { value: undefined } : evaluate(written, nodes);
  const notConstant = 'notConstant' in constant ? constant.notConstant : [];
  for (const found of notConstant) {
    reportNotConstant(placeOf(found, written ?? found.node, nodes), nodes, udf, declaration, sink);
  }
  const resolve = declaration.kind === 'aggregate' ? resolveAggregateOptions : resolveOptions;
  const { name, options, problems } = resolve('value' in constant ? constant.value : undefined);
  for (const { option, message, hint } of problems) {
    const fix = hint && followHint(hint, option, nodes.get(option), declaration, pkg);
    sink.report('invalid-option', { udf, problem: message }, declaration.spanOf(place(option)), [], { fix });
  }
  const complete = notConstant.length === 0 && problems.length === 0;
  const batched = options.batch !== undefined || (!complete && nodes.has('batch'));
  const vectorized = options.vectorized === true || (!complete && nodes.has('vectorized'));
  return { name, options, complete, batched, vectorized, placeOf: place };
}

/** What would do, where it is certain. */
function followHint(
  hint: OptionHint,
  option: string,
  node: Node | undefined,
  declaration: Declaration,
  pkg: LoadedPackage,
): Fix | undefined {
  if ('needs' in hint)
    return isAsynchronous(declaration) ? setOption(declaration.call, hint.needs, 'true', pkg) : undefined;
  const [group, name] = [groupOf(hint.meant), hint.meant.slice(groupOf(hint.meant).length)];
  return node !== undefined && groupOf(option) === group ? renameProperty(node, name, pkg) : undefined;
}

/** `retry.` of `retry.backoff` */
function groupOf(option: string): string {
  return option.slice(0, option.lastIndexOf('.') + 1);
}

/** Whether a function is one that its author has marked as asynchronous. */
function isAsynchronous(declaration: Declaration): boolean {
  return declaration.kind === 'function' && Node.isAsyncable(declaration.fn) && declaration.fn.isAsync();
}

function reportNotConstant(
  { node, because }: NotConstant,
  nodes: OptionNodes,
  udf: string,
  declaration: Declaration,
  sink: DiagnosticSink,
): void {
  const option = nameOf(node, nodes);
  const written = node.getText().replace(/\s+/g, ' ');
  const text = written.length > 60 ? `${written.slice(0, 60)}…` : written;
  const at = declaration.spanOf(node);
  if (option === 'retry.when') {
    // All that must be known of it is that it is one.
    sink.report('option-not-function', { udf, option, text }, at);
    return;
  }
  const named = option === undefined ? 'the options' : `option '${option}'`;
  const related =
    because === undefined
      ? []
      : [{ ...declaration.spanOf(because), message: 'this is known only when it runs' }];
  sink.report('option-not-constant', { udf, option: named, text }, at, related);
}

/** The innermost option that a node is written in. */
function nameOf(node: Node, nodes: OptionNodes): string | undefined {
  let innermost: string | undefined;
  for (const [option, property] of nodes) {
    if (property === node || node.getAncestors().includes(property)) innermost = option;
  }
  return innermost;
}
