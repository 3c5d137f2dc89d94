import type { AggregateUdf } from '@sluice/sdk/manifest';
import { bind, type InstanceGetters } from './binding.ts';
import { type Code, indent, prefix, printCode, suffix, unwrap } from './code.ts';
import { FunctionHolder } from './holder.ts';
import { keepStrict, resumable } from './loops.ts';
import { ModuleWriter } from './module-writer.ts';
import { needsCast, planParameters } from './parameters.ts';
import { planRead } from './read-plan.ts';
import { builderCode } from './result-builder.ts';
import { quote } from './scope.ts';

/** The adapter of an aggregate: its states by group, and one loop for each method of the author's class. */
export function emitAggregateModule(
  model: AggregateUdf,
  header: readonly string[],
  packageRoot: string,
  getters: InstanceGetters,
): string {
  const module = new ModuleWriter();
  const { decorated, receiver } = bind(model, packageRoot, getters, module);
  // bind() gives every class its instance.
  const { type, initial } = receiver as NonNullable<typeof receiver>;
  const state = module.scope.name('State');
  const emitter = new MethodEmitter(model, state, module);
  const methods = [
    ['get groupCount(): number {', '  return this.byGroup.length;', '}'],
    emitter.rows('accumulate'),
    ...(model.retracts ? [emitter.rows('retract')] : []),
    emitter.merge(),
    emitter.groups('states', model.state, `byGroup[group] as ${state}`),
    emitter.groups('finish', model.result, `aggregate.finish(byGroup[group] as ${state})`),
  ];
  module.block([`type ${state} = ReturnType<${type}['init']>;`]);
  const className = module.scope.name('States');
  module.block([
    `class ${className} implements ${module.useType('AggregateStates')} {`,
    ...indent([
      `private readonly aggregate: ${type} = ${initial};`,
      `private readonly byGroup: ${state}[] = [];`,
      ...methods.flatMap((method) => ['', ...method]),
    ]),
    '}',
  ]);
  module.block([
    `export const udf: ${module.useType('AggregateBundleUdf')} = {`,
    ...indent([
      `name: ${quote(model.name)},`,
      'async: false,',
      'aggregate: true,',
      `fn: ${decorated},`,
      `open: () => new ${className}(),`,
    ]),
    '};',
  ]);
  return module.print(header);
}

/** The methods of the emitted class. */
class MethodEmitter {
  private readonly model: AggregateUdf;
  private readonly state: string;
  private readonly module: ModuleWriter;

  constructor(model: AggregateUdf, state: string, module: ModuleWriter) {
    this.model = model;
    this.state = state;
    this.module = module;
  }

  /** `accumulate` and `retract`: each row into, or out of, the state of its group. */
  rows(method: 'accumulate' | 'retract'): string[] {
    const { model, module } = this;
    const holder = new FunctionHolder(module.scope);
    const parameters = planParameters(model, holder, module);
    const { strict } = parameters;
    const values = parameters.values('row').map((value, index): Code => {
      const field = model.parameters[index];
      if (field === undefined || !needsCast(field)) return value;
      return prefix('(', suffix(value, `) as Parameters<typeof aggregate.${method}>[${index + 1}]`));
    });
    const column = module.useType('Column');
    const args = model.parameters.length === 0 ? '_args' : 'args';
    const head = `rowCount: number, ${args}: readonly ${column}[], groups: Int32Array, errors: ${module.useType('RowErrors')}`;
    return [
      ...printCode({ open: `${method}(`, items: head.split(', '), close: '): void {' }, 1),
      ...indent([
        'const { aggregate, byGroup } = this;',
        ...holder.lines,
        ...keepStrict(strict, module),
        ...this.eachRow('rowCount', strict.length === 0 ? undefined : 'strict', method, values),
      ]),
      '}',
    ];
  }

  /** `merge`: each state of a column into that of its group. */
  merge(): string[] {
    const { model, module, state } = this;
    const holder = new FunctionHolder(module.scope);
    const read = unwrap(planRead(model.state, 'states', 'state', 'state', holder, module)('row'));
    const value = needsCast(model.state) ? prefix('(', suffix(read, `) as ${state}`)) : read;
    const head = `states: ${module.useType('Column')}, groups: Int32Array, errors: ${module.useType('RowErrors')}`;
    return [
      `merge(${head}): void {`,
      ...indent([
        'const { aggregate, byGroup } = this;',
        ...holder.lines,
        ...this.eachRow('states.length', 'states.validity', 'merge', [value]),
      ]),
      '}',
    ];
  }

  /** `states` and `finish`: one value a group. */
  groups(method: 'states' | 'finish', field: AggregateUdf['state'], value: string): string[] {
    const { module } = this;
    const builder = builderCode(field, 'groupCount', module);
    return [
      `${method}(groupCount: number, errors: ${module.useType('RowErrors')}): ${module.useType('Column')} {`,
      ...indent([
        'const { aggregate, byGroup } = this;',
        ...printCode(prefix('const result = ', suffix(builder, ';')), 2),
        'let group = 0;',
        ...resumable(
          [
            'for (; group < groupCount; group++) {',
            ...indent([INIT, `result.set(group, ${value});`]),
            '}',
            'break;',
          ],
          ['errors.add(group, error);', 'group += 1;'],
        ),
        'return result.finish();',
      ]),
      '}',
    ];
  }

  private eachRow(
    count: string,
    validity: string | undefined,
    method: string,
    values: readonly Code[],
  ): string[] {
    const { module, state } = this;
    const call: Code = {
      open: `const next: unknown = aggregate.${method}(`,
      items: [`byGroup[group] as ${state}`, ...values],
      close: ');',
    };
    return [
      'let row = 0;',
      ...resumable(
        [
          `for (; row < ${count}; row++) {`,
          ...indent([
            ...(validity === undefined ? [] : [`if (${module.use('isNull')}(${validity}, row)) continue;`]),
            'const group = groups[row] as number;',
            INIT,
            ...printCode(call, 5),
            `if (next !== undefined) byGroup[group] = ${module.use('newState')}(next) as ${state};`,
          ]),
          '}',
          'break;',
        ],
        ['errors.add(row, error);', 'row += 1;'],
      ),
    ];
  }
}

/** Groups come up in order, or nearly: a state is made for each up to the one at hand. */
const INIT = 'while (byGroup.length <= group) byGroup.push(aggregate.init());';
