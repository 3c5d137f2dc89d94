import type { UdfModel } from '@sluice/sdk/manifest';
import { bind, type InstanceGetters } from './binding.ts';
import { type Code, indent, prefix, printCode, suffix } from './code.ts';
import { FunctionHolder, type Kept } from './holder.ts';
import { ModuleWriter } from './module-writer.ts';
import { planCall, planParameters } from './parameters.ts';
import { planResult, type ResultPlan, storeNullable } from './result-plan.ts';
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
  const { strict, ...parameters } = planParameters(model, holder, module);
  const call = plan({ strict, ...parameters });
  const result = planResult(model.result, module);
  const kept = [...holder.kept, ...result.kept];
  const body = [
    ...holder.lines,
    ...result.allocate,
    ...keepAlive([...holder.readers, ...result.builders], module),
  ];
  const everyRow = emitEveryRow(model, call, kept, result, module);
  if (strict.length === 0) {
    body.push(result.takesNulls ? `${everyRow};` : `const valid = ${everyRow};`);
  } else {
    body.push(
      ...strictRows(strict, module),
      'if (valid === null) {',
      `  ${result.takesNulls ? '' : 'valid = '}${everyRow};`,
      '} else {',
      ...indent([...result.clearAll, `${emitValidRows(model, call, kept, result, module)};`]),
      '}',
    );
  }
  const args = model.parameters.length === 0 ? '_args' : 'args';
  const column = module.useType('Column');
  module.block([
    ...printFunction(
      'run',
      [
        { name: 'rowCount', type: 'number' },
        { name: args, type: `readonly ${column}[]` },
        { name: 'errors', type: module.useType('RowErrors') },
        { name: 'memory', type: `${module.useType('ResultMemory')} = ${module.use('freshMemory')}` },
      ],
      column,
      [...body, `return ${result.column('valid')};`],
    ),
  ]);
  const type = module.useType('SyncBundleUdf');
  module.block([
    `export const udf: ${type} = { name: ${quote(model.name)}, async: false, fn: ${binding.decorated}, run };`,
  ]);
  return module.print(header);
}

/** The rows in which no parameter is null that admits no null. */
function strictRows(strict: readonly string[], module: ModuleWriter): string[] {
  const narrow = module.use('narrowValid');
  return strict.map((validity, index) =>
    index === 0
      ? `let valid = ${narrow}(null, ${validity}, rowCount, memory);`
      : `valid = ${narrow}(valid, ${validity}, rowCount, memory);`,
  );
}

/** See `keepAlive` of the column layer. */
function keepAlive(names: readonly string[], module: ModuleWriter): string[] {
  return names.length === 0 ? [] : [`${module.use('keepAlive')}(run, [${names.join(', ')}]);`];
}

// The loops stand in functions of their own, which are given typed arrays: what V8 compiles of them depends on no object
// that may be collected between two batches, and each has the whole budget for inlining the author's function.

/** Emits the loop over all rows. @returns the call that runs it and gives the bitmap of the result */
function emitEveryRow(
  model: UdfModel,
  call: Code,
  kept: readonly Kept[],
  result: ResultPlan,
  module: ModuleWriter,
): string {
  const nulls = result.takesNulls
    ? { declare: [], mark: [], given: [], type: 'void', value: '' }
    : {
        declare: ['let valid: Int32Array | null = null;'],
        mark: [`valid = ${module.use('withoutRow')}(valid, row, rowCount, memory);`, ...result.clear],
        given: [{ name: 'memory', type: module.useType('ResultMemory') }],
        type: 'Int32Array | null',
        value: ' valid',
      };
  const parameters = [
    { name: 'rowCount', type: 'number' },
    ...kept,
    { name: 'errors', type: module.useType('RowErrors') },
    ...nulls.given,
  ];
  return emitLoop('everyRow', parameters, nulls.type, module, [
    ...nulls.declare,
    'let row = 0;',
    ...resumable(
      [
        'for (; row < rowCount; row++) {',
        ...indent(storeRow(model, call, result, nulls.mark)),
        '}',
        `return${nulls.value};`,
      ],
      ['errors.add(row, error);', ...nulls.mark, 'row += 1;'],
    ),
  ]);
}

/** Emits the loop over the rows that `valid` names, bit by bit. @returns the call that runs it */
function emitValidRows(
  model: UdfModel,
  call: Code,
  kept: readonly Kept[],
  result: ResultPlan,
  module: ModuleWriter,
): string {
  const mark = result.takesNulls ? [] : [`${module.use('clearValid')}(valid, row);`];
  const parameters = [
    { name: 'valid', type: 'Int32Array' },
    ...kept,
    { name: 'errors', type: module.useType('RowErrors') },
  ];
  return emitLoop('validRows', parameters, 'void', module, [
    'let resume = 0;',
    'let row = 0;',
    ...resumable(
      [
        'for (let word = resume >> 5; word < valid.length; word++) {',
        ...indent([
          'let mask = valid[word] as number;',
          'if (resume > word << 5) mask &= -1 << (resume & 31);',
          'while (mask !== 0) {',
          ...indent([
            'row = (word << 5) + 31 - Math.clz32(mask & -mask);',
            'mask &= mask - 1;',
            ...storeRow(model, call, result, mark),
          ]),
          '}',
        ]),
        '}',
        'return;',
      ],
      ['errors.add(row, error);', ...mark, 'resume = row + 1;'],
    ),
  ]);
}

/** The call in row `row`, and what becomes of its result. */
function storeRow(
  { result: { nullable } }: UdfModel,
  call: Code,
  { takesNulls, store }: ResultPlan,
  markNull: readonly string[],
): string[] {
  const value = printCode(prefix('const value = ', suffix(call, ';')), 4);
  return [...value, ...(nullable && !takesNulls ? storeNullable('value', markNull, store) : store)];
}

function emitLoop(
  name: string,
  parameters: readonly Kept[],
  returned: string,
  module: ModuleWriter,
  body: readonly string[],
): string {
  module.block(printFunction(name, parameters, returned, body));
  return `${name}(${parameters.map((parameter) => parameter.name).join(', ')})`;
}

function printFunction(
  name: string,
  parameters: readonly Kept[],
  returned: string,
  body: readonly string[],
): string[] {
  const items = parameters.map((parameter) => `${parameter.name}: ${parameter.type}`);
  return [
    ...printCode({ open: `function ${name}(`, items, close: `): ${returned} {` }, 0),
    ...indent(body),
    '}',
  ];
}

/** A loop that goes on behind the row that failed. The `try` stands outside it: entering it costs nothing a row. */
function resumable(loop: readonly string[], failed: readonly string[]): string[] {
  return [
    'for (;;) {',
    ...indent(['try {', ...indent(loop), '} catch (error) {', ...indent(failed), '}']),
    '}',
  ];
}
