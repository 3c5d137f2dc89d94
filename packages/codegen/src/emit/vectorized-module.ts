import { type ArrowField, formatNested, formatType, type VectorizedUdf } from '@sluice/sdk/manifest';
import { type Binding, bind, calleeType, type InstanceGetters } from './binding.ts';
import { type Code, indent, prefix, printCode, suffix, unwrap } from './code.ts';
import { ClassHolder, FunctionHolder } from './holder.ts';
import { resumable } from './loops.ts';
import { ModuleWriter } from './module-writer.ts';
import { needsCast } from './parameters.ts';
import { planNullable, planRead } from './read-plan.ts';
import { resultBuilder } from './result-builder.ts';
import { commentText, quote, toIdentifier, toPascal } from './scope.ts';
import { arrayText, typeText } from './type-text.ts';

/** The adapter of a vectorized function: one call a batch, with the columns' own memory where that can be had. */
export function emitVectorizedModule(
  model: VectorizedUdf,
  header: readonly string[],
  packageRoot: string,
  getters: InstanceGetters,
): string {
  const module = new ModuleWriter();
  const binding = bind(model, packageRoot, getters, module);
  const holder = new FunctionHolder(module.scope);
  const call = planColumns(model, binding, holder, module);
  const column = module.useType('Column');
  const array = resultArray(model.result);
  const built = resultBuilder(model.result, module);
  const element = formatType(model.result.type);
  const expected =
    array === undefined
      ? `an array of ${element}`
      : `${/^I/.test(array) ? 'an' : 'a'} ${array} or an array of ${element}`;
  const args = model.parameters.length === 0 && array === undefined ? '_args' : 'args';
  module.block([
    `function run(rowCount: number, ${args}: readonly ${column}[], errors: ${module.useType('RowErrors')}): ${column} {`,
    ...indent([
      ...holder.lines,
      ...printCode(prefix('const returned: unknown = ', suffix(call, ';')), 1),
      ...(array === undefined
        ? []
        : [
            `if (returned instanceof ${array}) return ${module.use('vectorColumn')}(returned, rowCount, args);`,
          ]),
      `const rows = ${module.use('vectorRows')}(returned, rowCount, ${quote(expected)});`,
      ...printCode(prefix('const result = ', suffix(built, ';')), 1),
      'let row = 0;',
      ...resumable(
        ['for (; row < rowCount; row++) result.set(row, rows[row]);', 'break;'],
        ['errors.add(row, error);', 'row += 1;'],
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

/** The call, with a typed array or a view for each parameter. */
function planColumns(
  model: VectorizedUdf,
  binding: Binding,
  holder: FunctionHolder,
  module: ModuleWriter,
): Code {
  const { receiver } = binding;
  const callee =
    receiver === undefined ? 'fn' : holder.keep('self', receiver.type, receiver.initial) + receiver.method;
  const items = model.parameters.map((field, index): Code => {
    const name = toIdentifier(field.name);
    const column = `args[${index}] as ${module.useType('Column')}`;
    const array = arrayText(field.type);
    if (model.takes[index] === 'typed-array' && array !== undefined) {
      return `${holder.lookUp(`${name}Column`, column)}.values as ${array}`;
    }
    const view = `new ${emitView(field, name, module)}(${column})`;
    return needsCast(field) ? `${view} as Parameters<typeof ${calleeType(binding)}>[${index}]` : view;
  });
  return { open: `${callee}(`, items, close: ')' };
}

/** A class of its own for the parameter, in whose `at` V8 sees one type only. */
function emitView(field: ArrowField, name: string, module: ModuleWriter): string {
  const holder = new ClassHolder();
  const read = planRead(field, 'column', name, field.name, holder, module);
  const value = field.nullable ? planNullable(read, field, 'column', name, holder, module) : read;
  const className = module.scope.name(`${toPascal(name)}View`);
  module.block([
    `/** \`${commentText(field.name)}\`: ${commentText(formatNested(field))}. */`,
    `class ${className} extends ${module.use('ColumnView')}<${typeText(field)}> {`,
    ...indent(holder.print(`column: ${module.useType('Column')}`, ['super(column);'])),
    ...indent([
      `at(row: number): ${typeText(field)} {`,
      ...indent(printCode(prefix('return ', suffix(unwrap(value('row')), ';')), 2)),
      '}',
    ]),
    '}',
  ]);
  return className;
}

/** The typed array that the result may be; undefined where values are not stored as they are in TypeScript. */
function resultArray({ type }: ArrowField): string | undefined {
  if (type.kind === 'int') return type.bitWidth === 64 && type.as === 'number' ? undefined : arrayText(type);
  return type.kind === 'float' && type.bitWidth !== 16 ? arrayText(type) : undefined;
}
