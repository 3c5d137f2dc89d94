import { type ArrowField, formatNested, type UdfModel } from '@sluice/sdk/manifest';
import { type Binding, calleeType } from './binding.ts';
import { type Code, prefix, suffix, unwrap } from './code.ts';
import type { Holder } from './holder.ts';
import type { ModuleWriter } from './module-writer.ts';
import { planNullable, planRead, type Read } from './read-plan.ts';
import { toIdentifier } from './scope.ts';
import { nullText } from './type-text.ts';

/** The arguments of a call, and the rows in which it is made. */
export interface Parameters {
  /** The bitmaps of the parameters that admit no null. */
  readonly strict: readonly string[];
  /** The values in the row that the expression names. `checked` as in `Read`. */
  values(row: string, checked?: boolean): readonly Code[];
}

/** Looks up every parameter's buffers and plans how a row of them is read. */
export function planParameters(model: UdfModel, holder: Holder, module: ModuleWriter): Parameters {
  const strict: string[] = [];
  const reads = model.parameters.map((field, index): Read => {
    // Nothing is looked up for what is always the same.
    if (field.type.kind === 'null' && field.nullable) return () => nullText(field);
    const name = toIdentifier(field.name);
    const column = holder.lookUp(`${name}Column`, `args[${index}] as ${module.useType('Column')}`);
    const read = planRead(field, column, name, field.name, holder, module);
    if (field.nullable) return planNullable(read, field, column, name, holder, module);
    strict.push(`${column}.validity`);
    return read;
  });
  return { strict, values: (row, checked) => reads.map((read) => unwrap(read(row, checked))) };
}

/**
 * Looks up what the function is a method of and plans its call in the row `row`, with `context` where it takes one;
 * `checked` as in `Read`.
 * To be asked for before the parameters, whose buffers stand behind it.
 */
export function planCall(
  model: UdfModel,
  binding: Binding,
  holder: Holder,
): (parameters: Parameters, checked?: boolean) => Code {
  const { receiver } = binding;
  const callee =
    receiver === undefined ? 'fn' : holder.keep('self', receiver.type, receiver.initial) + receiver.method;
  return (parameters, checked) => {
    const items = parameters.values('row', checked).map((value, index) => {
      const field = model.parameters[index];
      if (field === undefined || !needsCast(field)) return value;
      const type = `Parameters<typeof ${calleeType(binding)}>[${index}]`;
      const isCall = typeof value === 'string' && !value.includes(' ? ');
      return isCall ? `${value} as ${type}` : prefix('(', suffix(value, `) as ${type}`));
    });
    if (model.takesContext) items.push('context');
    return { open: `${callee}(`, items, close: ')' };
  };
}

/** `score(a: Float64, b: Float64?): Float64`, with what it is before it where it is no scalar function. */
export function signatureText(model: UdfModel): string {
  const parameters = model.parameters.map((field) => `${field.name}: ${formatNested(field)}`);
  const kind = model.kind === 'scalar' ? '' : `${model.kind} `;
  return `${kind}${model.name}(${parameters.join(', ')}): ${formatNested(model.result)}`;
}

/**
 * Whether what is read has to be told to be the author's type, which the model cannot name: a member that reads null as
 * undefined may be declared `x?: T`, which under `exactOptionalPropertyTypes` admits no undefined that is spelt out;
 * literals may be those of an enum, and JSON is of any type.
 */
export function needsCast({ type }: ArrowField): boolean {
  const inside = (member: ArrowField): boolean => member.nullAs === 'undefined' || needsCast(member);
  switch (type.kind) {
    case 'json':
    case 'union':
      return true;
    case 'dictionary':
      return type.values !== undefined;
    case 'struct':
      return type.fields.some(inside);
    case 'list':
    case 'fixed-list':
      return inside(type.element);
    case 'map':
      return inside(type.key) || inside(type.value);
    default:
      return false;
  }
}
