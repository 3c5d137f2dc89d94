import type { DiagnosticCode } from './table.ts';

/** A package by its files, and what to do with it. */
export interface ExamplePackage {
  /** @default 'sluice check' */
  readonly command?: string;
  /** By path; `null` leaves out the package.json that every example has. */
  readonly files: Readonly<Record<string, string | null>>;
}

/** What a diagnostic's page says. */
export interface Explanation {
  /** What it means and why it is so. */
  readonly meaning: string;
  /** A package, or its only source, src/index.ts, that gives this diagnostic and no other. */
  readonly example: string | ExamplePackage;
  /** The same, put right. */
  readonly fixed: string | ExamplePackage;
}

const add = `import { udf } from '@sluice/sdk';

export const add = udf({}, (a: number, b: number): number => a + b);
`;

/** A package that can be published, with more files or others. */
function publishable(
  command: string,
  files: ExamplePackage['files'] = {},
  packageJson: string = listed('"dist", "src"'),
): ExamplePackage {
  return {
    command: `sluice build && ${command}`,
    files: { 'package.json': packageJson, 'src/index.ts': add, ...files },
  };
}

/** A package.json with a list of files, in version 1.0.1 unless another is given. */
function listed(files: string, version = '1.0.1'): string {
  return `{ "name": "my-udfs", "version": "${version}", "type": "module", "files": [${files}] }`;
}

/** As a dependency would: of sources of one's own the compiler says it when they are built. */
const readsCities = {
  'data/cities.txt': 'Lima\n',
  'lib/cities.js': `import { readFileSync } from 'node:fs';

export const cities = readFileSync(new URL('../data/cities.txt', import.meta.url), 'utf8').split('\\n');
`,
  'src/index.ts': `import { udf } from '@sluice/sdk';
import { cities } from '../lib/cities.js';

export const known = udf({}, (city: string): boolean => cities.includes(city));
`,
};

/** Of a registry that has 1.0.0. */
function released(version: string): string {
  return `{
  "name": "my-udfs",
  "version": "${version}",
  "type": "module",
  "files": ["dist"],
  "publishConfig": { "registry": "http://127.0.0.1:4873/" }
}`;
}

/** What `add` was released as: in narrower numbers. */
const releasedAdd = {
  'released/udf.json': JSON.stringify({
    abi: 3,
    package: { name: 'my-udfs', version: '1.0.0' },
    udfs: [
      {
        kind: 'scalar',
        name: 'add',
        parameters: [
          { name: 'a', type: { kind: 'float', bitWidth: 64 }, nullable: false },
          { name: 'b', type: { kind: 'float', bitWidth: 64 }, nullable: false },
        ],
        result: { name: 'value', type: { kind: 'float', bitWidth: 32 }, nullable: false },
        options: { async: false, onError: 'fail', deterministic: false },
        binding: { kind: 'function', module: 'src/index.ts', export: 'add' },
      },
    ],
  }),
};

/** One for every diagnostic: the pages in docs/diagnostics are made from it, and the tests run its examples. */
export const explanations: Readonly<Record<DiagnosticCode, Explanation>> = {
  'folder-not-found': {
    meaning:
      'The folder that the command was given does not exist. Paths are relative to the folder that the command runs in.',
    example: { command: 'sluice check nowhere', files: {} },
    fixed: { command: 'sluice check .', files: { 'src/index.ts': add } },
  },
  'package-not-found': {
    meaning:
      'Commands that read what was built take a folder or the name of a package. The name is looked for in `node_modules` of the folder that the command runs in, and of those above it.',
    example: { command: 'sluice list @acme/geo', files: {} },
    fixed: {
      command: 'sluice list @acme/geo',
      files: {
        'node_modules/@acme/geo/package.json': '{ "name": "@acme/geo", "version": "1.0.0" }',
        'node_modules/@acme/geo/dist/udf.json':
          '{ "abi": 3, "package": { "name": "@acme/geo", "version": "1.0.0" }, "udfs": [] }',
      },
    },
  },
  'no-package-json': {
    meaning:
      'A package of UDFs is an npm package: its name and version go into the manifest, and its dependencies into the bundle.',
    example: { files: { 'package.json': null, 'src/index.ts': add } },
    fixed: { files: { 'package.json': '{ "name": "my-udfs", "version": "1.0.0" }', 'src/index.ts': add } },
  },
  'invalid-package-json': {
    meaning: 'The package.json is not JSON, or has no name. A version that is left out counts as 0.0.0.',
    example: { files: { 'package.json': '{ "version": "1.0.0" }', 'src/index.ts': add } },
    fixed: { files: { 'package.json': '{ "name": "my-udfs", "version": "1.0.0" }', 'src/index.ts': add } },
  },
  'invalid-tsconfig': {
    meaning:
      'The tsconfig.json is not JSON with comments, extends or names a file that does not exist, or the like. The message of TypeScript itself is given. A package needs none.',
    example: {
      files: { 'tsconfig.json': '{ "extends": "./base.json" }', 'src/index.ts': add },
    },
    fixed: {
      files: {
        'tsconfig.json': '{ "extends": "./base.json" }',
        'base.json': '{ "compilerOptions": { "target": "es2022" } }',
        'src/index.ts': add,
      },
    },
  },
  'syntax-error': {
    meaning: 'A source is not TypeScript. Nothing else is checked until every file can be read.',
    example: { files: { 'src/index.ts': 'export const add = (a: number, b: number): number => a +;\n' } },
    fixed: { files: { 'src/index.ts': add } },
  },
  'no-sources': {
    meaning:
      'The package has no file that could declare a UDF. Tests (`*.test.ts`, `*.spec.ts`), declaration files (`*.d.ts`), node_modules and the output folder are left out.',
    example: { files: { 'src/index.test.ts': add } },
    fixed: { files: { 'src/index.ts': add } },
  },
  'no-udf': {
    meaning:
      'No source declares a UDF. Only what is declared with `udf` of `@sluice/sdk` becomes one: as a decorator on a method of an exported class, or as a call around a function.',
    example: 'export const add = (a: number, b: number): number => a + b;\n',
    fixed: add,
  },
  'sdk-not-found': {
    meaning: 'The sources import `@sluice/sdk`, and it is not installed where they could find it.',
    example: { files: { 'src/index.ts': add } },
    fixed: {
      files: {
        'src/index.ts': add,
        'package.json': '{ "name": "my-udfs", "dependencies": { "@sluice/sdk": "*" } }',
      },
    },
  },
  'unknown-sdk-export': {
    meaning:
      'The sources import a name that this version of `@sluice/sdk` does not export. What is decorated with it, or typed by it, cannot be known.',
    example: `import { type Int34, udf } from '@sluice/sdk';

export const twice = udf({}, (x: Int34): Int34 => 2 * x);
`,
    fixed: `import { type Int32, udf } from '@sluice/sdk';

export const twice = udf({}, (x: Int32): Int32 => 2 * x);
`,
  },
  'sdk-not-imported': {
    meaning:
      'A decorator, or the call that an exported const holds, has the name that declares a UDF, or nearly that, and the file does not import it.',
    example: `export const twice = udf({}, (x: number): number => 2 * x);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const twice = udf({}, (x: number): number => 2 * x);
`,
  },
  'out-dir-holds-sources': {
    meaning:
      'The folder to write into is the package itself, or one around it. What is in the output folder is never taken for source, so nothing would be left to build.',
    example: { command: 'sluice build --out .', files: { 'src/index.ts': add } },
    fixed: { command: 'sluice build --out lib', files: { 'src/index.ts': add } },
  },
  'stale-output': {
    meaning:
      'What is built of the same sources by the same compiler has the same bytes. Here it has not: the package was changed, or Sluice was updated, and nobody has built since. The files that differ are listed.',
    example: { command: 'sluice build --verify', files: { 'src/index.ts': add } },
    fixed: { command: 'sluice build', files: { 'src/index.ts': add } },
  },
  'invalid-manifest': {
    meaning: 'The folder holds a udf.json that this version cannot read.',
    example: { command: 'sluice list dist', files: { 'dist/udf.json': '{ "abi": 0, "udfs": [] }' } },
    fixed: {
      command: 'sluice list dist',
      files: {
        'dist/udf.json': '{ "abi": 3, "package": { "name": "my-udfs", "version": "1.0.0" }, "udfs": [] }',
      },
    },
  },

  'no-manifest': {
    meaning:
      'Two versions of a package are compared by what they declare, which is in their `udf.json`. Of a tarball, an installed package or a published one it is looked for where `load` looks: at the root and in `dist`.',
    example: {
      command: 'sluice diff node_modules/left-pad/index.js .',
      files: { 'node_modules/left-pad/index.js': 'module.exports = 1;', 'src/index.ts': add },
    },
    fixed: { command: 'sluice build && sluice diff dist/udfs.mjs .', files: { 'src/index.ts': add } },
  },
  'invalid-tarball': {
    meaning:
      'A file that ends with .tgz is read as npm packs: a tar archive, compressed by gzip. This one is damaged, of another kind, or larger than a gigabyte when it is unpacked.',
    example: {
      command: 'sluice diff geo-1.0.0.tgz .',
      files: { 'geo-1.0.0.tgz': 'not found', 'src/index.ts': add },
    },
    fixed: {
      command: 'sluice build && sluice pack && sluice diff my-udfs-1.0.1.tgz .',
      files: { 'package.json': listed('"dist", "src"'), 'src/index.ts': add },
    },
  },
  'version-not-found': {
    meaning:
      'A name with a version or a tag is fetched with `npm pack`, from the registry and with the credentials that npm is configured with. Here npm has no such version, or cannot reach the registry.',
    example: {
      command: 'sluice diff @acme/geo@1.0.0 .',
      files: { '.npmrc': 'registry=http://127.0.0.1:9/\nfetch-retries=0\n', 'src/index.ts': add },
    },
    fixed: {
      command: 'sluice diff released/udf.json .',
      files: {
        'released/udf.json':
          '{ "abi": 3, "package": { "name": "@acme/geo", "version": "1.0.0" }, "udfs": [] }',
        'src/index.ts': add,
      },
    },
  },

  'npm-failed': {
    meaning:
      'npm itself packs, asks the registry and publishes, with its own configuration; here it could not, and its own words say why. Everything that npm refuses is refused: a package without a version, a script of package.json that fails, a registry that cannot be reached.',
    example: publishable('sluice pack', {}, '{ "name": "my-udfs", "type": "module", "files": ["dist"] }'),
    fixed: publishable('sluice pack'),
  },
  'files-not-listed': {
    meaning:
      'Without `files` npm packs all that lies in the folder but what .gitignore names: tests, notes, data, and not `dist`, which most repositories ignore. A list says what is meant. An .npmignore is a list too.',
    example: publishable('sluice pack', {}, '{ "name": "my-udfs", "version": "1.0.1", "type": "module" }'),
    fixed: publishable('sluice pack'),
  },
  'bundle-not-packed': {
    meaning:
      'What is published is loaded by its `udf.json`, at the root of the package or in `dist`, and the bundle beside it. The tarball that npm has made lacks one of them, most often because "files" in package.json, or an .npmignore, leaves the output folder out.',
    example: publishable('sluice pack', {}, listed('"src"')),
    fixed: publishable('sluice pack'),
  },
  'secret-in-package': {
    meaning:
      'A file that would be published is called as files of secrets are, or holds text of a form that only secrets have: private keys, tokens of npm, GitHub, GitLab, AWS, Google, Slack, Stripe, model services. What is published can be read by everybody, for ever. Secrets of other forms are not seen.',
    example: publishable(
      'sluice pack',
      { '.env': 'GEOCODER_KEY=example\n' },
      listed('"dist", "src", ".env"'),
    ),
    fixed: publishable('sluice pack', { '.env': 'GEOCODER_KEY=example\n' }),
  },
  'absolute-source-path': {
    meaning:
      'A source map names the files that it was made from. A path from the root of a disk tells where that was, often with a name, and leads nowhere on another machine. The maps of `sluice build` have none; this is the map of another tool.',
    example: publishable(
      'sluice pack',
      { 'lib/client.js.map': '{ "version": 3, "sources": ["/home/ada/src/client.ts"], "mappings": "" }' },
      listed('"dist", "src", "lib"'),
    ),
    fixed: publishable(
      'sluice pack',
      { 'lib/client.js.map': '{ "version": 3, "sources": ["../src/client.ts"], "mappings": "" }' },
      listed('"dist", "src", "lib"'),
    ),
  },
  'external-import': {
    meaning:
      'The bundle holds all that it needs but the modules of Node. What it still imports must come with the installation: as a dependency of the package, which npm installs beside it. An address is not imported by Node at all. An import inside of `try` may fail, and does not count.',
    example: publishable('sluice pack', {
      'src/index.ts': `import 'https://example.org/geo.js';\n${add}`,
    }),
    fixed: publishable('sluice pack', {
      'geo.js': 'globalThis.geo = {};\n',
      'src/index.ts': `import '../geo.js';\n${add}`,
    }),
  },
  'local-dependency': {
    meaning:
      'A dependency that is a path, a link, or a word of a workspace (`workspace:^`, `catalog:`) means something where the package is written. npm publishes it as it stands, and installing the package fails. pnpm and yarn would write the version in its place; npm does not.',
    example: publishable(
      'sluice pack',
      {},
      '{ "name": "my-udfs", "version": "1.0.1", "type": "module", "files": ["dist"], "dependencies": { "@acme/shared": "workspace:^" } }',
    ),
    fixed: publishable(
      'sluice pack',
      {},
      '{ "name": "my-udfs", "version": "1.0.1", "type": "module", "files": ["dist"], "devDependencies": { "@acme/shared": "workspace:^" } }',
    ),
  },
  'asset-not-packed': {
    meaning:
      "A file that code reads by `new URL('…', import.meta.url)` is no part of the bundle, and must be published beside it. Once bundled, the path is relative to the bundle, whatever file it was written in: `../data` of `lib/geo.js` is `../data` of `dist/udfs.mjs`. What is imported, with `{ type: 'text' }` too, is part of the bundle. Paths that are computed are not seen.",
    example: publishable('sluice pack', readsCities),
    fixed: publishable('sluice pack', readsCities, listed('"dist", "src", "data"')),
  },
  'version-published': {
    meaning:
      'A registry keeps every version as it was first published, and so do the lockfiles of those who installed it. What has changed since needs a number of its own; `sluice diff` says which.',
    example: publishable('sluice publish --dry-run', {}, released('1.0.0')),
    fixed: publishable('sluice publish --dry-run', {}, released('1.0.1')),
  },
  'version-too-low': {
    meaning:
      'Who depends on a package with `^1.0.0` gets every later 1.x without asking. So a change that breaks somebody takes the next major number, one that promises more the next minor one; below 1.0.0 a breaking change takes the next minor number. [docs/diff.md](../diff.md) has the rules, change by change.',
    example: publishable('sluice pack --against released', releasedAdd),
    fixed: publishable('sluice pack --against released', releasedAdd, listed('"dist", "src"', '2.0.0')),
  },

  'not-exported': {
    meaning:
      'The adapter imports the function from its file, so its file must export it: as a class, a const, under another name, or as the default.',
    example: `import { udf } from '@sluice/sdk';

class Maths {
  @udf()
  static add(a: number, b: number): number {
    return a + b;
  }
}
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Maths {
  @udf()
  static add(a: number, b: number): number {
    return a + b;
  }
}
`,
  },
  'misplaced-udf-call': {
    meaning:
      'A call of `udf` must be the whole value of an exported `const` at the top level, or of `export default`. Anywhere else the bundle could not import what it gives, or could import something else later.',
    example: `import { udf } from '@sluice/sdk';

export const maths = {
  add: udf({}, (a: number, b: number): number => a + b),
};
`,
    fixed: add,
  },
  'decorator-on-non-method': {
    meaning:
      'A field, a parameter, a class or a method of an object is not a function that could be called for each row.',
    example: `import { udf } from '@sluice/sdk';

export class Maths {
  @udf()
  static add = (a: number, b: number): number => a + b;
}
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Maths {
  @udf()
  static add(a: number, b: number): number {
    return a + b;
  }
}
`,
  },
  'decorated-accessor': {
    meaning: 'A getter or setter is not called with the values of a row.',
    example: `import { udf } from '@sluice/sdk';

export class Clock {
  @udf()
  static get zone(): string {
    return 'UTC';
  }
}
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Clock {
  @udf()
  static zone(): string {
    return 'UTC';
  }
}
`,
  },
  'private-method': {
    meaning:
      'The adapter calls the method from outside its class, so the method cannot be private, protected or `#private`.',
    example: `import { udf } from '@sluice/sdk';

export class Maths {
  @udf()
  private static add(a: number, b: number): number {
    return a + b;
  }
}
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Maths {
  @udf()
  static add(a: number, b: number): number {
    return a + b;
  }
}
`,
  },
  'computed-method-name': {
    meaning: 'The adapter is written before the program runs, and must know the name of the method then.',
    example: `import { udf } from '@sluice/sdk';

const name = 'add';

export class Maths {
  @udf()
  static [name](a: number, b: number): number {
    return a + b;
  }
}
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Maths {
  @udf()
  static add(a: number, b: number): number {
    return a + b;
  }
}
`,
  },
  'abstract-class': {
    meaning:
      'An instance method is called on an instance that the adapter makes, and an abstract class has none.',
    example: `import { udf } from '@sluice/sdk';

export abstract class Maths {
  @udf()
  add(a: number, b: number): number {
    return a + b;
  }
}
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Maths {
  @udf()
  add(a: number, b: number): number {
    return a + b;
  }
}
`,
  },
  'constructor-arguments': {
    meaning:
      'An instance method is called on one instance for each worker thread, which the adapter makes without arguments.',
    example: `import { udf } from '@sluice/sdk';

export class Prices {
  constructor(readonly rate: number) {}

  @udf()
  convert(price: number): number {
    return price * this.rate;
  }
}
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Prices {
  constructor(readonly rate = 1.08) {}

  @udf()
  convert(price: number): number {
    return price * this.rate;
  }
}
`,
  },
  'constructor-not-public': {
    meaning:
      'An instance method is called on an instance that the adapter makes, so it must be able to call the constructor.',
    example: `import { udf } from '@sluice/sdk';

export class Maths {
  private constructor() {}

  @udf()
  add(a: number, b: number): number {
    return a + b;
  }
}
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Maths {
  private constructor() {}

  @udf()
  static add(a: number, b: number): number {
    return a + b;
  }
}
`,
  },
  'udf-arguments': {
    meaning: '`udf(options, fn)` takes the options first, `{}` for none, and then the function.',
    example: `import { udf } from '@sluice/sdk';

export const add = udf((a: number, b: number): number => a + b);
`,
    fixed: add,
  },
  'decorator-without-call': {
    meaning: '`udf` makes a decorator from its options, so it must be called even when there are none.',
    example: `import { udf } from '@sluice/sdk';

export class Maths {
  @udf
  static add(a: number, b: number): number {
    return a + b;
  }
}
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Maths {
  @udf()
  static add(a: number, b: number): number {
    return a + b;
  }
}
`,
  },
  'unnamed-function': {
    meaning:
      'SQL calls a function by its name. An anonymous default export has none, unless its options give it one.',
    example: `import { udf } from '@sluice/sdk';

export default udf({}, (a: number, b: number): number => a + b);
`,
    fixed: `import { udf } from '@sluice/sdk';

export default udf({ name: 'add' }, (a: number, b: number): number => a + b);
`,
  },

  'missing-parameter-type': {
    meaning: 'The type of a parameter is the type of its column, and is never guessed.',
    example: `import { udf } from '@sluice/sdk';

export const add = udf({}, (a: number, b): number => a + b);
`,
    fixed: add,
  },
  'missing-return-type': {
    meaning:
      'The return type is the type of the result column. It is written, not inferred: a change in the body must not change the schema that an engine has stored.',
    example: `import { udf } from '@sluice/sdk';

export const add = udf({}, (a: number, b: number) => a + b);
`,
    fixed: add,
  },
  'unmappable-type': {
    meaning: `The type, or the part of it that the message names, has no Arrow type. What has one:

| TypeScript | Arrow |
|---|---|
| \`string\` | Utf8 |
| \`number\` | Float64 |
| \`bigint\` | Int64 |
| \`boolean\` | Bool |
| \`Date\` | Timestamp(ms, UTC) |
| \`Uint8Array\`, \`Buffer\` | Binary |
| \`null\` | Null |
| \`T[]\`, \`readonly T[]\`, \`Float32Array\` and the other typed arrays | List |
| interfaces and object types | Struct |
| \`Map<K, V>\`, \`ReadonlyMap<K, V>\` | Map |
| unions of string literals, string enums | Dictionary of Utf8 |
| unions of object types that a string literal in each tells apart | Union |
| \`T \\| null\`, \`T \\| undefined\` | the same, nullable |
| the aliases of \`@sluice/sdk\`, such as \`Int32\` | the type of that name |
| other literals, their unions and enums, in results only | Utf8, Float64, Bool or Int64 |`,
    example: `import { udf } from '@sluice/sdk';

interface Trip {
  from: string;
  tags: Set<string>;
}

export const describe = udf({}, (trip: Trip): string => \`\${trip.from}: \${[...trip.tags].join()}\`);
`,
    fixed: `import { udf } from '@sluice/sdk';

interface Trip {
  from: string;
  tags: string[];
}

export const describe = udf({}, (trip: Trip): string => \`\${trip.from}: \${trip.tags.join()}\`);
`,
  },
  'misplaced-view': {
    meaning:
      'An `ArrayView` is one object for all rows, which shows the list of the row that the function is called for. An asynchronous function goes on after other rows were shown, and what is returned or stands inside of another type is read later still: these take an array of their own.',
    example: `import { type ArrayView, udf } from '@sluice/sdk';

export const total = udf({ async: true }, async (values: ArrayView<number>): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  return [...values].reduce((sum, value) => sum + value, 0);
});
`,
    fixed: `import { udf } from '@sluice/sdk';

export const total = udf({ async: true }, async (values: readonly number[]): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  return values.reduce((sum, value) => sum + value, 0);
});
`,
  },
  'any-type': {
    meaning: 'A column has one type. `any` and `unknown` do not say which.',
    example: `import { udf } from '@sluice/sdk';

export const parse = udf({}, (text: string): any => JSON.parse(text));
`,
    fixed: `import { udf } from '@sluice/sdk';

interface Point {
  x: number;
  y: number;
}

export const parse = udf({}, (text: string): Point => JSON.parse(text));
`,
  },
  'unresolved-type': {
    meaning:
      'The type is not declared where it is used, so that nothing is known of it: an import is missing, or its package.',
    example: `import { udf } from '@sluice/sdk';

export const area = udf({}, (box: Box): number => box.width * box.height);
`,
    fixed: `import { udf } from '@sluice/sdk';

interface Box {
  width: number;
  height: number;
}

export const area = udf({}, (box: Box): number => box.width * box.height);
`,
  },
  'overloaded-function': {
    meaning: 'A SQL function has one signature. Two signatures are two functions.',
    example: `import { udf } from '@sluice/sdk';

function double(x: number): number;
function double(x: string): string;
function double(x: never): never {
  return x;
}

export const twice = udf({}, double);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const twice = udf({}, (x: number): number => x * 2);

export const repeat = udf({}, (text: string): string => text + text);
`,
  },
  'generic-function': {
    meaning: 'The types of columns are fixed when the package is built.',
    example: `import { udf } from '@sluice/sdk';

export const first = udf({}, <T extends string>(values: string[], fallback: string): string => values[0] ?? fallback);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const first = udf({}, (values: string[], fallback: string): string => values[0] ?? fallback);
`,
  },
  'this-parameter': {
    meaning:
      'The adapter calls a plain function without an object. What needs state is a method: of a class, or of an instance.',
    example: `import { udf } from '@sluice/sdk';

export const scale = udf({}, function (this: { factor: number }, x: number): number {
  return x * this.factor;
});
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Scaler {
  factor = 2;

  @udf()
  scale(x: number): number {
    return x * this.factor;
  }
}
`,
  },
  'rest-parameter': {
    meaning:
      'A SQL function has a fixed number of parameters. A list of any length is one parameter, an array.',
    example: `import { udf } from '@sluice/sdk';

export const total = udf({}, (...values: number[]): number => values.reduce((a, b) => a + b, 0));
`,
    fixed: `import { udf } from '@sluice/sdk';

export const total = udf({}, (values: number[]): number => values.reduce((a, b) => a + b, 0));
`,
  },
  'destructured-parameter': {
    meaning: "A parameter's name is its column's name, and a pattern has none.",
    example: `import { udf } from '@sluice/sdk';

export const area = udf({}, ({ width, height }: { width: number; height: number }): number => width * height);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const area = udf({}, (box: { width: number; height: number }): number => box.width * box.height);
`,
  },
  'default-parameter': {
    meaning:
      'An engine passes a value for every parameter, null where there is none. An optional parameter says so; the body chooses what then holds.',
    example: `import { udf } from '@sluice/sdk';

export const round = udf({}, (x: number, digits: number = 2): string => x.toFixed(digits));
`,
    fixed: `import { udf } from '@sluice/sdk';

export const round = udf({}, (x: number, digits?: number): string => x.toFixed(digits ?? 2));
`,
  },
  'duplicate-parameter': {
    meaning: 'Many engines ignore the case of names, so that names which differ in nothing else are one.',
    example: `import { udf } from '@sluice/sdk';

export const join = udf({}, (id: string, ID: string): string => id + ID);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const join = udf({}, (id: string, otherId: string): string => id + otherId);
`,
  },
  'duplicate-field': {
    meaning: 'Many engines ignore the case of names, so that fields which differ in nothing else are one.',
    example: `import { udf } from '@sluice/sdk';

export const join = udf({}, (row: { id: string; ID: string }): string => row.id + row.ID);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const join = udf({}, (row: { id: string; otherId: string }): string => row.id + row.otherId);
`,
  },
  'promise-of-iterator': {
    meaning:
      'A generator gives its values one by one. An async function that returns one gives nothing before its Promise is fulfilled, and then cannot wait between its values; an async generator can wait before each.',
    example: `import { udf } from '@sluice/sdk';

export const words = udf({ async: true }, async (url: string): Promise<Iterable<string>> => {
  const response = await fetch(url);
  return (await response.text()).split(' ').values();
});
`,
    fixed: `import { udf } from '@sluice/sdk';

export const words = udf({ async: true }, async function* (url: string): AsyncGenerator<string> {
  const response = await fetch(url);
  yield* (await response.text()).split(' ');
});
`,
  },
  'async-needs-async-generator': {
    meaning:
      'A table function with the option `async` is awaited between its values, and a generator that is not asynchronous has all of them at once.',
    example: `import { udf } from '@sluice/sdk';

export const words = udf({ async: true }, function* (text: string): Generator<string> {
  yield* text.split(' ');
});
`,
    fixed: `import { udf } from '@sluice/sdk';

export const words = udf({}, function* (text: string): Generator<string> {
  yield* text.split(' ');
});
`,
  },
  'table-option': {
    meaning:
      'A function that returns a Generator, an Iterable or their asynchronous kin is a table function: each value that it yields is a row. The options `batch`, `orderBy` and `cache` answer for one result of each row, and a table function has none or many.',
    example: `import { udf } from '@sluice/sdk';

export const links = udf({ async: true, orderBy: 'url' }, async function* (url: string): AsyncGenerator<string> {
  const page = await fetch(url);
  yield* (await page.text()).match(/https:[^"]+/g) ?? [];
});
`,
    fixed: `import { udf } from '@sluice/sdk';

export const links = udf({ async: true, ordered: true }, async function* (url: string): AsyncGenerator<string> {
  const page = await fetch(url);
  yield* (await page.text()).match(/https:[^"]+/g) ?? [];
});
`,
  },
  'async-needs-promise': {
    meaning:
      'A function with `async: true` runs in the asynchronous executor, at a cost that only a function which waits is worth.',
    example: `import { udf } from '@sluice/sdk';

export const add = udf({ async: true }, (a: number, b: number): number => a + b);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const add = udf({ async: true }, async (a: number, b: number): Promise<number> => a + b);
`,
  },
  'promise-needs-async': {
    meaning:
      'A synchronous function is called in a loop that does not wait. One that returns a Promise needs the asynchronous executor, with its limits on calls and time.',
    example: `import { udf } from '@sluice/sdk';

export const load = udf({}, async (url: string): Promise<string> => (await fetch(url)).text());
`,
    fixed: `import { udf } from '@sluice/sdk';

export const load = udf({ async: true }, async (url: string): Promise<string> => (await fetch(url)).text());
`,
  },
  'context-needs-async': {
    meaning: 'Attempts and cancellation, which the context tells of, are of asynchronous calls only.',
    example: `import { udf, type UdfContext } from '@sluice/sdk';

export const shout = udf({}, (text: string, ctx: UdfContext): string => \`\${ctx.udf}: \${text}!\`);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const shout = udf({}, (text: string): string => \`\${text}!\`);
`,
  },
  'context-not-last': {
    meaning: 'The context is no column: it follows the parameters that are.',
    example: `import { udf, type UdfContext } from '@sluice/sdk';

export const load = udf(
  { async: true },
  async (ctx: UdfContext, url: string): Promise<string> => (await fetch(url, { signal: ctx.signal })).text(),
);
`,
    fixed: `import { udf, type UdfContext } from '@sluice/sdk';

export const load = udf(
  { async: true },
  async (url: string, ctx: UdfContext): Promise<string> => (await fetch(url, { signal: ctx.signal })).text(),
);
`,
  },
  'context-not-given': {
    meaning:
      'A vectorized function is called with columns, and a method of an aggregate with a state and the values of a row. There is no call of one row that a `UdfContext` could tell of.',
    example: `import { type UdfContext, udf } from '@sluice/sdk';

export const twice = udf({ vectorized: true }, (values: Float64Array, ctx: UdfContext): Float64Array =>
  values.map((value) => value * 2 * ctx.attempt),
);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const twice = udf({ vectorized: true }, (values: Float64Array): Float64Array => values.map((value) => value * 2));
`,
  },

  'batch-parameter-not-array': {
    meaning:
      'With the option `batch` a function is called with many rows at once: each parameter but a UdfContext is an array, which holds the values of one column. To SQL the function still takes one value of each; a null of the column is an element of the array.',
    example: `import { udf } from '@sluice/sdk';

export const embed = udf(
  { async: true, batch: { maxRows: 64 } },
  async (text: string): Promise<number[]> => [text.length],
);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const embed = udf(
  { async: true, batch: { maxRows: 64 } },
  async (texts: string[]): Promise<number[]> => texts.map((text) => text.length),
);
`,
  },
  'batch-result-not-array': {
    meaning:
      'With the option `batch` a function gives the results of many rows at once: a Promise of an array, with an element for each row, in the order of the rows. An Error among them is the failure of its row alone, as in `Promise<(number | Error)[]>`.',
    example: `import { udf } from '@sluice/sdk';

export const embed = udf(
  { async: true, batch: { maxRows: 64 } },
  async (texts: string[]): Promise<number> => texts.length,
);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const embed = udf(
  { async: true, batch: { maxRows: 64 } },
  async (texts: string[]): Promise<number[]> => texts.map((text) => text.length),
);
`,
  },
  'batch-without-parameters': {
    meaning:
      'A function with the option `batch` must give as many results as it is given rows, and knows their number only by the length of its arrays.',
    example: `import { udf } from '@sluice/sdk';

export const roll = udf({ async: true, batch: { maxRows: 64 } }, async (): Promise<number[]> => [Math.random()]);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const roll = udf({ async: true }, async (): Promise<number> => Math.random());
`,
  },
  'vectorized-parameter-not-column': {
    meaning:
      'A function with the option `vectorized` gets each column as a whole: the typed array of its numbers, where they are never null, or a `Column`.',
    example: `import { udf } from '@sluice/sdk';

export const twice = udf({ vectorized: true }, (value: number): Float64Array => Float64Array.of(value * 2));
`,
    fixed: `import { udf } from '@sluice/sdk';

export const twice = udf({ vectorized: true }, (value: Float64Array): Float64Array => value.map((each) => each * 2));
`,
  },
  'vectorized-result-not-column': {
    meaning:
      'A function with the option `vectorized` gives a value for each row, all at once: in a typed array, an array or a `Column`.',
    example: `import { type Column, udf } from '@sluice/sdk';

export const lengths = udf({ vectorized: true }, (texts: Column<string>): number => texts.length);
`,
    fixed: `import { type Column, udf } from '@sluice/sdk';

export const lengths = udf({ vectorized: true }, (texts: Column<string>): number[] =>
  texts.toArray().map((text) => text.length),
);
`,
  },
  'vectorized-without-parameters': {
    meaning:
      'A function with the option `vectorized` gives a value for each row that it is given, and only the length of a column tells it how many these are.',
    example: `import { udf } from '@sluice/sdk';

export const dice = udf({ vectorized: true }, (): Float64Array => new Float64Array(6));
`,
    fixed: `import { udf } from '@sluice/sdk';

export const dice = udf({}, (): number => Math.random());
`,
  },
  'order-by-unknown': {
    meaning:
      'The option `orderBy` holds the name of a parameter, as TypeScript has it: rows with the same value of it are called one at a time.',
    example: `import { udf } from '@sluice/sdk';

export const charge = udf(
  { async: true, orderBy: 'acount' },
  async (account: string, cents: bigint): Promise<string> => \`\${account}: \${cents}\`,
);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const charge = udf(
  { async: true, orderBy: 'account' },
  async (account: string, cents: bigint): Promise<string> => \`\${account}: \${cents}\`,
);
`,
  },
  'order-by-type': {
    meaning:
      'Two rows have the same key where its values are equal, which holds for text, numbers, booleans, dates and times. Lists, structs, maps, bytes and intervals have no key of their own.',
    example: `import { udf } from '@sluice/sdk';

interface Account {
  id: string;
  owner: string;
}

export const charge = udf(
  { async: true, orderBy: 'account' },
  async (account: Account, cents: bigint): Promise<string> => \`\${account.owner}: \${cents}\`,
);
`,
    fixed: `import { udf } from '@sluice/sdk';

interface Account {
  id: string;
  owner: string;
}

export const charge = udf(
  { async: true, orderBy: 'id' },
  async (id: string, account: Account, cents: bigint): Promise<string> => \`\${id}, \${account.owner}: \${cents}\`,
);
`,
  },

  'aggregate-on-non-class': {
    meaning:
      'An aggregate has a state, and methods that make one, add rows to it, merge two and give the result: a class with `init`, `accumulate`, `merge` and `finish`.',
    example: `import { aggregate } from '@sluice/sdk';

export class Maths {
  @aggregate()
  static sum(values: number[]): number {
    return values.reduce((sum, value) => sum + value, 0);
  }
}
`,
    fixed: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }

  accumulate(state: { sum: number }, value: number): void {
    state.sum += value;
  }

  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }

  finish(state: { sum: number }): number {
    return state.sum;
  }
}
`,
  },
  'aggregate-constructor': {
    meaning: 'Each worker thread makes one instance of the class, with `new` and without arguments.',
    example: `import { aggregate } from '@sluice/sdk';

@aggregate()
export abstract class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }

  accumulate(state: { sum: number }, value: number): void {
    state.sum += value;
  }

  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }

  finish(state: { sum: number }): number {
    return state.sum;
  }
}
`,
    fixed: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }

  accumulate(state: { sum: number }, value: number): void {
    state.sum += value;
  }

  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }

  finish(state: { sum: number }): number {
    return state.sum;
  }
}
`,
  },
  'aggregate-method-missing': {
    meaning:
      'The methods of an aggregate are methods of its instances, its own or those of a base class: `init`, `accumulate`, `merge` and `finish`. States of the same group come together from threads, batches and machines, so `merge` is needed as much as the others.',
    example: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }

  accumulate(state: { sum: number }, value: number): void {
    state.sum += value;
  }

  finish(state: { sum: number }): number {
    return state.sum;
  }
}
`,
    fixed: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }

  accumulate(state: { sum: number }, value: number): void {
    state.sum += value;
  }

  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }

  finish(state: { sum: number }): number {
    return state.sum;
  }
}
`,
  },
  'aggregate-method-shape': {
    meaning:
      'The adapter calls the methods of an aggregate for each row, and goes on with what they return: they are public, synchronous, and of one signature.',
    example: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }

  async accumulate(state: { sum: number }, value: number): Promise<void> {
    state.sum += value;
  }

  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }

  finish(state: { sum: number }): number {
    return state.sum;
  }
}
`,
    fixed: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }

  accumulate(state: { sum: number }, value: number): void {
    state.sum += value;
  }

  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }

  finish(state: { sum: number }): number {
    return state.sum;
  }
}
`,
  },
  'aggregate-state': {
    meaning:
      'The state that `init` makes is what the other methods are given. `accumulate`, `merge` and `retract` change it, or return the one to go on with, of the same type.',
    example: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }

  accumulate(state: { sum: number }, value: number): number {
    return state.sum + value;
  }

  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }

  finish(state: { sum: number }): number {
    return state.sum;
  }
}
`,
    fixed: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }

  accumulate(state: { sum: number }, value: number): void {
    state.sum += value;
  }

  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }

  finish(state: { sum: number }): number {
    return state.sum;
  }
}
`,
  },
  'aggregate-state-null': {
    meaning:
      'A state is a column of its own when it is stored or sent on, and what is null in it is the state of no group. A field of a state may be null.',
    example: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Highest {
  init(): number | null {
    return null;
  }

  accumulate(state: number | null, value: number): number {
    return Math.max(state ?? value, value);
  }

  merge(state: number | null, other: number | null): number | null {
    return other === null ? state : this.accumulate(state, other);
  }

  finish(state: number | null): number | null {
    return state;
  }
}
`,
    fixed: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Highest {
  init(): { highest: number | null } {
    return { highest: null };
  }

  accumulate(state: { highest: number | null }, value: number): void {
    state.highest = Math.max(state.highest ?? value, value);
  }

  merge(state: { highest: number | null }, other: { highest: number | null }): void {
    if (other.highest !== null) this.accumulate(state, other.highest);
  }

  finish(state: { highest: number | null }): number | null {
    return state.highest;
  }
}
`,
  },
  'aggregate-retract': {
    meaning:
      'Engines that keep a result up to date take out the rows that change, and give `retract` the values that they gave `accumulate`.',
    example: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }

  accumulate(state: { sum: number }, value: number): void {
    state.sum += value;
  }

  retract(state: { sum: number }): void {
    state.sum -= 1;
  }

  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }

  finish(state: { sum: number }): number {
    return state.sum;
  }
}
`,
    fixed: `import { aggregate } from '@sluice/sdk';

@aggregate()
export class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }

  accumulate(state: { sum: number }, value: number): void {
    state.sum += value;
  }

  retract(state: { sum: number }, value: number): void {
    state.sum -= value;
  }

  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }

  finish(state: { sum: number }): number {
    return state.sum;
  }
}
`,
  },

  'lifecycle-decorated': {
    meaning:
      'Where a class has instance methods as functions, there is one instance of it in each worker thread, and `open` and `close` are called on it: before the first row and after the last. A function of that name must be called otherwise in TypeScript; in SQL it may keep it.',
    example: `import { udf } from '@sluice/sdk';

export class Gates {
  @udf()
  open(gate: string): string {
    return \`\${gate} is open\`;
  }
}
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Gates {
  @udf({ name: 'open' })
  openGate(gate: string): string {
    return \`\${gate} is open\`;
  }
}
`,
  },
  'lifecycle-shape': {
    meaning:
      'Where a class has instance methods as functions, there is one instance of it in each worker thread, and `open` and `close` are called on it: before the first row, with a UdfOpenContext, and after the last, with nothing. They must be public methods that can be called so. `implements UdfLifecycle` lets the TypeScript compiler check the same.',
    example: `import { udf } from '@sluice/sdk';

export class Users {
  #names = new Map<bigint, string>();

  async open(path: string): Promise<void> {
    this.#names.set(1n, path);
  }

  @udf()
  nameOf(id: bigint): string | null {
    return this.#names.get(id) ?? null;
  }
}
`,
    fixed: `import { type UdfOpenContext, udf } from '@sluice/sdk';

export class Users {
  #names = new Map<bigint, string>();

  async open(context: UdfOpenContext): Promise<void> {
    this.#names.set(1n, context.udfs.join());
  }

  @udf()
  nameOf(id: bigint): string | null {
    return this.#names.get(id) ?? null;
  }
}
`,
  },

  'sql-name-invalid': {
    meaning:
      "The SQL name is the option `name`, or the function's own name in snake_case: `parseURLPath` is `parse_url_path`. Engines agree on ASCII letters, digits and underscores only.",
    example: `import { udf } from '@sluice/sdk';

export const größe = udf({}, (text: string): number => text.length);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const größe = udf({ name: 'size' }, (text: string): number => text.length);
`,
  },
  'duplicate-name': {
    meaning:
      'All functions of a package share one space of names, whichever file or class they stand in, and engines may ignore case in it.',
    example: `import { udf } from '@sluice/sdk';

export class Metric {
  @udf()
  static length(text: string): number {
    return text.length;
  }
}

export class Imperial {
  @udf()
  static length(text: string): number {
    return text.length / 2.54;
  }
}
`,
    fixed: `import { udf } from '@sluice/sdk';

export class Metric {
  @udf()
  static length(text: string): number {
    return text.length;
  }
}

export class Imperial {
  @udf({ name: 'length_imperial' })
  static length(text: string): number {
    return text.length / 2.54;
  }
}
`,
  },
  'invalid-option': {
    meaning:
      'An option is unknown, out of its range, or needs another one. The same check runs again when the bundle is loaded.',
    example: `import { udf } from '@sluice/sdk';

export const add = udf({ timeout: '2s' }, (a: number, b: number): number => a + b);
`,
    fixed: `import { udf } from '@sluice/sdk';

export const add = udf({ async: true, timeout: '2s' }, async (a: number, b: number): Promise<number> => a + b);
`,
  },
  'option-not-constant': {
    meaning:
      "The options go into the manifest, so they must be known without running anything: literals, objects, spreads, arithmetic on numbers, texts joined by + or by templates, choices (`?:`, `??`, `&&`, `||`), enum members, parts of objects and arrays, `Object.freeze`, static readonly fields, and consts that hold these, in any file. The function at `retry.when` may be any expression of a function's type.",
    example: `import { udf } from '@sluice/sdk';

export const add = udf({ deterministic: Math.random() > 0.5 }, (a: number, b: number): number => a + b);
`,
    fixed: `import { udf } from '@sluice/sdk';

const pure = { deterministic: true } as const;

export const add = udf({ ...pure }, (a: number, b: number): number => a + b);
`,
  },
  'option-not-function': {
    meaning:
      'Of the function at `retry.when` only this must be known when the package is built, that there is one; which one it is, the run tells. So it may be written, named, imported or made by a call, but not depend on a condition that could leave it out.',
    example: `import { udf } from '@sluice/sdk';

const when = process.argv.length > 2 ? (error: unknown): boolean => error instanceof TypeError : undefined;

export const load = udf(
  { async: true, retry: { retries: 3, when } },
  async (url: string): Promise<string> => (await fetch(url)).text(),
);
`,
    fixed: `import { udf } from '@sluice/sdk';

const when = (error: unknown): boolean => process.argv.length > 2 && error instanceof TypeError;

export const load = udf(
  { async: true, retry: { retries: 3, when } },
  async (url: string): Promise<string> => (await fetch(url)).text(),
);
`,
  },

  'not-deterministic': {
    meaning:
      'A deterministic function is called once for equal arguments, by Sluice and by engines, and its result kept. The clock, random numbers and the environment give it something else to depend on; what helpers of the package do counts as well. A comment silences it where it does no harm, as in a log: `// sluice-ignore not-deterministic: only for the log`, on the line or above it.',
    example: `import { udf } from '@sluice/sdk';

const age = (born: Date): number => Date.now() - born.getTime();

export const isAdult = udf({ deterministic: true }, (born: Date): boolean => age(born) > 568_025_136_000);
`,
    fixed: `import { udf } from '@sluice/sdk';

const age = (born: Date, now: Date): number => now.getTime() - born.getTime();

export const isAdult = udf(
  { deterministic: true },
  (born: Date, now: Date): boolean => age(born, now) > 568_025_136_000,
);
`,
  },
  'top-level-effect': {
    meaning:
      'A file of the bundle is loaded in every worker thread, and by everybody who only asks what functions there are. Connections, timers, servers, output, writing, and handlers of the whole process belong to `open` of a class, which has a `close`; reading configuration or a table does not do harm. What runs only where the file is the program itself, below `if (import.meta.main)`, does not count. A comment silences it: `// sluice-ignore top-level-effect: the reason`.',
    example: {
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';

let rate = 1;
setInterval(() => {
  rate = Math.round(performance.now());
}, 60_000);

export const convert = udf({}, (price: number): number => price * rate);
`,
      },
    },
    fixed: {
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';

export class Prices {
  #rate = 1;
  #timer: ReturnType<typeof setInterval> | undefined;

  open(): void {
    this.#timer = setInterval(() => {
      this.#rate = Math.round(performance.now());
    }, 60_000);
  }

  @udf()
  convert(price: number): number {
    return price * this.#rate;
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
`,
      },
    },
  },
  'unused-ignore': {
    meaning:
      'A comment `sluice-ignore` silences warnings of its line, or of the next line of code where it stands alone. One that silences nothing would hide what comes later; one that names an error, or nothing that exists, does nothing.',
    example: {
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';

// sluice-ignore not-deterministic: it was
export const add = udf({ deterministic: true }, (a: number, b: number): number => a + b);
`,
      },
    },
    fixed: {
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';

export const add = udf({ deterministic: true }, (a: number, b: number): number => a + b);
`,
      },
    },
  },
  'unreadable-input': {
    meaning:
      'A file that `sluice run` or `sluice dev` was given is not there, or is not what its format asks for. The format is what `--from` says, or what the ending of its name says, or what its first bytes look like.',
    example: {
      command: 'sluice run add rows.csv',
      files: { 'src/index.ts': add, 'rows.csv': 'a,b\n1,2\n3,4,5\n' },
    },
    fixed: {
      command: 'sluice run add rows.csv',
      files: { 'src/index.ts': add, 'rows.csv': 'a,b\n1,2\n3,4\n' },
    },
  },
  'missing-column': {
    meaning:
      'Parameters are given the columns of their names. Where a column is called otherwise, `--arg parameter=column` says so; `--set parameter=value` gives every row the same value.',
    example: {
      command: 'sluice run add rows.csv',
      files: { 'src/index.ts': add, 'rows.csv': 'a,second\n1,2\n' },
    },
    fixed: {
      command: 'sluice run add rows.csv --arg b=second',
      files: { 'src/index.ts': add, 'rows.csv': 'a,second\n1,2\n' },
    },
  },
  'invalid-cell': {
    meaning:
      'The cell is not of the type that the parameter takes: its row has no result, and the function is not called for it. Nothing is rounded or guessed. In CSV an empty cell is null; in JSON lines 64-bit integers, bytes (base64), dates and times are text.',
    example: {
      command: 'sluice run add rows.csv',
      files: { 'src/index.ts': add, 'rows.csv': 'a,b\n1,two\n' },
    },
    fixed: {
      command: 'sluice run add rows.csv',
      files: { 'src/index.ts': add, 'rows.csv': 'a,b\n1,2\n' },
    },
  },
  'changed-columns': {
    meaning:
      'CSV, Arrow and Parquet have the same columns in all rows, which the first rows decide. Lines of JSON may differ: a column that comes later has no place in such a file.',
    example: {
      command: 'sluice run add a.csv b.csv',
      files: { 'src/index.ts': add, 'a.csv': 'a,b\n1,2\n', 'b.csv': 'a,b,c\n1,2,3\n' },
    },
    fixed: {
      command: 'sluice run add a.csv b.csv --to json',
      files: { 'src/index.ts': add, 'a.csv': 'a,b\n1,2\n', 'b.csv': 'a,b,c\n1,2,3\n' },
    },
  },

  'unresolved-import': {
    meaning:
      'The bundle holds everything that the functions import but modules of Node itself, so all of it must be installed.',
    example: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import { add as sum } from './sums.ts';

export const add = udf({}, (a: number, b: number): number => sum(a, b));
`,
      },
    },
    fixed: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import { add as sum } from './sums.ts';

export const add = udf({}, (a: number, b: number): number => sum(a, b));
`,
        'src/sums.ts': 'export const add = (a: number, b: number): number => a + b;\n',
      },
    },
  },
  'native-addon': {
    meaning:
      'A native addon is machine code in a file of its own (`.node`), made for one platform. The bundle is one file that runs on all. Most such packages have a sibling in JavaScript or WebAssembly.',
    example: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import { hash } from './hash.node';

export const hashed = udf({}, (text: string): string => hash(text));
`,
        'src/hash.node': '\n',
      },
    },
    fixed: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { createHash } from 'node:crypto';
import { udf } from '@sluice/sdk';

export const hashed = udf({}, (text: string): string => createHash('sha256').update(text).digest('hex'));
`,
      },
    },
  },
  'unbundled-file': {
    meaning:
      'The bundle holds source, JSON and text (`.txt`). Any other file is imported with an attribute that says as what: `text` gives a string, `bytes` a `Uint8Array`. TypeScript learns its type from a declaration such as `declare module "*.csv" { const text: string; export default text }`.',
    example: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import countries from './countries.csv';

export const isCountry = udf({}, (code: string): boolean => countries.includes(code));
`,
        'src/countries.csv': 'CH,Switzerland\n',
      },
    },
    fixed: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import countries from './countries.csv' with { type: 'text' };

export const isCountry = udf({}, (code: string): boolean => countries.includes(code));
`,
        'src/countries.csv': 'CH,Switzerland\n',
      },
    },
  },
  'moved-path': {
    meaning:
      'All code runs from the bundle, `dist/udfs.mjs`, so that `import.meta.url`, `__dirname` and the like give its place. A file that is read from there is not found, unless it is put there. What is imported is part of the bundle.',
    example: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { readFileSync } from 'node:fs';
import { udf } from '@sluice/sdk';

const countries = readFileSync(new URL('./countries.csv', import.meta.url), 'utf8');

export const isCountry = udf({}, (code: string): boolean => countries.includes(code));
`,
        'src/countries.csv': 'CH,Switzerland\n',
      },
    },
    fixed: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import countries from './countries.csv' with { type: 'text' };

export const isCountry = udf({}, (code: string): boolean => countries.includes(code));
`,
        'src/countries.csv': 'CH,Switzerland\n',
      },
    },
  },
  'bundle-warning': {
    meaning:
      'The bundler has put everything into the bundle, and saw code that will not do what it says. Its own message is given.',
    example: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import * as slug from './slug.cjs';

export const slugOf = udf({}, (text: string): string => slug(text));
`,
        'src/slug.cjs': 'module.exports = (text) => text.toLowerCase();\n',
      },
    },
    fixed: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import slug from './slug.cjs';

export const slugOf = udf({}, (text: string): string => slug(text));
`,
        'src/slug.cjs': 'module.exports = (text) => text.toLowerCase();\n',
      },
    },
  },
  'bundle-failed': {
    meaning: 'The bundler cannot make a bundle of what is imported. Its own message is given.',
    example: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import { rates } from './rates.js';

export const convert = udf({}, (price: number): number => price * rates.EUR);
`,
        'src/rates.js': 'export const rate = 1.08;\n',
      },
    },
    fixed: {
      command: 'sluice build',
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import { rate } from './rates.js';

export const add = udf({}, (a: number, b: number): number => a + b + rate);
`,
        'src/rates.js': 'export const rate = 1.08;\n',
      },
    },
  },
  'native-lookup': {
    meaning:
      'Packages such as `bindings` and `node-gyp-build` find a native addon by the place of the file that asks. In a bundle all files have one place, and the addon is not there: what needs it fails when it is called, or loaded. Where the package asks in a `try`, and does without, nothing is said.',
    example: {
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import { hash } from 'fast-hash';

export const hashOf = udf({}, (text: string): string => hash(text));
`,
        'node_modules/fast-hash/package.json':
          '{ "name": "fast-hash", "version": "1.0.0", "main": "index.js" }',
        'node_modules/fast-hash/index.js': "module.exports = require('bindings')('hash.node');\n",
        'node_modules/bindings/package.json':
          '{ "name": "bindings", "version": "1.5.0", "main": "index.js" }',
        'node_modules/bindings/index.js': 'module.exports = (name) => ({ name });\n',
      },
    },
    fixed: {
      files: {
        'src/index.ts': `import { createHash } from 'node:crypto';
import { udf } from '@sluice/sdk';

export const hashOf = udf({}, (text: string): string => createHash('sha256').update(text).digest('hex'));
`,
      },
    },
  },
  'dynamic-import': {
    meaning:
      'The bundler puts in what it can see. A module whose name is made when the program runs is looked for then, from the place of the bundle, where it is only by chance. In a dependency it may be a part that is never used: a comment at the import silences it, `// sluice-ignore dynamic-import: the reason`.',
    example: {
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';

const { greet } = await import(process.env['LANGUAGE'] ?? './english.ts');

export const greeting = udf({}, (name: string): string => greet(name));
`,
        'src/english.ts': "export const greet = (name: string): string => 'Hello ' + name;\n",
      },
    },
    fixed: {
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';

const { greet } = await import('./english.ts');

export const greeting = udf({}, (name: string): string => greet(name));
`,
        'src/english.ts': "export const greet = (name: string): string => 'Hello ' + name;\n",
      },
    },
  },
  'asset-import': {
    meaning:
      'A package imports a file that is neither code nor JSON nor text, for other bundlers or for a loader that it expects. The places that are shown lead from the import in your sources to it.',
    example: {
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import { convert } from 'rates';

export const inEuros = udf({}, (price: number): number => convert(price));
`,
        'node_modules/rates/package.json': '{ "name": "rates", "version": "1.0.0", "main": "index.js" }',
        'node_modules/rates/index.js': "exports.convert = require('./rates.wasm').convert;\n",
        'node_modules/rates/rates.wasm': '…',
      },
    },
    fixed: {
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import rates from './rates.json' with { type: 'json' };

export const inEuros = udf({}, (price: number): number => price * rates.EUR);
`,
        'src/rates.json': '{ "EUR": 1.08 }\n',
      },
    },
  },
  'file-left-behind': {
    meaning:
      'A package reads a file from its own folder, by a path that starts from `import.meta.url` or `__dirname`. In a bundle these are the place of the bundle, and the file is not beside it. Where the build copies it there, nothing is said.',
    example: {
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import { convert } from 'rates';

export const inEuros = udf({}, (price: number): number => convert(price));
`,
        'node_modules/rates/package.json': '{ "name": "rates", "version": "1.0.0", "main": "index.js" }',
        'node_modules/rates/index.js': `const { readFileSync } = require('node:fs');
const { join } = require('node:path');
exports.convert = (price) => price * Number(readFileSync(join(__dirname, 'euro.txt'), 'utf8'));
`,
        'node_modules/rates/euro.txt': '1.08\n',
      },
    },
    fixed: {
      files: {
        'src/index.ts': `import { udf } from '@sluice/sdk';
import rates from './rates.json' with { type: 'json' };

export const inEuros = udf({}, (price: number): number => price * rates.EUR);
`,
        'src/rates.json': '{ "EUR": 1.08 }\n',
      },
    },
  },
};
