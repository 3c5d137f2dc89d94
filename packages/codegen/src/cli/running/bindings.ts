import { nearestName, type UdfModel } from '@sluice/sdk/manifest';
import type { Binding } from '../rows/bind.ts';
import { fromText } from '../rows/convert/from-text.ts';
import { Misfit } from '../rows/convert/misfit.ts';

/** `--arg parameter=column` and `--set parameter=value`, as they were written. */
export interface BindingOptions {
  readonly arg: readonly string[];
  readonly set: readonly string[];
}

/** What is wrong with the command line. */
export class UsageError extends Error {}

/**
 * Where each parameter of each function comes from: the column of its name, another, or a constant, which is read as a
 * cell of CSV is. A name counts for every function that has such a parameter.
 *
 * @throws UsageError
 */
export function bindParameters(
  models: readonly UdfModel[],
  { arg, set }: BindingOptions,
): readonly (readonly Binding[])[] {
  const columns = pairs(arg, '--arg', 'column');
  const constants = pairs(set, '--set', 'value');
  for (const name of [...columns.keys(), ...constants.keys()]) checkParameter(name, models);
  for (const name of constants.keys()) {
    if (columns.has(name))
      throw new UsageError(`parameter ${name} is in --arg and in --set: keep one of them`);
  }
  return models.map(({ parameters }) =>
    parameters.map((parameter): Binding => {
      const { name, type } = parameter;
      const text = constants.get(name);
      if (text === undefined) return { parameter, column: columns.get(name) ?? name };
      if (text === '') return { parameter, value: null };
      try {
        return { parameter, value: fromText(type)(text === '""' ? '' : text) };
      } catch (error) {
        if (error instanceof Misfit) throw new UsageError(`--set ${name}: ${error.message}`);
        throw error;
      }
    }),
  );
}

function pairs(texts: readonly string[], option: string, what: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    if (at < 1) throw new UsageError(`${option} takes parameter=${what}, and '${text}' is none`);
    if (found.has(name))
      throw new UsageError(`${option} names the parameter ${name} twice: keep one of them`);
    found.set(name, text.slice(at + 1));
  }
  return found;
}

function checkParameter(name: string, models: readonly UdfModel[]): void {
  const names = models.flatMap(({ parameters }) => parameters.map((parameter) => parameter.name));
  if (names.includes(name)) return;
  const nearest = nearestName(name, names);
  const who = models.map((model) => model.name).join(', ');
  const has = names.length === 0 ? 'takes none' : `has ${[...new Set(names)].join(', ')}`;
  throw new UsageError(
    `no parameter '${name}' in ${who}: ${nearest === undefined ? `it ${has}` : `did you mean '${nearest}'?`}`,
  );
}
