// One process: IPC bytes → IPC bytes, one function over batches of each size. A line of JSON a size.
import { loadInline } from '@sluice/runtime/inline';
import { isSteady, measure, median, ratio } from '../measure.mjs';
import { gatherCrowd } from './crowd.mjs';
import { apacheArrowIpc, flechetteIpc, streamOf, valuesIn } from './ipc-peers.mjs';
import { signatures } from './signatures/index.mjs';
import { ipcFunctions, ipcSizes } from './signatures/ipc.mjs';
import { checkValues, expectedOf } from './verify.mjs';

const { name, timing } = JSON.parse(process.argv[2]);
// However short the samples: batches of a row would else be timed before V8 has compiled what they take.
const WARM_MS = 500;
const MIN_SAMPLE_MS = 20;
const udfs = await loadInline(new URL('../udfs', import.meta.url));

/** An adapter that has taken the schema, and the bytes to give it. */
function open(signature, rows) {
  const [kind] = Object.values(signature.kinds);
  const columns = signature.values(rows, kind);
  const adapter = udfs.udf(signature.udf);
  const names = adapter.udf.parameters.map((parameter) => parameter.name);
  const stream = streamOf(signature, names, columns);
  const schema = adapter.schema(stream.schema).slice();
  // A view of its own for each message, as a transport makes it of what it has received.
  const received = stream.batch.buffer;
  return { columns, stream, schema, run: () => adapter.batch(new Uint8Array(received)) };
}

await gatherCrowd();
for (const signature of Object.values(signatures)) {
  if (signature.kinds.dense === undefined && signature.kinds.short === undefined) continue;
  // What apache-arrow would have to guess from the values it makes a dictionary.
  if (signature.parameters.some(({ arrow }) => arrow === undefined)) continue;
  const { run } = open(signature, 2048);
  for (let turn = 0; turn < 50; turn++) run();
}

const signature = ipcFunctions[name];
for (const rows of ipcSizes) {
  const { columns, stream, schema, run } = open(signature, rows);
  const cases = {
    sluice: run,
    flechette: flechetteIpc(signature, stream),
    arrow: apacheArrowIpc(signature, stream),
  };
  const expected = expectedOf(signature, columns);
  for (const [contender, run] of Object.entries(cases)) {
    const values = valuesIn(contender === 'sluice' ? Buffer.concat([schema, run()]) : run());
    if (values.length !== rows) throw new Error(`${contender}: ${values.length} rows, not ${rows}`);
    checkValues(contender, values.at, expected);
  }
  const sampleMs = Math.max(MIN_SAMPLE_MS, timing.sampleMs ?? 0);
  const samples = measure(cases, 1, { ...timing, sampleMs, warmMs: WARM_MS });
  const ratios = ['flechette', 'arrow'].map((peer) => [
    peer,
    { value: ratio(samples, peer, 'sluice'), steady: isSteady(samples, peer, 'sluice') },
  ]);
  const nsPerBatch = median(samples.sluice);
  console.log(JSON.stringify({ name, rows, nsPerBatch, ratios: Object.fromEntries(ratios) }));
}
await udfs.close();
