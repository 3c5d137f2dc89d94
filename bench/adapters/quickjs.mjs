// The same function in QuickJS, the engine inside RisingWave's embedded JavaScript functions.
import { getQuickJS } from 'quickjs-emscripten';

/** A call from the host costs so much that a few thousand are enough. */
const CALLED_ROWS = 8192;

/** SQL types of which the virtual machine has a typed array. */
const typedArrays = {
  DOUBLE: 'Float64Array',
  BIGINT: 'BigInt64Array',
  TIMESTAMP: 'BigInt64Array',
  INTEGER: 'Int32Array',
};

const literal = (value) => (typeof value === 'bigint' ? `${value}n` : JSON.stringify(value));

/**
 * @returns `inside`: a loop in the virtual machine over arrays that are there already; `calls`: a call from the host for
 *   each row, with its arguments and its result carried over
 */
export async function quickjs({ f, duckdb: { columns: types } }, columns) {
  const vm = (await getQuickJS()).newContext();
  const evaluate = (source) => vm.unwrapResult(vm.evalCode(source));
  const names = columns.map((_, at) => 'ab'[at]);
  columns.forEach((values, at) => {
    const array = typedArrays[types[at]];
    const list = `[${values.map(literal).join(',')}]`;
    evaluate(`globalThis.${names[at]} = ${array === undefined ? list : `new ${array}(${list})`}`).dispose();
  });
  const own = evaluate(`globalThis.f = ${f}`);
  const loop = evaluate(`globalThis.out = new Array(a.length); () => {
    for (let row = 0; row < a.length; row++) out[row] = f(${names.map((name) => `${name}[row]`).join(', ')});
  }`);
  return {
    inside: {
      rows: columns[0].length,
      run: () => vm.unwrapResult(vm.callFunction(loop, vm.undefined)).dispose(),
      valueAt: (row) => evaluate(`out[${row}]`).consume((handle) => vm.dump(handle)),
    },
    calls: callingEachRow(vm, own, columns),
  };
}

function callingEachRow(vm, own, columns) {
  const toHandle = {
    number: (value) => vm.newNumber(value),
    bigint: (value) => vm.newBigInt(value),
    string: (value) => vm.newString(value),
    boolean: (value) => (value ? vm.true : vm.false),
    object: () => vm.null,
  };
  const rows = Math.min(columns[0].length, CALLED_ROWS);
  const out = new Array(rows);
  const run = () => {
    for (let row = 0; row < rows; row++) {
      const args = columns.map((values) => toHandle[typeof values[row]](values[row]));
      const result = vm.unwrapResult(vm.callFunction(own, vm.undefined, ...args));
      out[row] = vm.dump(result);
      result.dispose();
      for (const arg of args) arg.dispose();
    }
  };
  return { rows, run, valueAt: (row) => out[row] };
}
