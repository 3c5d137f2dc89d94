import { expect, it } from 'vitest';
import { modelOf } from '../testing/analyse-source.ts';
import { everyKind } from '../testing/every-type.ts';
import { describe } from './describe.ts';

it('describes every kind of function with every option', async () => {
  const text = everyKind().map((model) => `\`\`\`\n${describe(model, 'my-udfs')}\`\`\`\n`);
  await expect(text.join('\n')).toMatchFileSnapshot('./__snapshots__/kinds.snap.md');
});

it('shows the members of types as a tree, and only where there are some', () => {
  const source = `import { type Int32, udf } from '@sluice/sdk';
type Shape = { kind: 'circle'; radius: number } | { kind: 'label'; value: string | null; at: Map<string, { x: Int32 }> };
export const f = udf({}, (shapes: (Shape | null)[], names: Map<string, number>): boolean => shapes.length > names.size);
`;
  expect(describe(modelOf(source), '.')).toContain(`
  parameters
    shapes: List
      item: DenseUnion by kind?
        circle: Struct?
          radius: Float64
        label: Struct?
          value: Utf8?
          at: Map
            key: Utf8
            value: Struct
              x: Int32
    names: Map<Utf8, Float64>

  result
    value: Bool

  nulls
    where shapes or names is null the function is not called
    the result is null where shapes or names is null
`);
});
