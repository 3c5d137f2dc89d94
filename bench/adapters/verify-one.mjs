// One process: that a signature's adapter is right where adapters go wrong. Nothing is timed here: a row that fails, or a
// text of an odd kind, would slow all that V8 compiles after it.
import { columnsOf, loadUdf, PooledMemory } from './columns.mjs';
import { trickyTexts, withNulls } from './data.mjs';
import { signatures } from './signatures/index.mjs';
import { utf8 } from './types.mjs';
import { checkEdges, checkFailures } from './verify.mjs';

const ROWS = 130;
const { name } = JSON.parse(process.argv[2]);
const signature = signatures[name];
const loaded = await loadUdf(signature.udf);
const memory = new PooledMemory();
for (const kind of Object.keys(signature.kinds)) {
  const columns = columnsOf(signature, kind, ROWS);
  checkEdges(`${name}, ${kind}`, loaded, signature, columns, memory);
  const tricky = columns.map((values, at) =>
    signature.parameters[at] === utf8
      ? withNulls(
          values.map((_, row) => trickyTexts[row % trickyTexts.length]),
          signature.kinds[kind].nulls ?? 0,
          3,
        )
      : values,
  );
  checkEdges(`${name}, ${kind}, tricky texts`, loaded, signature, tricky, memory);
}
const [kind] = Object.keys(signature.kinds);
checkFailures(name, loaded, signature, columnsOf(signature, kind, ROWS), memory);
