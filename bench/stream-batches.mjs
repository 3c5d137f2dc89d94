// Streams of equal batches for the benchmarks that cross into the worker thread.
import { Field, Float64, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';

const schema = new Schema([new Field('a', new Float64()), new Field('b', new Float64())]);

/** Batches of two Float64 columns, each over the same buffers, until there are `rows` rows. */
export function* floatBatches(rows, batchRows) {
  const children = [1, 2].map((seed) => {
    const data = Float64Array.from({ length: batchRows }, (_, i) => ((i * 7919 + seed) % 10_007) / 16);
    return makeData({ type: new Float64(), length: batchRows, nullCount: 0, data });
  });
  for (let sent = 0; sent < rows; sent += batchRows) {
    const type = new Struct(schema.fields);
    yield new RecordBatch(schema, makeData({ type, length: batchRows, nullCount: 0, children }));
  }
}
