// One process: 10 million rows through one function, as 153 batches over the same input. Its peak RSS goes to stdout.
import { peakRssMb } from './measure.mjs';

const BATCH_ROWS = 65_536;
const BATCHES = 153;

const empty = { length: BATCH_ROWS, nullCount: 0, validity: null, values: null, offsets: null, children: [] };
const floats = () => ({ ...empty, values: Float64Array.from({ length: BATCH_ROWS }, (_, row) => row / 16) });
/** Texts of 4 to 20 bytes, without a JavaScript string made. */
function texts() {
  const offsets = new Int32Array(BATCH_ROWS + 1);
  for (let row = 0; row < BATCH_ROWS; row++) offsets[row + 1] = offsets[row] + 4 + (row % 17);
  const values = new Uint8Array(offsets[BATCH_ROWS]).map((_, at) => 97 + (at % 26));
  return { ...empty, values, offsets };
}

const inputs = { f64: () => ['score', [floats(), floats()]], utf8: () => ['label', [texts()]] };
const noErrors = {
  add(_row, error) {
    throw error;
  },
};

async function kernel(kind, memory) {
  const [name, args] = inputs[kind]();
  const { udfs } = await import('./udfs/dist/udfs.mjs');
  const udf = udfs.find((one) => one.name === name);
  for (let batch = 0; batch < BATCHES; batch++) udf.run(BATCH_ROWS, args, noErrors, memory?.());
}

/** Two sets of buffers that take turns: one may still be on its way out while the next batch is made. */
function pool() {
  const sets = [[], []];
  let turn = 0;
  return () => {
    const set = sets[turn++ & 1];
    let taken = 0;
    return {
      take(Elements, length) {
        const byteLength = length * Elements.BYTES_PER_ELEMENT;
        const at = taken++;
        if (set[at] === undefined || set[at].byteLength < byteLength) set[at] = new ArrayBuffer(byteLength);
        return new Elements(set[at], 0, length);
      },
    };
  };
}

async function apacheArrow(kind) {
  const { Float64, makeBuilder, makeData, makeVector, Utf8 } = await import('apache-arrow');
  const type = kind === 'f64' ? new Float64() : new Utf8();
  const [, args] = inputs[kind]();
  const vectors = args.map(({ values, offsets }) =>
    makeVector(makeData({ type, length: BATCH_ROWS, nullCount: 0, data: values, valueOffsets: offsets })),
  );
  const f = kind === 'f64' ? (a, b) => a * b + 1 : (text) => `id:${text}`;
  for (let batch = 0; batch < BATCHES; batch++) {
    const builder = makeBuilder({ type, nullValues: [null] });
    for (let row = 0; row < BATCH_ROWS; row++) builder.append(f(vectors[0].get(row), vectors[1]?.get(row)));
    builder.finish().toVector();
  }
}

const cases = {
  'bare Node': () => {},
  pooled: (kind) => kernel(kind, pool()),
  fresh: (kind) => kernel(kind),
  'apache-arrow': apacheArrow,
};

const [name, kind] = process.argv.slice(2);
await cases[name](kind);
process.stdout.write(String(peakRssMb()));
