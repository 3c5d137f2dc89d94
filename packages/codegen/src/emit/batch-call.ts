import type { UdfModel } from '@sluice/sdk/manifest';
import { type Binding, calleeType } from './binding.ts';
import type { Code } from './code.ts';
import { needsCast } from './parameters.ts';
import { elementText } from './type-text.ts';

/** The function that calls a batch function: `callBatch: (columns) => fn(columns[0] as string[])`. */
export function batchCall(model: UdfModel, binding: Binding): Code {
  const { receiver } = binding;
  const callee = receiver === undefined ? 'fn' : receiver.initial + receiver.method;
  const columns = model.parameters.map((field, index) => {
    const column = `columns[${index}] as ${elementText(field)}[]`;
    return needsCast(field) ? `(${column}) as Parameters<typeof ${calleeType(binding)}>[${index}]` : column;
  });
  const context = model.takesContext ? ['context'] : [];
  return {
    open: `callBatch: (${['columns', ...context].join(', ')}) => ${callee}(`,
    items: [...columns, ...context],
    close: ')',
  };
}
