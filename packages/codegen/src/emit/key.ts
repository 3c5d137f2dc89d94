import type { ArrowType, UdfModel } from '@sluice/sdk/manifest';
import { type Code, prefix, unwrap } from './code.ts';
import type { Holder } from './holder.ts';
import type { ModuleWriter } from './module-writer.ts';
import { planRead } from './read-plan.ts';
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
  const { type } = field;
  const name = 'orderKey';
  const column = holder.lookUp(`${name}Column`, `args[${index}] as ${module.useType('Column')}`);
  let value: Code;
  if (isConverted(type)) {
    const array = arrayText(type) as string; // such types are of fixed width
    value = `${holder.keep(`${name}Values`, array, `${column}.values as ${array}`)}[row]`;
  } else {
    value = unwrap(planRead(field, column, name, field.name, holder, module)('row'));
  }
  const validity = holder.keep(`${name}Validity`, 'Int32Array | null', `${column}.validity`);
  return prefix(`${module.use('isNull')}(${validity}, row) ? null : `, value);
}

/** Whether a value is read as something other than what is stored: a Date, or a 64-bit integer as a number. */
function isConverted(type: ArrowType): boolean {
  switch (type.kind) {
    case 'date':
      return true;
    case 'timestamp':
      return type.as === 'date';
    case 'int':
      return type.bitWidth === 64 && type.as === 'number';
    default:
      return false;
  }
}
