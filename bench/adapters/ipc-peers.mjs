// Bytes of an Arrow IPC stream in, bytes out: what the libraries need for it.
import { columnFromArray, tableFromColumns, tableFromIPC, tableToIPC } from '@uwdata/flechette';
import * as arrow from 'apache-arrow';
import { fresh } from './fresh.mjs';

const PREFIX_BYTES = 8;
const END_OF_STREAM_BYTES = 8;

/** A stream of one batch, whole and in its two messages. */
export function streamOf({ parameters }, names, columns) {
  const vectors = parameters.map((type, at) => {
    const values = type.toArrow === undefined ? columns[at] : columns[at].map(type.toArrow);
    return [names[at], arrow.vectorFromArray(values, type.arrow)];
  });
  const whole = arrow.tableToIPC(new arrow.Table(Object.fromEntries(vectors)), 'stream');
  const schemaBytes = PREFIX_BYTES + new DataView(whole.buffer, whole.byteOffset).getInt32(4, true);
  return {
    // In buffers of their own, which begin on a multiple of eight as the buffers of a transport do.
    whole: whole.slice(),
    schema: whole.slice(0, schemaBytes),
    batch: whole.slice(schemaBytes, whole.length - END_OF_STREAM_BYTES),
  };
}

/** The first column of a stream, row by row. */
export function valuesIn(bytes) {
  const vector = arrow.tableFromIPC(bytes).getChildAt(0);
  return { length: vector.length, at: (row) => vector.get(row) };
}

const getLoops = [
  (f, a, builder) => {
    for (let row = 0; row < a.length; row++) builder.append(f(a.get(row)));
  },
  (f, a, b, builder) => {
    for (let row = 0; row < a.length; row++) builder.append(f(a.get(row), b.get(row)));
  },
];

export function apacheArrowIpc({ f, parameters, result }, { whole }) {
  const loop = fresh(getLoops[parameters.length - 1]);
  const own = fresh(f);
  return () => {
    const table = arrow.tableFromIPC(whole);
    const builder = arrow.makeBuilder({ type: result.arrow, nullValues: [null] });
    if (parameters.length === 1) loop(own, table.getChildAt(0), builder);
    else loop(own, table.getChildAt(0), table.getChildAt(1), builder);
    return arrow.tableToIPC(new arrow.Table({ value: builder.finish().toVector() }), 'stream');
  };
}

const arrayLoops = [
  (f, a, out) => {
    for (let row = 0; row < out.length; row++) out[row] = f(a[row]);
  },
  (f, a, b, out) => {
    for (let row = 0; row < out.length; row++) out[row] = f(a[row], b[row]);
  },
];

export function flechetteIpc({ f, parameters, result }, { whole }) {
  const loop = fresh(arrayLoops[parameters.length - 1]);
  const own = fresh(f);
  return () => {
    const table = tableFromIPC(whole);
    const out = new Array(table.numRows);
    if (parameters.length === 1) loop(own, table.getChildAt(0).toArray(), out);
    else loop(own, table.getChildAt(0).toArray(), table.getChildAt(1).toArray(), out);
    return tableToIPC(tableFromColumns({ value: columnFromArray(out, result.flechette) }), {
      format: 'stream',
    });
  };
}
