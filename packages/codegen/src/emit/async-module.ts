import type { UdfModel } from '@sluice/sdk/manifest';
import { bind, type InstanceGetters } from './binding.ts';
import { indent, prefix, printCode, suffix } from './code.ts';
import { ClassHolder } from './holder.ts';
import { ModuleWriter } from './module-writer.ts';
import { planParameters } from './parameters.ts';
import { resultBuilder } from './result-builder.ts';

import { quote } from './scope.ts';

/** The adapter of an asynchronous function: one call a row, when the executor asks for it. */
export function emitAsyncModule(
  model: UdfModel,
  header: readonly string[],
  packageRoot: string,
  getters: InstanceGetters,
): string {
  const module = new ModuleWriter();
  const binding = bind(model, packageRoot, getters, module);
  const holder = new ClassHolder();
  const parameters = planParameters(model, binding, holder, module);
  const skips: string[] = [];
  if (parameters.strict.length > 0) {
    const intersect = `${module.use('intersectValidity')}(rowCount, [${parameters.strict.join(', ')}])`;
    const strict = holder.keep('strictRows', 'Int32Array | null', intersect);
    skips.push('skips(row: number): boolean {', `  return ${module.use('isNull')}(${strict}, row);`, '}');
  } else {
    skips.push('skips(): boolean {', '  return false;', '}');
  }
  const counted = parameters.strict.length > 0;
  const args = model.parameters.length > 0;
  const head = holder.print(
    [
      ...(counted ? ['rowCount: number'] : []),
      ...(args ? [`args: readonly ${module.useType('Column')}[]`] : []),
    ].join(', '),
  );
  const passed = [...(counted ? ['rowCount'] : []), ...(args ? ['args'] : [])].join(', ');
  const row = model.parameters.length > 0 ? ['row: number'] : model.takesContext ? ['_row: number'] : [];
  const context = model.takesContext ? [`context: ${module.useType('UdfContext', '@sluice/sdk')}`] : [];
  const batch = module.scope.name('Batch');
  module.block([
    `class ${batch} implements ${module.useType('OpenBatch')} {`,
    ...indent(head),
    ...indent([
      ...skips,
      '',
      `call(${[...row, ...context].join(', ')}): unknown {`,
      ...indent(printCode(prefix('return ', suffix(parameters.call('row'), ';')), 2)),
      '}',
    ]),
    '}',
  ]);
  module.block([
    `export const udf: ${module.useType('AsyncBundleUdf')} = {`,
    ...indent([
      `name: ${quote(model.name)},`,
      'async: true,',
      `fn: ${binding.decorated},`,
      `open: (${counted ? 'rowCount, args' : args ? '_rowCount, args' : ''}) => new ${batch}(${passed}),`,
      ...printCode(prefix('output: (rowCount) => ', suffix(resultBuilder(model.result, module), ',')), 1),
    ]),
    '};',
  ]);
  return module.print(header);
}
