/**
 * Every diagnostic of the compiler. A code is never renamed and never reused; `{{name}}` in a message is a parameter
 * that whoever reports it must give. Each code has a page in docs/diagnostics, made from `explanations.ts`.
 */
export const diagnosticTable = {
  // The package as a whole.
  'folder-not-found': {
    severity: 'error',
    message: "there is no folder '{{folder}}': give the folder that holds the package's package.json",
  },
  'package-not-found': {
    severity: 'error',
    message:
      "'{{name}}' is neither a folder nor a package that is installed here: give the path of a folder, or install the package",
  },
  'no-package-json': {
    severity: 'error',
    message:
      'this folder has no package.json: add one with a "name" and a "version", or give the folder that has it',
  },
  'invalid-package-json': { severity: 'error', message: 'package.json {{problem}}' },
  'invalid-tsconfig': { severity: 'error', message: 'tsconfig.json cannot be used: {{problem}}' },
  'syntax-error': { severity: 'error', message: '{{message}}' },
  'no-sources': {
    severity: 'error',
    message:
      'this package has no TypeScript sources (tests, declaration files and the output folder do not count): add one, such as src/index.ts',
  },
  'no-udf': {
    severity: 'error',
    message:
      "this package declares no UDF: import { udf } from '@sluice/sdk' and write 'export const name = udf({}, (x: number): number => x)', or put @udf() on a method of an exported class",
  },
  'sdk-not-found': {
    severity: 'error',
    message:
      "'@sluice/sdk' cannot be found from here: add it to the package's dependencies and install them, as in 'npm install @sluice/sdk'",
  },
  'unknown-sdk-export': {
    severity: 'error',
    message: "'@sluice/sdk' exports no '{{name}}': {{edit}}",
  },
  'sdk-not-imported': {
    severity: 'error',
    message:
      "'{{written}}' is declared nowhere: write import { {{name}} } from '@sluice/sdk', and {{name}}(...) here",
  },
  'out-dir-holds-sources': {
    severity: 'error',
    message:
      "the output folder '{{folder}}' holds the package itself: choose a folder inside the package, such as 'dist'",
  },

  'stale-output': {
    severity: 'error',
    message: "{{folder}} is not what the sources give: run '{{command}}'",
  },

  'invalid-manifest': {
    severity: 'error',
    message: "udf.json {{problem}}: build the package again with 'sluice build'",
  },

  // Versions that are compared.
  'no-manifest': {
    severity: 'error',
    message:
      "'{{what}}' holds no udf.json, neither itself nor in dist: give a package that 'sluice build' has built",
  },
  'invalid-tarball': {
    severity: 'error',
    message:
      "'{{what}}' cannot be read as the tarball of a package ({{problem}}): make it again with 'sluice pack', or give the folder",
  },
  'version-not-found': {
    severity: 'error',
    message:
      "npm cannot fetch '{{spec}}' ({{problem}}): give a version that is published, or a folder, and see 'npm config get registry'",
  },

  // What is published.
  'npm-failed': { severity: 'error', message: 'npm {{command}} failed: {{problem}}' },
  'files-not-listed': {
    severity: 'error',
    message:
      'package.json has no "files", so that npm packs whatever lies in the folder ({{some}}): write "files": ["{{folder}}", "src"]',
  },
  'bundle-not-packed': { severity: 'error', message: '{{problem}}: {{edit}}' },
  'secret-in-package': {
    severity: 'error',
    message:
      "{{file}} {{problem}}, and would be published: {{edit}}; '!{{file}}' in \"files\" of package.json keeps it out, '--allow {{file}}' says that it is none",
  },
  'absolute-source-path': {
    severity: 'error',
    message:
      "{{map}} names the source '{{source}}', a path of this machine: make the map with relative paths, or keep it out with '!{{map}}' in \"files\" of package.json",
  },
  'external-import': {
    severity: 'error',
    message:
      "the bundle imports '{{specifier}}' when it is loaded, which {{problem}}: import what 'sluice build' can bundle, or add its package to dependencies",
  },
  'local-dependency': {
    severity: 'error',
    message:
      "package.json asks for {{name}} as '{{range}}', which nobody who installs the package can follow: write a version, such as '^1.0.0', or move it to devDependencies, for the bundle holds what it imports",
  },
  'asset-not-packed': {
    severity: 'error',
    message:
      "the bundle names the file '{{asset}}' by where it lies beside it, and the tarball has no such file: import it instead, or put it there and in \"files\" of package.json, or say '--allow {{asset}}' where it is never read",
  },
  'version-published': {
    severity: 'error',
    message:
      '{{name}} {{version}} is published already, and a version is never published twice: set "version" in package.json to {{next}} or later',
  },
  'version-too-low': {
    severity: 'error',
    message:
      'version {{version}} has {{level}} changes beside {{previous}}, and its number does not say so: set "version" in package.json to {{lowest}} or later',
  },

  // Where a UDF stands.
  'not-exported': {
    severity: 'error',
    message: "{{what}} holds a UDF and is not exported: export it, as in '{{edit}}'",
  },
  'misplaced-udf-call': {
    severity: 'error',
    message:
      "udf(...) must be the value of an exported const, so that the bundle can import it: write 'export const name = udf(...)' at the top level of the file",
  },
  'decorator-on-non-method': {
    severity: 'error',
    message:
      "@udf is on {{what}}, and only a method can be decorated: move it to a method, or write 'export const name = udf(...)'",
  },
  'decorated-accessor': {
    severity: 'error',
    message: "@udf is on {{what}}, which takes no row: make it a method, as in '{{edit}}'",
  },
  'private-method': {
    severity: 'error',
    message:
      'method {{method}} is {{visibility}}, and the adapter calls it from outside its class: make it public',
  },
  'computed-method-name': {
    severity: 'error',
    message: 'the name of this method is computed when the program runs: give it a name that is written down',
  },
  'abstract-class': {
    severity: 'error',
    message:
      'method {{method}} needs an instance, and class {{class}} is abstract: make the class concrete or the method static',
  },
  'constructor-arguments': {
    severity: 'error',
    message:
      'method {{method}} needs an instance, made without arguments, and the constructor of {{class}} requires {{parameters}}: give them defaults or make the method static',
  },
  'constructor-not-public': {
    severity: 'error',
    message:
      'method {{method}} needs an instance, and the constructor of {{class}} is {{visibility}}: make it public or the method static',
  },
  'udf-arguments': {
    severity: 'error',
    message:
      "udf(...) takes its options and then a function, and here {{found}}: write 'udf({}, (x: number): number => x)'",
  },
  'decorator-without-call': {
    severity: 'error',
    message: '{{decorator}} needs parentheses: write {{decorator}}()',
  },
  'unnamed-function': {
    severity: 'error',
    message: 'this function has no name for SQL to call it by: name it in its options, as in {{edit}}',
  },

  // The signature.
  'missing-parameter-type': {
    severity: 'error',
    message:
      "function {{udf}}: type of parameter '{{parameter}}' (#{{index}}) must be specified, as in '{{parameter}}: string'",
  },
  'missing-return-type': {
    severity: 'error',
    message: "function {{udf}}: return type must be specified, as in '{{edit}}'",
  },
  'unmappable-type': {
    severity: 'error',
    message: 'function {{udf}}: {{place}} has type {{type}}, which has no Arrow mapping{{hint}}',
  },
  'misplaced-view': {
    severity: 'error',
    message:
      "function {{udf}}: {{place}} has type {{type}}, and a view is good for one call, as a whole parameter of a synchronous function: write '{{edit}}'",
  },
  'any-type': {
    severity: 'error',
    message:
      'function {{udf}}: {{place}} has type {{type}}, which could be anything: give it the type that its column has, such as string or number',
  },
  'unresolved-type': {
    severity: 'error',
    message:
      'function {{udf}}: {{place}} has type {{type}}, which the TypeScript compiler cannot resolve: {{edit}}',
  },
  'overloaded-function': {
    severity: 'error',
    message:
      'function {{udf}} has {{count}} overloads, and a SQL function has one signature: keep one, and declare the others as functions of their own',
  },
  'generic-function': {
    severity: 'error',
    message:
      'function {{udf}} has the type parameter {{parameter}}, and the types of columns are fixed: replace it by a concrete type such as string',
  },
  'this-parameter': {
    severity: 'error',
    message:
      "function {{udf}} has a 'this' parameter, which is not allowed: remove it, or make the function a method of an exported class",
  },
  'rest-parameter': {
    severity: 'error',
    message:
      "function {{udf}}: parameter '...{{parameter}}' is a rest parameter, and a SQL function has a fixed number of them: take an array, as in '{{parameter}}: {{type}}'",
  },
  'destructured-parameter': {
    severity: 'error',
    message:
      "function {{udf}}: parameter #{{index}} is destructured, so its column has no name: name it and take it apart in the body, as in '{{edit}}'",
  },
  'default-parameter': {
    severity: 'error',
    message:
      "function {{udf}}: parameter '{{parameter}}' has a default value, which no engine can see: write '{{parameter}}?: {{type}}' and use '{{parameter}} ?? {{value}}' in the body",
  },
  'duplicate-parameter': {
    severity: 'error',
    message:
      "function {{udf}}: parameters '{{first}}' and '{{parameter}}' are one column to an engine that ignores case: rename one",
  },
  'duplicate-field': {
    severity: 'error',
    message:
      "function {{udf}}: {{place}} has fields '{{first}}' and '{{field}}', one column to an engine that ignores case: rename one",
  },
  'promise-of-iterator': {
    severity: 'error',
    message:
      'function {{udf}} returns {{type}}, and a table function is itself the generator: make it an async generator and return {{edit}}',
  },
  'async-needs-async-generator': {
    severity: 'error',
    message:
      'function {{udf}} has the option async: true and returns {{type}}: make it an async generator and return {{edit}}, or remove the option',
  },
  'table-option': {
    severity: 'error',
    message:
      'function {{udf}} returns {{type}}, so that a row has any number of results, and the option {{option}} needs one: leave {{option}} out, or return an array',
  },
  'async-needs-promise': {
    severity: 'error',
    message:
      'function {{udf}} has the option async: true and returns {{type}}: return Promise<{{type}}>, or remove the option',
  },
  'promise-needs-async': {
    severity: 'error',
    message: 'function {{udf}} returns {{type}} without the option async: add it, as in {{edit}}',
  },
  'context-needs-async': {
    severity: 'error',
    message:
      "function {{udf}}: parameter '{{parameter}}' is a UdfContext, which only an asynchronous function gets: add the option async: true and return a Promise, or remove the parameter",
  },
  'context-not-last': {
    severity: 'error',
    message:
      "function {{udf}}: parameter '{{parameter}}' is a UdfContext, which must be the last one: move it to the end",
  },
  'context-not-given': {
    severity: 'error',
    message:
      "function {{udf}}: parameter '{{parameter}}' is a UdfContext, which {{what}} does not get: remove the parameter",
  },

  'batch-parameter-not-array': {
    severity: 'error',
    message:
      "function {{udf}}: parameter '{{parameter}}' (#{{index}}) has type {{type}}, and a function with the option batch gets an array of each column: write '{{edit}}', or leave batch out",
  },
  'batch-result-not-array': {
    severity: 'error',
    message:
      'function {{udf}} returns {{type}}, and a function with the option batch gives a Promise of an array, with an element for each row: return {{edit}}, or leave batch out',
  },
  'batch-without-parameters': {
    severity: 'error',
    message:
      'function {{udf}} has the option batch and no array parameter, by whose length it could know how many rows it is given: take a column, or leave batch out',
  },
  'vectorized-parameter-not-column': {
    severity: 'error',
    message:
      "function {{udf}}: parameter '{{parameter}}' (#{{index}}) has type {{type}}, and a function with the option vectorized gets whole columns: write '{{edit}}', or leave vectorized out",
  },
  'vectorized-result-not-column': {
    severity: 'error',
    message:
      'function {{udf}} returns {{type}}, and a function with the option vectorized gives a whole column, at once: return {{edit}}, or leave vectorized out',
  },
  'vectorized-without-parameters': {
    severity: 'error',
    message:
      'function {{udf}} has the option vectorized and no parameter, by whose length it could know how many rows it is given: take a column, or leave vectorized out',
  },
  'order-by-unknown': {
    severity: 'error',
    message: "function {{udf}}: orderBy names '{{name}}', {{problem}}",
  },
  'order-by-type': {
    severity: 'error',
    message:
      "function {{udf}}: orderBy names '{{parameter}}', a {{type}}, and a key is text, a number, a boolean, a date or a time: name another parameter, or take the key as a parameter of its own",
  },

  // Aggregates.
  'aggregate-on-non-class': {
    severity: 'error',
    message:
      '@aggregate is on {{what}}, and only a class can be an aggregate: put it on an exported class with the methods init, accumulate, merge and finish, or write @udf() on a method',
  },
  'aggregate-constructor': {
    severity: 'error',
    message: 'an instance of aggregate {{class}} is made without arguments, and {{problem}}: {{edit}}',
  },
  'aggregate-method-missing': {
    severity: 'error',
    message: "aggregate {{class}} has no method {{method}}: write '{{edit}}'",
  },
  'aggregate-method-shape': {
    severity: 'error',
    message:
      "{{method}} of aggregate {{class}} {{problem}}, and the adapter calls {{method}}() of an instance and takes what it returns at once: write '{{edit}}'",
  },
  'aggregate-state': {
    severity: 'error',
    message:
      "{{method}} of aggregate {{class}} {{problem}}, and init makes a state of type {{type}}: write '{{edit}}'",
  },
  'aggregate-state-null': {
    severity: 'error',
    message:
      'init of aggregate {{class}} returns {{type}}, and a state is never null: return an object with a field that may be',
  },
  'aggregate-retract': {
    severity: 'error',
    message:
      "retract of aggregate {{class}} takes out the rows that accumulate adds, and must take the same values, {{row}}: write '{{edit}}'",
  },

  // Classes of which there are instances.
  'lifecycle-decorated': {
    severity: 'error',
    message:
      "method {{method}} of {{class}} has @udf, and the worker itself calls {{method}}() of an instance, once: rename the method, and keep its SQL name with @udf({ name: '{{method}}' })",
  },
  'lifecycle-shape': {
    severity: 'error',
    message:
      "{{method}} of {{class}} {{problem}}, and the worker calls {{method}}() of an instance, once: write '{{edit}}', or give it another name",
  },

  // Names and options.
  'sql-name-invalid': {
    severity: 'error',
    message:
      "'{{name}}' cannot be a SQL name: it must be a letter or underscore, then at most 62 letters, digits or underscores; set it with the option name, as in {{edit}}",
  },
  'duplicate-name': {
    severity: 'error',
    message: "the SQL name '{{name}}' is taken by {{other}}: give one of them another with the option name",
  },
  'invalid-option': { severity: 'error', message: 'function {{udf}}: {{problem}}' },
  'option-not-constant': {
    severity: 'error',
    message:
      "function {{udf}}: {{option}} must be a constant, known when the package is built, and '{{text}}' is not: write a literal, or a const that holds one",
  },
  'option-not-function': {
    severity: 'error',
    message:
      "function {{udf}}: option '{{option}}' must be a function, known to be one when the package is built, and '{{text}}' is not: write one, such as (error) => error instanceof TypeError, or leave it out",
  },

  // What is suspect, and can be built.
  'not-deterministic': {
    severity: 'warning',
    message:
      'function {{udf}} has the option deterministic: true and {{what}}, which gives another value each time: take the value as a parameter, or leave the option out',
  },
  'top-level-effect': {
    severity: 'warning',
    message:
      '{{path}} {{what}} when this file is loaded, in every worker and before the first row: do it in open() of a class, or in the function that needs it',
  },
  'unused-ignore': { severity: 'warning', message: 'this comment {{problem}}' },

  // Rows that a command runs functions on.
  'unreadable-input': { severity: 'error', message: 'this input {{problem}}' },
  'missing-column': {
    severity: 'error',
    message:
      "parameter {{parameter}} takes the column '{{column}}', which this input has not (it has {{names}}): name another, as in '{{edit}}', or give every row the same value with --set",
  },
  'invalid-cell': { severity: 'error', message: "column '{{column}}': {{problem}}" },
  'changed-columns': { severity: 'error', message: '{{problem}}' },

  // The bundle.
  'unresolved-import': {
    severity: 'error',
    message:
      "cannot find '{{specifier}}': add it to the package's dependencies and install them, or correct the path",
  },
  'native-addon': {
    severity: 'error',
    message:
      "'{{specifier}}' needs native code, {{file}}, which no bundle can hold: use a package of JavaScript or WebAssembly in its place, or ask a service that has it",
  },
  'unbundled-file': {
    severity: 'error',
    message:
      "'{{specifier}}' is neither source nor JSON: import it as text or as bytes, as in \"import file from '{{specifier}}' with { type: '{{type}}' }\"",
  },
  'bundle-failed': { severity: 'error', message: '{{message}}' },
  'asset-import': {
    severity: 'error',
    message:
      "'{{specifier}}' needs {{file}}, and a bundle holds code, JSON and text: use a package that holds its data as code",
  },
  'native-lookup': {
    severity: 'warning',
    message:
      "'{{specifier}}' looks for native code beside its own files, through {{finder}}, and will find the bundle alone: use a package of JavaScript or WebAssembly, or ask a service that runs it",
  },
  'dynamic-import': {
    severity: 'warning',
    message:
      'what this {{what}} loads is known only when it runs, and is not in the bundle: write the name of the module in it, or import all that it may be',
  },
  'file-left-behind': {
    severity: 'warning',
    message:
      "'{{file}}' is looked for beside the code, which will be the bundle, and a bundle carries no files: copy it to {{place}} as part of the build",
  },
  'moved-path': {
    severity: 'warning',
    message:
      "{{what}} is the place of the bundle when this runs, not of this file: import what you read from there, as in \"import file from '{{file}}' with { type: 'text' }\"",
  },
  'bundle-warning': { severity: 'warning', message: '{{message}}' },
} as const;

/** The name of a diagnostic, kebab-case. */
export type DiagnosticCode = keyof typeof diagnosticTable;

type Placeholders<Message extends string> = Message extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** What a code's message needs to be told. */
export type MessageParameters<Code extends DiagnosticCode> = {
  readonly [Name in Placeholders<(typeof diagnosticTable)[Code]['message']>]: string | number;
};

/** The message of a code with its parameters in place. */
export function renderMessage<Code extends DiagnosticCode>(
  code: Code,
  parameters: MessageParameters<Code>,
): string {
  const values: Readonly<Record<string, string | number>> = parameters;
  return diagnosticTable[code].message.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
}
