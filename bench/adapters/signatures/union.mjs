import { generate } from '../data.mjs';
import { f64, shape } from '../types.mjs';

export const union = {
  title: 'dense_union {struct, struct} → f64',
  udf: 'area',
  f: (shape) => (shape.kind === 'circle' ? shape.radius * shape.radius * 3 : shape.width * shape.height),
  parameters: [shape],
  result: f64,
  // No kind with nulls: the type of the parameter admits none, so that nothing would be left of it but absent rows.
  kinds: { dense: {} },
  values: (rows) => [
    generate(rows, 1, (next) =>
      next() < 0.5
        ? { kind: 'circle', radius: Math.floor(next() * 160) / 16 }
        : { kind: 'rectangle', width: Math.floor(next() * 160) / 16, height: Math.floor(next() * 160) / 16 },
    ),
  ],
  /** Over objects that are there already. */
  floor: (shapes, out) => {
    for (let row = 0; row < shapes.length; row++) {
      const shape = shapes[row];
      out[row] = shape.kind === 'circle' ? shape.radius * shape.radius * 3 : shape.width * shape.height;
    }
  },
};
