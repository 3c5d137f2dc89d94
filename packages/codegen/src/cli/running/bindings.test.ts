import { expect, it } from 'vitest';
import { modelsOf } from '../../testing/analyse-source.ts';
import { bindParameters } from './bindings.ts';

const models = modelsOf(`import { udf } from '@sluice/sdk';
export const far = udf({}, (ip: string, metres: number, unit: string | null): string => ip + metres + unit);
export const near = udf({}, (ip: string): string => ip);
`);

/** Where parameters come from, `parameter <- column` or `parameter = value`, by function. */
function bound(arg: readonly string[], set: readonly string[]): readonly (readonly string[])[] {
  return bindParameters(models, { arg, set }).map((bindings) =>
    bindings.map((binding) =>
      'column' in binding
        ? `${binding.parameter.name} <- ${binding.column}`
        : `${binding.parameter.name} = ${JSON.stringify(binding.value)}`,
    ),
  );
}

it('takes the columns of the names of parameters, others, or one value for all rows', () => {
  expect(bound(['ip=client ip=x'], ['metres=1.5', 'unit='])).toEqual([
    ['ip <- client ip=x', 'metres = 1.5', 'unit = null'],
    ['ip <- client ip=x'],
  ]);
  expect(bound([], ['unit=""'])[0]).toEqual(['ip <- ip', 'metres <- metres', 'unit = ""']);
});

it.each([
  [['ip'], [], "--arg takes parameter=column, and 'ip' is none"],
  [['ip=a', 'ip=b'], [], '--arg names the parameter ip twice: keep one of them'],
  [['ip=a'], ['ip=b'], 'parameter ip is in --arg and in --set: keep one of them'],
  [['metre=a'], [], "no parameter 'metre' in far, near: did you mean 'metres'?"],
  [[], ['metres=far'], '--set metres: "far" is no Float64: a number such as 1.5'],
])('refuses %j %j', (arg, set, message) => {
  expect(() => bound(arg, set)).toThrow(message);
});
