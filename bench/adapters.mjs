// Emitted adapters against a hand-written loop over typed arrays and against apache-arrow's own row path.
// One process a signature (see main below); every case's output is checked before anything is timed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Float64, Int32, makeBuilder, Utf8, vectorFromArray } from 'apache-arrow';
import { machine, measure, median, ratio } from './measure.mjs';

const ROWS = 65_536;
const self = fileURLToPath(import.meta.url);
const noErrors = {
  add(row, error) {
    throw new Error(`row ${row}`, { cause: error });
  },
};

function column(length, fields) {
  return { length, nullCount: 0, validity: null, values: null, offsets: null, children: [], ...fields };
}

function floats(seed) {
  return Float64Array.from({ length: ROWS }, (_, i) => ((i * 7919 + seed) % 10_007) / 16);
}

function utf8(strings) {
  const bytes = Buffer.from(strings.join(''));
  const offsets = new Int32Array(strings.length + 1);
  let end = 0;
  strings.forEach((text, i) => {
    end += Buffer.byteLength(text);
    offsets[i + 1] = end;
  });
  return column(strings.length, { values: new Uint8Array(bytes), offsets });
}

const signatures = {
  'f64,f64->f64'(udfs) {
    const a = floats(1);
    const b = floats(2);
    const floorOut = new Float64Array(ROWS);
    const floor = (x, y, out) => {
      for (let i = 0; i < x.length; i++) out[i] = x[i] * y[i] + 1;
      return out;
    };
    const args = [column(ROWS, { values: a }), column(ROWS, { values: b })];
    const left = vectorFromArray(a, new Float64());
    const right = vectorFromArray(b, new Float64());
    const f = (x, y) => x * y + 1;
    const arrow = () => {
      const builder = makeBuilder({ type: new Float64(), nullValues: [null] });
      for (let i = 0; i < ROWS; i++) builder.append(f(left.get(i), right.get(i)));
      return builder.finish().toVector();
    };
    return {
      cases: {
        floor: () => floor(a, b, floorOut),
        sluice: () => udfs.score.run(ROWS, args, noErrors),
        'apache-arrow': arrow,
      },
      values: { floor: (out) => out, sluice: (out) => out.values, 'apache-arrow': (out) => out.toArray() },
    };
  },
  'utf8->i32'(udfs) {
    const strings = Array.from({ length: ROWS }, (_, i) =>
      `key-${(i * 7919) % 100_003}`.slice(0, 4 + (i % 7)),
    );
    const f = (text) => (text.length === 0 ? 0 : text.charCodeAt(0) + text.charCodeAt(text.length - 1));
    const floorOut = new Int32Array(ROWS);
    const input = utf8(strings);
    const vector = vectorFromArray(strings, new Utf8());
    const floor = (texts, out) => {
      for (let i = 0; i < texts.length; i++) out[i] = f(texts[i]);
      return out;
    };
    const arrow = () => {
      const builder = makeBuilder({ type: new Int32(), nullValues: [null] });
      for (let i = 0; i < ROWS; i++) builder.append(f(vector.get(i)));
      return builder.finish().toVector();
    };
    return {
      cases: {
        floor: () => floor(strings, floorOut),
        sluice: () => udfs.first_units.run(ROWS, [input], noErrors),
        'apache-arrow': arrow,
      },
      values: { floor: (out) => out, sluice: (out) => out.values, 'apache-arrow': (out) => out.toArray() },
    };
  },
};

/** Runs eight functions of other signatures, as a worker with more than one function has. */
function crowd(udfs) {
  const f64 = column(2048, { values: new Float64Array(2048).fill(1.5) });
  const f32 = column(2048, { values: new Float32Array(2048).fill(1.5) });
  const i32 = column(2048, { values: new Int32Array(2048).fill(3) });
  const i64 = column(2048, { values: new BigInt64Array(2048).fill(5_000_000n) });
  const bits = column(2048, { values: new Uint8Array(256).fill(0b10110101) });
  const text = utf8(Array.from({ length: 2048 }, (_, i) => `row ${i}`));
  for (let i = 0; i < 200; i++) {
    udfs.half.run(2048, [f64], noErrors);
    udfs.add_ints.run(2048, [i32, i32], noErrors);
    udfs.add_longs.run(2048, [i64, i64], noErrors);
    udfs.scale.run(2048, [f32, f64], noErrors);
    udfs.both.run(2048, [bits, bits], noErrors);
    udfs.trunc.run(2048, [i64], noErrors);
    udfs.tag.run(2048, [text], noErrors);
    udfs.size.run(2048, [text], noErrors);
  }
}

async function measureOne(signature) {
  const { udfs: list } = await import('./udfs/dist/udfs.mjs');
  const udfs = Object.fromEntries(list.map((udf) => [udf.name, udf]));
  crowd(udfs);
  const { cases, values } = signatures[signature](udfs);
  const expected = values.floor(cases.floor());
  for (const name of Object.keys(cases)) {
    const actual = values[name](cases[name]());
    for (let i = 0; i < ROWS; i++) {
      if (actual[i] !== expected[i]) throw new Error(`${signature}: ${name} gives ${actual[i]} in row ${i}`);
    }
  }
  const samples = measure(cases, ROWS);
  for (const name of Object.keys(cases)) {
    const row = {
      bench: 'adapters',
      case: `${signature} ${name}`,
      nsPerRow: median(samples[name]),
      ratioToFloor: ratio(samples, name, 'floor'),
      ratioToPeer: ratio(samples, name, 'apache-arrow'),
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
  }
}

/** Every signature, each in a process of its own. Gives the rows, and what the machine was. */
export function runAdapters() {
  const rows = [];
  for (const signature of Object.keys(signatures)) {
    const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', self, signature], {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    if (status !== 0) process.exit(status ?? 1);
    rows.push(
      ...stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
  }
  return { title: `Adapters, ${ROWS} rows a batch, ten functions loaded`, rows, machine: machine() };
}

if (process.argv[1] === self) await measureOne(process.argv[2]);
