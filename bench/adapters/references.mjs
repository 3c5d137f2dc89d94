// What stands beside the emitted adapter: the same function over the same values, by hand and by other libraries.
import { columnFromArray } from '@uwdata/flechette';
import { makeBuilder, vectorFromArray } from 'apache-arrow';
import { buffersOf } from './columns.mjs';
import { fresh } from './fresh.mjs';

/** Rows into something with `append`; each is copied with `fresh`, by its number of parameters. */
const appendRows = {
  strict: [
    (f, a, builder) => {
      for (let row = 0; row < a.length; row++) {
        const x = a.get(row);
        builder.append(x === null ? null : f(x));
      }
    },
    (f, a, b, builder) => {
      for (let row = 0; row < a.length; row++) {
        const x = a.get(row);
        const y = b.get(row);
        builder.append(x === null || y === null ? null : f(x, y));
      }
    },
  ],
  nullable: [
    (f, a, builder) => {
      for (let row = 0; row < a.length; row++) builder.append(f(a.get(row)));
    },
    (f, a, b, builder) => {
      for (let row = 0; row < a.length; row++) builder.append(f(a.get(row), b.get(row)));
    },
  ],
};

/** Rows into an array, from something with `at`. */
const mapRows = {
  strict: [
    (f, a, out) => {
      for (let row = 0; row < out.length; row++) {
        const x = a.at(row);
        out[row] = x === null ? null : f(x);
      }
    },
    (f, a, b, out) => {
      for (let row = 0; row < out.length; row++) {
        const x = a.at(row);
        const y = b.at(row);
        out[row] = x === null || y === null ? null : f(x, y);
      }
    },
  ],
  nullable: [
    (f, a, out) => {
      for (let row = 0; row < out.length; row++) out[row] = f(a.at(row));
    },
    (f, a, b, out) => {
      for (let row = 0; row < out.length; row++) out[row] = f(a.at(row), b.at(row));
    },
  ],
};

/** The same from arrays. */
const mapArrays = {
  strict: [
    (f, a, out) => {
      for (let row = 0; row < out.length; row++) {
        const x = a[row];
        out[row] = x === null ? null : f(x);
      }
    },
    (f, a, b, out) => {
      for (let row = 0; row < out.length; row++) {
        const x = a[row];
        const y = b[row];
        out[row] = x === null || y === null ? null : f(x, y);
      }
    },
  ],
  nullable: [
    (f, a, out) => {
      for (let row = 0; row < out.length; row++) out[row] = f(a[row]);
    },
    (f, a, b, out) => {
      for (let row = 0; row < out.length; row++) out[row] = f(a[row], b[row]);
    },
  ],
};

/** Whether a library has all types of a signature. */
export const has = (library, { parameters, result }) =>
  [...parameters, result].every((type) => type[library] !== undefined);

const loopFor = (loops, { nullable, parameters }) =>
  fresh(loops[nullable ? 'nullable' : 'strict'][parameters.length - 1]);

const converted = (values, convert) =>
  convert === undefined ? values : values.map((value) => (value === null ? null : convert(value)));

const back = (value, convert) => (value === null || convert === undefined ? value : convert(value));

/** `run`s the loop; arrays come to it as arguments out of an array, which V8 cannot take for constants. */
function calling(loop, inputs, out) {
  const args = [...inputs, out];
  return args.length === 2
    ? () => loop(args[0], args[1])
    : args.length === 3
      ? () => loop(args[0], args[1], args[2])
      : unsupported();
}

const unsupported = () => {
  throw new Error('the bench has loops for one and two parameters');
};

/**
 * The floor: the loop that one writes by hand for this one function, over arrays, into memory that is there, without a
 * check. It takes no notice of nulls unless the function does.
 */
export function floor(signature, columns) {
  const { floor: loop, parameters, result } = signature;
  const rows = columns[0].length;
  const out = result.loopOutput?.(rows);
  const run = calling(
    fresh(loop),
    parameters.map((type, at) => type.forLoop(columns[at])),
    out,
  );
  if (out === undefined) return { run, checksum: run };
  const fromLoop = result.fromLoop ?? ((value) => value);
  return { run, valueAt: (row) => fromLoop(out[row], out, row), ignoresNulls: !signature.nullable };
}

/** A second loop by hand, where a target is stated in one. */
export function second({ second: { inputs, output, loop } }, columns) {
  return { run: calling(fresh(loop), inputs(columns), output(columns[0].length)) };
}

/** Copies the buffers that the result has, and does nothing else. */
export function memcpy(resultColumn) {
  const pairs = buffersOf(resultColumn).map((buffer) => {
    const source = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).slice();
    return { source, target: new Uint8Array(source.length) };
  });
  return {
    run: () => {
      for (let at = 0; at < pairs.length; at++) pairs[at].target.set(pairs[at].source);
    },
  };
}

/** apache-arrow's row path: `vector.get(row)`, and a builder. */
export function apacheArrow(signature, columns) {
  const { f, parameters, result, peer = f } = signature;
  const vectors = parameters.map((type, at) =>
    vectorFromArray(converted(columns[at], type.toArrow), type.arrow),
  );
  const loop = loopFor(appendRows, signature);
  const own = fresh(peer);
  const [a, b] = vectors;
  const run = () => {
    const builder = makeBuilder({ type: result.arrow, nullValues: [null] });
    if (b === undefined) loop(own, a, builder);
    else loop(own, a, b, builder);
    return builder.finish().toVector();
  };
  return { run, valueOf: (vector) => (row) => back(vector.get(row), result.fromArrow) };
}

const flechetteOptions = { useBigInt: true };

function flechetteWith(loops, read, signature, columns) {
  const { f, parameters, result, peer = f } = signature;
  const inputs = parameters.map((type, at) =>
    columnFromArray(converted(columns[at], type.toFlechette), type.flechette, flechetteOptions),
  );
  const rows = columns[0].length;
  const loop = loopFor(loops, signature);
  const own = fresh(peer);
  const [a, b] = inputs;
  const run = () => {
    const out = new Array(rows);
    if (b === undefined) loop(own, read(a), out);
    else loop(own, read(a), read(b), out);
    return columnFromArray(out, result.flechette, flechetteOptions);
  };
  return { run, valueOf: (column) => (row) => back(column.at(row), result.fromFlechette) };
}

/** flechette, a row at a time: `column.at(row)`, and a column of the array of results. */
export const flechetteAt = (signature, columns) =>
  flechetteWith(mapRows, (column) => column, signature, columns);

/** flechette, a column at a time: `column.toArray()`, and a column of the array of results. */
export const flechetteArrays = (signature, columns) =>
  flechetteWith(mapArrays, (column) => column.toArray(), signature, columns);
