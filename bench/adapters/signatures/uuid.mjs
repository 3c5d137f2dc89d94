import { generate } from '../data.mjs';
import { uuid as type } from '../types.mjs';

export const uuid = {
  title: 'uuid → uuid, as text',
  udf: 'anonymise',
  f: (id) => `${id.slice(0, 24)}000000000000`,
  parameters: [type],
  result: type,
  kinds: { dense: {}, '10 % nulls': { nulls: 0.1 } },
  values: (rows) => [
    generate(rows, 1, (next) => {
      const hex = Buffer.from(Array.from({ length: 16 }, () => next() * 256)).toString('hex');
      const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
      return Buffer.from(groups.join('-')).toString();
    }),
  ],
  floor: (ids) => {
    let sum = 0;
    for (let row = 0; row < ids.length; row++) {
      const result = `${ids[row].slice(0, 24)}000000000000`;
      if (result.length > 0) sum += result.charCodeAt(result.length - 1);
    }
    return sum;
  },
};
