import type { UdfModel } from '@sluice/sdk/manifest';
import { type Code, indent, printCode, suffix } from './code.ts';
import type { FunctionHolder } from './holder.ts';
import { narrowStrict } from './loops.ts';
import type { ModuleWriter } from './module-writer.ts';
import type { Parameters } from './parameters.ts';
import { toIdentifier } from './scope.ts';

/** So many parameters that their combinations are fewer than the rows of a word. */
const MAX_PARAMETERS = 4;

/** Whether the function is called once for each combination of its arguments, not once a row. */
export function hasTruthTable({ options, parameters, result }: UdfModel): boolean {
  const isBool = ({ type, nullable }: UdfModel['result']): boolean => type.kind === 'bool' && !nullable;
  const few = parameters.length > 0 && parameters.length <= MAX_PARAMETERS;
  return options.deterministic && few && parameters.every(isBool) && isBool(result);
}

/**
 * Emits the loop over the words of the result.
 *
 * @param planCall plans the function's call
 * @returns the statements of `run`, of which the last returns the column
 */
export function emitTruthTable(
  model: UdfModel,
  planCall: (parameters: Parameters) => Code,
  holder: FunctionHolder,
  module: ModuleWriter,
): string[] {
  const columns = model.parameters.map((field, index) => {
    const name = toIdentifier(field.name);
    const column = holder.lookUp(`${name}Column`, `args[${index}] as ${module.useType('Column')}`);
    const bitmap = holder.lookUp(`${name}Bitmap`, `${module.use('bitmapOf')}(${column})`);
    return { bitmap, word: module.scope.name(`${name}Word`), strict: `${column}.validity` };
  });
  const strict = columns.map((column) => column.strict);
  const bitmaps = columns.map(({ bitmap }) => bitmap);
  const values = columns.map((_, at) => `(combination & ${1 << at}) !== 0`);
  emitEveryWord(columns, module);
  const call = planCall({ strict, values: () => values });
  const table = `const table = new ${module.use('TruthTable')}(rowCount, valid, [${bitmaps.join(', ')}], (combination) =>`;
  return [
    ...holder.lines,
    ...narrowStrict(strict, module),
    table,
    ...indent(printCode(suffix(call, ','), 2)),
    ');',
    `${module.use('keepAlive')}(run, [table]);`,
    `const bitmap = ${module.use('takeBitmap')}(rowCount, memory);`,
    `everyWord(${[...bitmaps, 'table.ones', 'bitmap'].join(', ')});`,
    'return table.column(bitmap, errors, memory);',
  ];
}

function emitEveryWord(
  columns: readonly { readonly bitmap: string; readonly word: string }[],
  module: ModuleWriter,
): void {
  const combinations = Array.from({ length: 1 << columns.length }, (_, combination) => combination);
  const ones = combinations.map((combination) => module.scope.name(`t${combination}`));
  const terms = combinations.map((combination) => {
    const factors = columns.map(({ word }, at) => ((combination & (1 << at)) === 0 ? `~${word}` : word));
    return `(${[ones[combination], ...factors].join(' & ')})`;
  });
  const parameters = [...columns.map(({ bitmap }) => bitmap), 'ones', 'bitmap'];
  const items = parameters.map((name) => `${name}: Int32Array`);
  module.block([
    '// The number of a combination has bit i where the i-th argument is true; `ones` are all ones where the result is.',
    ...printCode({ open: 'function everyWord(', items, close: '): void {' }, 0),
    ...indent([
      ...ones.map((name, combination) => `const ${name} = ones[${combination}] as number;`),
      'for (let word = 0; word < bitmap.length; word++) {',
      ...indent([
        ...columns.map(({ bitmap, word }) => `const ${word} = ${bitmap}[word] as number;`),
        ...printTerms(terms),
      ]),
      '}',
    ]),
    '}',
  ]);
}

function printTerms(terms: readonly string[]): string[] {
  if (terms.length <= 4) return [`bitmap[word] = ${terms.join(' | ')};`];
  return [
    'bitmap[word] =',
    ...indent(terms.map((term, at) => `${term}${at < terms.length - 1 ? ' |' : ';'}`)),
  ];
}
