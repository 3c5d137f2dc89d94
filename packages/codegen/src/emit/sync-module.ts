import type { UdfModel } from '@sluice/sdk/manifest';
import { bind, type InstanceGetters } from './binding.ts';
import { type Code, indent, prefix, printCode, suffix } from './code.ts';
import { type Kept, LoopHolder } from './holder.ts';
import { narrowStrict } from './loops.ts';
import { ModuleWriter } from './module-writer.ts';
import { type Parameters, planCall, planParameters } from './parameters.ts';
import { planResult, type ResultPlan, storeNullable } from './result-plan.ts';
import { quote } from './scope.ts';
import { emitTruthTable, hasTruthTable } from './truth-table.ts';

/** The adapter of a synchronous function: whole columns in, one column out. */
export function emitSyncModule(
  model: UdfModel,
  header: readonly string[],
  packageRoot: string,
  getters: InstanceGetters,
): string {
  const module = new ModuleWriter();
  const binding = bind(model, packageRoot, getters, module);
  const holder = new LoopHolder(module.scope);
  const plan = planCall(model, binding, holder);
  const body = hasTruthTable(model)
    ? emitTruthTable(model, plan, holder, module)
    : emitLoops(model, plan, holder, module);
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
      body,
    ),
  ]);
  const type = module.useType('SyncBundleUdf');
  module.block([
    `export const udf: ${type} = { name: ${quote(model.name)}, async: false, fn: ${binding.decorated}, run };`,
  ]);
  return module.print(header);
}

/** What the loops of a module share. */
interface Loops {
  readonly model: UdfModel;
  readonly holder: LoopHolder;
  readonly result: ResultPlan;
  readonly module: ModuleWriter;
}

/** Emits the loops over all rows and over some. @returns the statements of `run` */
function emitLoops(
  model: UdfModel,
  plan: (parameters: Parameters, checked?: boolean) => Code,
  holder: LoopHolder,
  module: ModuleWriter,
): string[] {
  const parameters = planParameters(model, holder, module);
  for (const line of holder.moduleLines) module.block([line]);
  const unexpected = holder.unexpected.length > 0;
  const result = planResult(model.result, module);
  const loops = { model, holder, result, module };
  const declareWhole = unexpected ? ['let valid: Int32Array | null = null;'] : [];
  const declareValid = parameters.strict.length > 0 ? narrowStrict(parameters.strict, module) : declareWhole;
  // The bitmap's memory before that of the values: see `ResultMemory`.
  const body = [
    ...holder.lines,
    ...declareValid,
    ...result.allocate,
    ...keepAlive([...holder.readers, ...result.builders], module),
  ];
  const returned = `return ${result.column('valid')};`;
  const everyRow = emitEveryRow(loops, plan(parameters, !unexpected));
  if (declareValid.length === 0) {
    return [...body, result.takesNulls ? `${everyRow};` : `const valid = ${everyRow};`, returned];
  }
  return [
    ...body,
    `if (${['valid', ...holder.unexpected.map(({ name }) => name)].map((name) => `${name} === null`).join(' && ')}) {`,
    `  ${result.takesNulls ? '' : 'valid = '}${everyRow};`,
    '} else {',
    ...indent([
      ...(unexpected ? [`valid ??= ${module.use('allValid')}(rowCount, memory);`] : []),
      ...result.clearAll,
      `${emitValidRows(loops, plan(parameters, unexpected))};`,
    ]),
    '}',
    returned,
  ];
}

/** See `keepAlive` of the column layer. */
function keepAlive(names: readonly string[], module: ModuleWriter): string[] {
  return names.length === 0 ? [] : [`${module.use('keepAlive')}(run, [${names.join(', ')}]);`];
}

// The loops stand in functions of their own, which are given typed arrays: what V8 compiles of them depends on no object
// that may be collected between two batches, and each has the whole budget for inlining the author's function. The `try`
// stands inside, which costs nothing: a row that fails is one turn of the loop like others.

/** Emits the loop over all rows. @returns the call that runs it and gives the bitmap of the result */
function emitEveryRow(loops: Loops, call: Code): string {
  const { holder, result, module } = loops;
  const nulls = result.takesNulls
    ? { declare: [], mark: [], given: [], type: 'void', end: [] }
    : {
        declare: ['let valid: Int32Array | null = null;'],
        mark: [`valid = ${module.use('withoutRow')}(valid, row, rowCount, memory);`, ...result.clear],
        given: [{ name: 'memory', type: module.useType('ResultMemory') }],
        type: 'Int32Array | null',
        end: ['return valid;'],
      };
  const parameters = [
    { name: 'rowCount', type: 'number' },
    ...holder.kept,
    ...result.kept,
    { name: 'errors', type: module.useType('RowErrors') },
    ...nulls.given,
  ];
  const row = storeRow(loops, call, nulls.mark);
  const { before, after } = wordLines(loops);
  const rows =
    before.length === 0
      ? ['for (let row = 0; row < rowCount; row++) {', ...indent(row), '}']
      : [
          'for (let word = 0; word << 5 < rowCount; word++) {',
          ...indent([
            ...before,
            'const end = Math.min(rowCount, (word + 1) << 5);',
            'for (let row = word << 5; row < end; row++) {',
            ...indent(row),
            '}',
            ...after,
          ]),
          '}',
        ];
  return emitLoop('everyRow', parameters, nulls.type, module, [...nulls.declare, ...rows, ...nulls.end]);
}

/** Emits the loop over the rows that `valid` names, bit by bit. @returns the call that runs it */
function emitValidRows(loops: Loops, call: Code): string {
  const { holder, result, module } = loops;
  const mark = result.takesNulls ? [] : [`${module.use('clearValid')}(valid, row);`];
  const parameters = [
    { name: 'valid', type: 'Int32Array' },
    ...holder.kept,
    ...holder.unexpected,
    ...result.kept,
    { name: 'errors', type: module.useType('RowErrors') },
  ];
  const { before, after } = wordLines(loops);
  return emitLoop('validRows', parameters, 'void', module, [
    'for (let word = 0; word < valid.length; word++) {',
    ...indent([
      ...before,
      'let mask = valid[word] as number;',
      'while (mask !== 0) {',
      ...indent([
        'const row = (word << 5) + 31 - Math.clz32(mask & -mask);',
        'mask &= mask - 1;',
        ...storeRow(loops, call, mark),
      ]),
      '}',
      ...after,
    ]),
    '}',
  ]);
}

/** What is done before and after the rows of each word. */
function wordLines({ holder, result }: Loops): ResultPlan['words'] {
  return { before: [...holder.wordLines, ...result.words.before], after: result.words.after };
}

/** The call in row `row`, and what becomes of its result. */
function storeRow({ model, result }: Loops, call: Code, markNull: readonly string[]): string[] {
  const { takesNulls, store } = result;
  const value = printCode(prefix('const value = ', suffix(call, ';')), 4);
  const stored = model.result.nullable && !takesNulls ? storeNullable('value', markNull, store) : store;
  return [
    'try {',
    ...indent([...value, ...stored]),
    '} catch (error) {',
    ...indent(['errors.add(row, error);', ...markNull]),
    '}',
  ];
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
