import { type ArrowField, formatNested, type UdfModel } from '@sluice/sdk/manifest';
import type { Binding } from './binding.ts';
import { type Code, prefix, suffix, unwrap } from './code.ts';
import type { Holder } from './holder.ts';
import type { ModuleWriter } from './module-writer.ts';
import { planNullable, planRead, type Read } from './read-plan.ts';
import { toIdentifier } from './scope.ts';

/** The arguments of a call, and the rows in which it is made. */
export interface Parameters {
  /** The bitmaps of the parameters that admit no null. */
  readonly strict: readonly string[];
  /** The call in the row that the expression names; `context` where the function takes one. */
  call(row: string): Code;
}

/** Looks up every parameter's buffers and plans the call. */
export function planParameters(
  model: UdfModel,
  binding: Binding,
  holder: Holder,
  module: ModuleWriter,
): Parameters {
  const callee =
    binding.instance === undefined
      ? 'fn'
      : holder.keep('self', binding.instance.type, binding.instance.initial) + binding.instance.method;
  const strict: string[] = [];
  const reads = model.parameters.map((field, index): Read => {
    const name = toIdentifier(field.name);
    const column = holder.lookUp(`${name}Column`, `args[${index}] as ${module.useType('Column')}`);
    const read = planRead(field, column, name, field.name, holder, module);
    if (field.nullable) return planNullable(read, field, column, name, holder, module);
    strict.push(`${column}.validity`);
    return read;
  });
  const casts = model.parameters.map((field, index) =>
    hasOptional(field) ? ` as Parameters<typeof ${calleeType(binding, callee)}>[${index}]` : '',
  );
  return {
    strict,
    call: (row) => {
      const items = reads.map((read, index) => {
        const value = unwrap(read(row));
        const cast = casts[index] as string; // one for each parameter
        return cast === '' ? value : prefix('(', suffix(value, `)${cast}`));
      });
      if (model.takesContext) items.push('context');
      return { open: `${callee}(`, items, close: ')' };
    },
  };
}

/** `score(a: Float64, b: Float64?): Float64`. */
export function signatureText(model: UdfModel): string {
  const parameters = model.parameters.map((field) => `${field.name}: ${formatNested(field)}`);
  return `${model.name}(${parameters.join(', ')}): ${formatNested(model.result)}`;
}

function calleeType(binding: Binding, callee: string): string {
  return binding.instance === undefined ? callee : binding.decorated;
}

/**
 * Whether a member inside the type reads null as undefined: it may be declared `x?: T`, which under
 * `exactOptionalPropertyTypes` admits no undefined that is spelt out.
 */
function hasOptional(field: ArrowField): boolean {
  const { type } = field;
  const inside = (member: ArrowField): boolean => member.nullAs === 'undefined' || hasOptional(member);
  switch (type.kind) {
    case 'struct':
      return type.fields.some(inside);
    case 'list':
      return inside(type.element);
    case 'map':
      return inside(type.key) || inside(type.value);
    default:
      return false;
  }
}
