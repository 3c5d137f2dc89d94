import type { TableUdf } from '@sluice/sdk/manifest';
import { bind, type InstanceGetters } from './binding.ts';
import { indent, prefix, printCode, suffix } from './code.ts';
import { FunctionHolder } from './holder.ts';
import { keepStrict, resumable, skipStrict } from './loops.ts';
import { ModuleWriter } from './module-writer.ts';
import { planCall, planParameters } from './parameters.ts';
import { builderCode } from './result-builder.ts';
import { quote } from './scope.ts';

/** The adapter of a synchronous table function: whole columns in, a List of what each row yields out. */
export function emitTableModule(
  model: TableUdf,
  header: readonly string[],
  packageRoot: string,
  getters: InstanceGetters,
): string {
  const module = new ModuleWriter();
  const binding = bind(model, packageRoot, getters, module);
  const holder = new FunctionHolder(module.scope);
  const plan = planCall(model, binding, holder);
  const parameters = planParameters(model, holder, module);
  const { strict } = parameters;
  const column = module.useType('Column');
  const each = prefix('for (const value of ', suffix(plan(parameters), ') {'));
  const errors = module.useType('RowErrors');
  const args = model.parameters.length === 0 ? '_args' : 'args';
  module.block([
    `function run(rowCount: number, ${args}: readonly ${column}[], errors: ${errors}): ${column} {`,
    ...indent([
      ...holder.lines,
      ...keepStrict(strict, module),
      ...printCode(prefix('const yielded = ', suffix(builderCode(model.result, '0', module), ';')), 1),
      `const result = new ${module.use('YieldedBuilder')}(rowCount, yielded);`,
      'let row = 0;',
      ...resumable(
        [
          'for (; row < rowCount; row++) {',
          ...indent([
            ...skipStrict(strict, module),
            'result.begin(row);',
            ...printCode(each, 4),
            ...indent(['yielded.set(result.nextPlace(), value);']),
            '}',
            'result.end();',
          ]),
          '}',
          'break;',
        ],
        ['errors.add(row, result.fail(error));', 'row += 1;'],
      ),
      'return result.finish();',
    ]),
    '}',
  ]);
  const type = module.useType('SyncBundleUdf');
  module.block([
    `export const udf: ${type} = { name: ${quote(model.name)}, async: false, fn: ${binding.decorated}, run };`,
  ]);
  return module.print(header);
}
