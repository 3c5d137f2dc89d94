import type { UdfModel } from '@sluice/sdk/manifest';
import { bind, type InstanceGetters } from './binding.ts';
import { type Code, indent, prefix, printCode, suffix } from './code.ts';
import { FunctionHolder } from './holder.ts';
import { ModuleWriter } from './module-writer.ts';
import { type Parameters, planCall, planParameters } from './parameters.ts';
import { resultBuilder } from './result-builder.ts';
import { type InlineResult, planInline, storeNullable } from './result-plan.ts';
import { quote } from './scope.ts';

/** The adapter of a synchronous function: whole columns in, one column out. */
export function emitSyncModule(
  model: UdfModel,
  header: readonly string[],
  packageRoot: string,
  getters: InstanceGetters,
): string {
  const module = new ModuleWriter();
  const binding = bind(model, packageRoot, getters, module);
  const holder = new FunctionHolder(module.scope);
  const plan = planCall(model, binding, holder);
  const parameters = planParameters(model, holder, module);
  const call = plan(parameters);
  const inline = planInline(model.result, module);
  const body =
    inline === undefined
      ? builderBody(model, parameters, call, module)
      : inlineBody(model, parameters, call, inline, module);
  const column = module.useType('Column');
  const errors = module.useType('RowErrors');
  const args = model.parameters.length === 0 ? '_args' : 'args';
  module.block([
    `function run(rowCount: number, ${args}: readonly ${column}[], errors: ${errors}): ${column} {`,
    ...indent([...holder.lines, ...body]),
    '}',
  ]);
  const type = module.useType('SyncBundleUdf');
  module.block([
    `export const udf: ${type} = { name: ${quote(model.name)}, async: false, fn: ${binding.decorated}, run };`,
  ]);
  return module.print(header);
}

/** Results of fixed width are stored in place. */
function inlineBody(
  model: UdfModel,
  parameters: Parameters,
  call: Code,
  inline: InlineResult,
  module: ModuleWriter,
): string[] {
  const { strict } = parameters;
  const clearValid = module.use('clearValid');
  const store = (markNull: string): string[] => [
    ...printCode(prefix('const value = ', suffix(call, ';')), 7),
    ...(model.result.nullable ? storeNullable('value', markNull, inline.store) : inline.store),
  ];
  const firstNull = `${clearValid}((valid ??= ${module.use('allValid')}(rowCount)), row);`;
  const dense = resumable(
    ['for (; row < rowCount; row++) {', ...indent(store(firstNull)), '}'],
    [firstNull, 'errors.add(row, error);', 'row += 1;'],
  );
  const finish = `return ${inline.column('valid')};`;
  if (strict.length === 0) {
    return [...inline.allocate, 'let valid: Int32Array | null = null;', 'let row = 0;', ...dense, finish];
  }
  const nextNull = `${clearValid}(valid, row);`;
  return [
    ...inline.allocate,
    ...intersection('let valid = ', strict, module),
    'let row = 0;',
    'if (valid === null) {',
    ...indent(dense),
    '} else {',
    ...indent(maskedLoop(store(nextNull), [nextNull, 'errors.add(row, error);'])),
    '}',
    finish,
  ];
}

/** The rows in which no parameter is null that admits no null. */
export function intersection(target: string, strict: readonly string[], module: ModuleWriter): string[] {
  const validities = { open: '[', items: strict, close: ']' };
  return printCode(
    { open: `${target}${module.use('intersectValidity')}(`, items: ['rowCount', validities], close: ');' },
    1,
  );
}

/** Results of other types go through their builder. */
function builderBody(model: UdfModel, { strict }: Parameters, call: Code, module: ModuleWriter): string[] {
  const skip = strict.length === 0 ? [] : [`if (${module.use('isNull')}(strict, row)) continue;`];
  return [
    ...(strict.length === 0 ? [] : intersection('const strict = ', strict, module)),
    ...printCode(prefix('const result = ', suffix(resultBuilder(model.result, module), ';')), 1),
    'let row = 0;',
    ...resumable(
      [
        'for (; row < rowCount; row++) {',
        ...indent([...skip, ...printCode({ open: 'result.set(', items: ['row', call], close: ');' }, 4)]),
        '}',
      ],
      ['errors.add(row, error);', 'row += 1;'],
    ),
    'return result.finish();',
  ];
}

/** The loop over the words of `valid`: a full word runs like the dense loop, others bit by bit. */
function maskedLoop(row: readonly string[], failed: readonly string[]): string[] {
  return [
    'let resume = 0;',
    ...resumable(
      [
        'for (let word = resume >> 5; word << 5 < rowCount; word++) {',
        ...indent([
          'const base = word << 5;',
          'let mask = valid[word] as number;',
          'if (resume > base) mask &= -1 << (resume & 31);',
          'if (mask === -1) {',
          ...indent(['for (row = base; row < base + 32; row++) {', ...indent(row), '}']),
          '} else {',
          ...indent([
            'while (mask !== 0) {',
            ...indent(['row = base + 31 - Math.clz32(mask & -mask);', 'mask &= mask - 1;', ...row]),
            '}',
          ]),
          '}',
        ]),
        '}',
      ],
      [...failed, 'resume = row + 1;'],
    ),
  ];
}

/** A loop that goes on behind the row that failed. The `try` stands outside it: entering it costs nothing a row. */
export function resumable(loop: readonly string[], failed: readonly string[]): string[] {
  return [
    'for (;;) {',
    ...indent(['try {', ...indent([...loop, 'break;']), '} catch (error) {', ...indent(failed), '}']),
    '}',
  ];
}
