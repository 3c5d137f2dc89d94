import type { ScalarUdf, TableUdf, UdfModel } from '@sluice/sdk/manifest';
import { batchCall } from './batch-call.ts';
import { bind, type InstanceGetters } from './binding.ts';
import { type Code, indent, prefix, printCode, suffix } from './code.ts';
import { ClassHolder } from './holder.ts';
import { planKey } from './key.ts';
import { ModuleWriter } from './module-writer.ts';
import { type Parameters, planCall, planParameters } from './parameters.ts';
import { builderCode, resultBuilder } from './result-builder.ts';
import { quote } from './scope.ts';

/**
 * The adapter of an asynchronous function, scalar or table: one call a row or a batch of rows, when the executor asks
 * for it.
 */
export function emitAsyncModule(
  model: ScalarUdf | TableUdf,
  header: readonly string[],
  packageRoot: string,
  getters: InstanceGetters,
): string {
  const { batch, cache, orderBy } = model.options;
  const module = new ModuleWriter();
  const binding = bind(model, packageRoot, getters, module);
  const holder = new ClassHolder();
  // A batch function is called by the module, not for a row of its buffers.
  const row = batch === undefined ? planCall(model, binding, holder) : undefined;
  const parameters = planParameters(model, holder, module);
  const key = orderBy === undefined ? undefined : planKey(model, orderBy, holder, module);
  const methods = [
    skipsMethod(parameters, holder, module),
    row === undefined ? refusal(model) : callMethod(model, row(parameters), module),
    ...(batch === undefined && cache === undefined ? [] : [argsMethod(model, parameters)]),
    ...(key === undefined
      ? []
      : [['key(row: number): unknown {', ...indent(printCode(suffix(prefix('return ', key), ';'), 2)), '}']]),
  ];

  const counted = parameters.strict.length > 0;
  const taken = model.parameters.length > 0;
  const head = holder.print(
    [
      ...(counted ? ['rowCount: number'] : []),
      ...(taken ? [`args: readonly ${module.useType('Column')}[]`] : []),
    ].join(', '),
  );
  const passed = [...(counted ? ['rowCount'] : []), ...(taken ? ['args'] : [])].join(', ');
  const className = module.scope.name('Batch');
  module.block([
    `class ${className} implements ${module.useType('OpenBatch')} {`,
    ...indent(head),
    ...indent(methods.flatMap((method, index) => (index === 0 ? method : ['', ...method]))),
    '}',
  ]);
  module.block([
    `export const udf: ${module.useType('AsyncBundleUdf')} = {`,
    ...indent([
      `name: ${quote(model.name)},`,
      'async: true,',
      `fn: ${binding.decorated},`,
      `open: (${counted ? 'rowCount, args' : taken ? '_rowCount, args' : ''}) => new ${className}(${passed}),`,
      ...printCode(prefix('output: (rowCount) => ', suffix(output(model, module), ',')), 1),
      ...(batch === undefined ? [] : printCode(suffix(batchCall(model, binding), ','), 1)),
    ]),
    '};',
  ]);
  return module.print(header);
}

function skipsMethod(parameters: Parameters, holder: ClassHolder, module: ModuleWriter): string[] {
  if (parameters.strict.length === 0) return ['skips(): boolean {', '  return false;', '}'];
  const intersect = `${module.use('intersectValidity')}(rowCount, [${parameters.strict.join(', ')}])`;
  const strict = holder.keep('strictRows', 'Int32Array | null', intersect);
  return ['skips(row: number): boolean {', `  return ${module.use('isNull')}(${strict}, row);`, '}'];
}

function callMethod(model: UdfModel, call: Code, module: ModuleWriter): string[] {
  const table = model.kind === 'table';
  // A generator is left when its call is given up, which the context's signal says, whether the author asks for it or not.
  const taken = model.takesContext || table;
  const row = model.parameters.length > 0 ? ['row: number'] : taken ? ['_row: number'] : [];
  const context = taken ? [`context: ${module.useType('UdfContext', '@sluice/sdk')}`] : [];
  const result: Code = table
    ? { open: `${module.use('collectYielded')}(`, items: [call, 'context.signal'], close: ')' }
    : call;
  return [
    `call(${[...row, ...context].join(', ')}): unknown {`,
    ...indent(printCode(prefix('return ', suffix(result, ';')), 2)),
    '}',
  ];
}

function output(model: UdfModel, module: ModuleWriter): Code {
  if (model.kind !== 'table') return resultBuilder(model.result, module);
  const items = ['rowCount', builderCode(model.result, '0', module)];
  return { open: `new ${module.use('YieldedBuilder')}(`, items, close: ')' };
}

/** The call in a row of a batch function, which the ABI has none to make. */
function refusal({ name }: UdfModel): string[] {
  const message = `${name} takes batches and was called for a row: please report this as a bug of Sluice`;
  return ['call(): never {', `  throw new Error(${quote(message)});`, '}'];
}

function argsMethod(model: UdfModel, parameters: Parameters): string[] {
  const list = { open: 'return [', items: parameters.values('row'), close: '];' };
  return [
    `args(${model.parameters.length > 0 ? 'row: number' : ''}): unknown[] {`,
    ...indent(printCode(list, 2)),
    '}',
  ];
}
