import type { UdfModel } from '@sluice/sdk/manifest';

/** A program that runs the function over record batches, as `@sluice/runtime` does it. */
export function exampleCall({ kind, name, parameters }: UdfModel, location: string): readonly string[] {
  const columns = parameters.map((field) => field.name);
  return [
    "import { load } from '@sluice/runtime';",
    '',
    `const udfs = await load(${quote(location)});`,
    ...(columns.length === 0 ? [] : [`// batches: RecordBatch[], with the ${listColumns(columns)}`]),
    ...calls[kind](name),
    'await udfs.close();',
  ];
}

const calls: Readonly<Record<UdfModel['kind'], (name: string) => readonly string[]>> = {
  scalar: stream,
  vectorized: stream,
  // One row of the input gives as many of the output as the function yields.
  table: stream,
  aggregate: (name) => [
    `const result = await udfs.aggregate(${quote(name)}).run(batches); // a row; { by: [column] } for one a group`,
  ],
};

function stream(name: string): readonly string[] {
  return [
    `for await (const batch of udfs.udf(${quote(name)}).stream(batches)) {`,
    `  console.log(batch.getChild(${quote(name)})); // beside the columns that came in`,
    '}',
  ];
}

function listColumns(names: readonly string[]): string {
  return names.length === 1 ? `column ${names[0]}` : `columns ${names.join(', ')}`;
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
