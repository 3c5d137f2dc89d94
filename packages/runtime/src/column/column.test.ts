import { expect, it } from 'vitest';
import { allValid, clearValid, fixedColumn } from './index.ts';

it('drops a bitmap in which no row is null', () => {
  const validity = allValid(3);
  expect(fixedColumn(3, validity, new Float64Array(3))).toMatchObject({ nullCount: 0, validity: null });
  clearValid(validity, 1);
  expect(fixedColumn(3, validity, new Float64Array(3))).toMatchObject({ nullCount: 1, validity });
});
