import { expect, it } from 'vitest';
import { modelsOf, type Sources } from '../testing/analyse-source.ts';

/** Names, and how each function is reached. */
function found(sources: Sources): unknown[] {
  return modelsOf(sources).map(({ name, binding }) => {
    const method = 'method' in binding ? `.${binding.method}` : '';
    return `${name}: ${binding.export}${method} of ${binding.module}`;
  });
}

const wrapper = { 'src/sluice.ts': "export { aggregate, udf, udf as fn } from '@sluice/sdk';\n" };
const all = { 'src/all.ts': "export * from '@sluice/sdk';\nexport * as sluice from '@sluice/sdk';\n" };

it.each<[string, Sources, string]>([
  ['under another name', {}, "import { udf as fn } from '@sluice/sdk';"],
  ['from a file that passes it on', wrapper, "import { udf as fn } from './sluice.ts';"],
  ['from a file that passes it on under another name', wrapper, "import { fn } from './sluice.ts';"],
  ['from a file that passes all on', all, "import { udf as fn } from './all.ts';"],
  ['as a const', {}, "import { udf } from '@sluice/sdk';\nconst fn = udf;"],
  [
    'as a const of another file',
    { 'src/own.ts': "import * as sdk from '@sluice/sdk';\nexport const fn = sdk.udf;" },
    "import { fn } from './own.ts';",
  ],
])('finds functions that are declared with udf %s', (_, files, head) => {
  const source = `${head}
export class Geo {
  @fn() static city(ip: string): string { return ip; }
}
export const twice = fn({}, (x: number): number => 2 * x);`;
  expect(found({ ...(files as object), 'src/index.ts': source })).toEqual([
    'city: Geo.city of src/index.ts',
    'twice: twice of src/index.ts',
  ]);
});

it.each<[string, Sources, string, string]>([
  ['the sdk', {}, "import * as sluice from '@sluice/sdk';", 'sluice'],
  ['a file that passes it on', all, "import * as own from './all.ts';", 'own'],
  ['a namespace that is passed on', all, "import { sluice } from './all.ts';", 'sluice'],
  ['a namespace in a namespace', all, "import * as own from './all.ts';", 'own.sluice'],
])('finds what is declared through a namespace of %s', (_, files, head, name) => {
  const source = `${head}
export class Geo {
  @${name}.udf() static city(ip: string): string { return ip; }
}
export const twice = ${name}.udf({}, (x: number): number => 2 * x);
@${name}.aggregate()
export class Total {
  init(): { sum: number } { return { sum: 0 }; }
  accumulate(state: { sum: number }, value: number): void { state.sum += value; }
  merge(state: { sum: number }, other: { sum: number }): void { state.sum += other.sum; }
  finish(state: { sum: number }): number { return state.sum; }
}`;
  expect(found({ ...(files as object), 'src/index.ts': source })).toEqual([
    'city: Geo.city of src/index.ts',
    'total: Total of src/index.ts',
    'twice: twice of src/index.ts',
  ]);
});

const head = "import { udf } from '@sluice/sdk';\n";
const city = '{ @udf() static city(ip: string): string { return ip; } }';

it.each([
  ['a class under another name', `class Geo ${city}\nexport { Geo as Places };`, 'Places'],
  ['a class as the default', `export default class Geo ${city}`, 'default'],
  ['a class without a name', `export default class ${city}`, 'default'],
  ['a class that is made the default', `class Geo ${city}\nexport default Geo;`, 'default'],
  ['a class with several names', `class Geo ${city}\nexport { Geo as Places, Geo as default, Geo };`, 'Geo'],
  ['a class that is a const', `export const Geo = class ${city};`, 'Geo'],
  ['a const under another name', `const Geo = class ${city};\nexport { Geo as Places };`, 'Places'],
  ['a class under a text', `class Geo ${city}\nexport { Geo as 'my places' };`, 'my places'],
])('reaches %s', (_, source, name) => {
  expect(found(head + source)).toEqual([`city: ${name}.city of src/index.ts`]);
});

it.each([
  ['the default', 'export default udf({ name: "f" }, (x: number): number => x);', 'default'],
  [
    'a const under another name',
    'const g = udf({ name: "f" }, (x: number): number => x);\nexport { g as h };',
    'h',
  ],
  [
    'a const that is made the default',
    'const g = udf({ name: "f" }, (x: number): number => x);\nexport default g;',
    'default',
  ],
])('reaches a function that is exported as %s', (_, source, name) => {
  expect(found(head + source)).toEqual([`f: ${name} of src/index.ts`]);
});
