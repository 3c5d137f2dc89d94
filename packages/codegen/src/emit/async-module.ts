import type { UdfModel } from '@sluice/sdk/manifest';
import { batchCall } from './batch-call.ts';
import { bind, type InstanceGetters } from './binding.ts';
import { type Code, indent, prefix, printCode, suffix } from './code.ts';
import { ClassHolder } from './holder.ts';
import { planKey } from './key.ts';
import { ModuleWriter } from './module-writer.ts';
import { type Parameters, planCall, planParameters } from './parameters.ts';
import { resultBuilder } from './result-builder.ts';
import { quote } from './scope.ts';

/** The adapter of an asynchronous function: one call a row or a batch of rows, when the executor asks for it. */
export function emitAsyncModule(
  model: UdfModel,
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
      ...printCode(prefix('output: (rowCount) => ', suffix(resultBuilder(model.result, module), ',')), 1),
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
  const row = model.parameters.length > 0 ? ['row: number'] : model.takesContext ? ['_row: number'] : [];
  const context = model.takesContext ? [`context: ${module.useType('UdfContext', '@sluice/sdk')}`] : [];
  return [
    `call(${[...row, ...context].join(', ')}): unknown {`,
    ...indent(printCode(prefix('return ', suffix(call, ';')), 2)),
    '}',
  ];
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
