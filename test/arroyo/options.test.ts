import { resolveOptions } from '@sluice/sdk/manifest';
import { expect } from 'vitest';
import { analyse } from '../support/package.ts';
import { arroyoCases } from './cases.ts';

const arroyo = arroyoCases('options');

/** `allowed_in_flight` is `maxInFlight` here. */
const optionsOf = async (name: string, options: string, body = 'async (x: number): Promise<number> => x') => {
  const { models, problems } = await analyse(
    `arroyo-${name}`,
    `import { udf } from '@sluice/sdk';\nexport const f = udf(${options}, ${body});\n`,
  );
  return { options: models[0]?.options, problems };
};

arroyo('Q01', 'an async function without options is unordered, with 5 s and 1000 in flight', async () => {
  const { options } = await optionsOf('q01', '{ async: true }');
  expect(options).toMatchObject({ async: true, ordered: false, timeoutMs: 5000, maxInFlight: 1000 });
});

arroyo('Q02', 'ordered, a timeout and a limit are read', async () => {
  const { options } = await optionsOf(
    'q02',
    "{ async: true, timeout: '10ms', ordered: true, maxInFlight: 100 }",
  );
  expect(options).toMatchObject({ ordered: true, timeoutMs: 10, maxInFlight: 100 });
});

arroyo('Q04', 'empty parentheses mean the defaults', async () => {
  const { models, problems } = await analyse(
    'arroyo-q04',
    `import { udf } from '@sluice/sdk';
     export class C { @udf() static f(x: number): number { return x; } }`,
  );
  expect(problems).toEqual([]);
  expect(models[0]?.options).toEqual(resolveOptions({}).options);
});

arroyo('Q05', 'an unknown option is an error that names it, never ignored', async () => {
  const { problems } = await optionsOf('q05', '{ async: true, retires: 3 } as never');
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('retires');
  expect(resolveOptions({ retires: 3 }).problems.map((problem) => problem.option)).toEqual(['retires']);
});

arroyo('Q06', 'beat: options that mean nothing on a synchronous function are errors', async () => {
  const { problems } = await optionsOf(
    'q06',
    '{ ordered: true, nonsense: 1 } as never',
    '(x: number): number => x',
  );
  expect(problems.join('\n')).toContain('ordered');
  expect(problems.join('\n')).toContain('nonsense');
});

arroyo('Q07', 'beat: a limit of 0 is an error at the declaration', async () => {
  const { problems } = await optionsOf('q07', '{ async: true, maxInFlight: 0 } as never');
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('maxInFlight');
});
