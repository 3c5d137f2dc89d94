import type { UdfBinding, UdfModel } from '@sluice/sdk/manifest';
import { formatSignature } from '../signature.ts';
import { exampleCall } from './example-call.ts';
import { optionLines } from './option-lines.ts';
import { schemaLines } from './schema-lines.ts';

/**
 * All that there is to know of a function before it is used: its signature, its Arrow schema, what a null does, the
 * options in force and a call.
 *
 * @param location What `load` is given in the example.
 */
export function describe(model: UdfModel, location: string): string {
  const { file, line, column } = model.source;
  const options = optionLines(model);
  const [nameWidth, valueWidth] = [widest(options, 'name'), widest(options, 'value')];
  const sections: readonly (readonly string[])[] = [
    model.description === undefined ? [] : [model.description],
    [`${describeKind(model)}: ${nameInSource(model.binding)} at ${file}:${line}:${column}`],
    titled('parameters', model.parameters.flatMap(schemaLines)),
    model.kind === 'aggregate' ? titled('state', schemaLines(model.state)) : [],
    titled('result', schemaLines(model.result)),
    nullRules(model),
    titled(
      'options',
      options.map(
        ({ name, value, meaning }) => `${name.padEnd(nameWidth)}  ${value.padEnd(valueWidth)}  ${meaning}`,
      ),
    ),
    titled('example', exampleCall(model, location)),
  ];
  const body = sections.filter((lines) => lines.length > 0).map(indent);
  return `${[formatSignature(model), ...body].join('\n\n')}\n`;
}

function describeKind({ kind, options }: UdfModel): string {
  const pace = options.async ? 'asynchronous ' : '';
  return kind === 'aggregate' ? 'an aggregate' : `${options.async ? 'an' : 'a'} ${pace}${kind} function`;
}

/** As the author wrote it: `city`, `Geo.city`. */
function nameInSource(binding: UdfBinding): string {
  return 'method' in binding ? `${binding.export}.${binding.method}` : binding.export;
}

/** What a null in a parameter does to the row, and where nulls in the result come from. */
function nullRules({ kind, parameters, result, options }: UdfModel): readonly string[] {
  const strict = parameters.filter((field) => !field.nullable).map((field) => field.name);
  const sources = [
    ...(result.nullable ? ['the function gives one'] : []),
    ...(strict.length > 0 && kind !== 'aggregate' && kind !== 'table' ? [`${either(strict)} is null`] : []),
    ...(options.onError === 'fail' ? [] : ['a call failed']),
  ];
  return titled('nulls', [
    ...(strict.length === 0 ? [] : [leftOut[kind](either(strict))]),
    `the result is ${sources.length === 0 ? 'never null' : `null where ${either(sources)}`}`,
  ]);
}

const leftOut: Readonly<Record<UdfModel['kind'], (parameters: string) => string>> = {
  scalar: (parameters) => `where ${parameters} is null the function is not called`,
  vectorized: (parameters) => `a row in which ${parameters} is null is left out of the call`,
  table: (parameters) => `where ${parameters} is null the function is not called, and there are no rows`,
  aggregate: (parameters) => `a row in which ${parameters} is null is left out`,
};

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((text) => (text === '' ? '' : `  ${text}`))];
}

function indent(lines: readonly string[]): string {
  return lines.map((text) => (text === '' ? '' : `  ${text}`)).join('\n');
}

function widest<Key extends string>(rows: readonly Readonly<Record<Key, string>>[], key: Key): number {
  return Math.max(...rows.map((row) => row[key].length));
}
