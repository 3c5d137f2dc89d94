import { expect, it } from 'vitest';
import { build } from '../build.ts';
import { writePackage } from '../testing/fixture.ts';

it.each([
  ['ends a block comment', "'*/'"],
  ['ends a line', "'\\n'"],
  ['ends a line of JavaScript', "'\\u2028'"],
  ['ends a string', "'\\'\"`\\\\'"],
  ['is no character', "'\\0\\ud800'"],
])('writes adapters that are TypeScript where a name %s', async (_, name) => {
  const folder = writePackage({
    'src/index.ts': `import { type Column, udf } from '@sluice/sdk';
interface Row { ${name}: number[]; kind: ${name} | 'other' }
type Shape = { kind: ${name}; value: number } | { kind: 'other'; x: Row };
export const a = udf({}, (row: Row): Row => row);
export const b = udf({}, (shape: Shape): Shape => shape);
export const c = udf({ async: true }, async (rows: Row[] | null): Promise<Map<string, Row> | null> => null);
export const d = udf({ vectorized: true }, (rows: Column<Row>): Row[] => rows.toArray());
`,
  });
  const { diagnostics, output } = await build(folder);
  expect(diagnostics).toEqual([]);
  expect(output?.manifest.udfs).toHaveLength(4);
});
