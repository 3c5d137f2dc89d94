import type { ArrowField, ArrowType, UdfModel } from '@sluice/sdk/manifest';
import { type Code, prefix, unwrap } from './code.ts';
import type { Holder } from './holder.ts';
import type { ModuleWriter } from './module-writer.ts';
import { planRead, type Read } from './read-plan.ts';
import { arrayText } from './type-text.ts';

/**
 * Plans the reading of a row's key: null, or a value that `===` and a Map take for equal where the column's values are,
 * which a Date is not. Dates and times are read as their days or units, and SafeInt as it is stored, so that no value
 * can fail: what a function cannot take is the error of its row, when it is called.
 *
 * The reader is not that of the arguments. Keys are asked for when a row arrives and arguments when it is called, and a
 * reader of text is fast only where rows rise.
 */
export function planKey(model: UdfModel, parameter: string, holder: Holder, module: ModuleWriter): Code {
  const index = model.parameters.findIndex((field) => field.name === parameter);
  const field = model.parameters[index];
  if (field === undefined) {
    throw new Error(
      `the model of ${model.name} is ordered by '${parameter}', which it lacks: please report this as a bug`,
    );
  }
  const name = 'orderKey';
  const column = holder.lookUp(`${name}Column`, `args[${index}] as ${module.useType('Column')}`);
  const value = unwrap(planStored(field, column, name, holder, module)('row'));
  if (field.type.kind === 'null') return 'null';
  const validity = holder.keep(`${name}Validity`, 'Int32Array | null', `${column}.validity`);
  return prefix(`${module.use('isNull')}(${validity}, row) ? null : `, value);
}

function planStored(
  field: ArrowField,
  column: string,
  name: string,
  holder: Holder,
  module: ModuleWriter,
): Read {
  const { type } = field;
  if (type.kind === 'dictionary') {
    // Any text, whether or not it is one of the literals: an index means something in its own batch only.
    const open: ArrowField = { ...field, type: { kind: 'dictionary', value: type.value } };
    return isConverted(type.value)
      ? planIndexed(open, type.value, column, name, holder, module)
      : planRead(open, column, name, field.name, holder, module);
  }
  if (!isConverted(type)) return planRead(field, column, name, field.name, holder, module);
  const array = arrayText(type) as string; // such types are of fixed width
  const values = holder.keep(`${name}Values`, array, `${column}.values as ${array}`);
  return (row) => `${values}[${row}]`;
}

/** A dictionary of values that are read as something other than what is stored. */
function planIndexed(
  field: ArrowField,
  type: ArrowType,
  column: string,
  name: string,
  holder: Holder,
  module: ModuleWriter,
): Read {
  const indices = holder.keep(`${name}Indices`, 'Int32Array', `${column}.values as Int32Array`);
  const child = holder.lookUp(`${name}ValueColumn`, `${column}.children[0] as ${module.useType('Column')}`);
  const read = planStored({ ...field, type }, child, `${name}Value`, holder, module);
  return (row) => read(`${indices}[${row}] as number`);
}

/** Whether a value is read as something other than what is stored: a Date, a time of day, a 64-bit integer as a number. */
function isConverted(type: ArrowType): boolean {
  switch (type.kind) {
    case 'date':
    case 'time':
      return true;
    case 'timestamp':
      return type.as === 'date';
    case 'int':
      return type.bitWidth === 64 && type.as === 'number';
    default:
      return false;
  }
}
