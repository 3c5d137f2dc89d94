import { floats } from '../data.mjs';
import { point, spot } from '../types.mjs';

export const struct = {
  title: 'struct {f64, f64} → struct {f64, i32}',
  udf: 'locate',
  f: (point) => ({ distance: point.x * point.x + point.y * point.y, cell: (point.x / 16) | 0 }),
  parameters: [point],
  result: spot,
  kinds: { dense: { sizes: true }, '10 % nulls': { nulls: 0.1 }, 'all null': { nulls: 1 } },
  values: (rows) => {
    const ys = floats(rows, 2);
    return [floats(rows, 1).map((x, row) => ({ x, y: ys[row] }))];
  },
  floor: ({ x, y }, { distance, cell }) => {
    for (let row = 0; row < x.length; row++) {
      distance[row] = x[row] * x[row] + y[row] * y[row];
      cell[row] = (x[row] / 16) | 0;
    }
  },
  targets: [{ kind: 'dense', floor: 1.1, arrow: 120 }],
};
