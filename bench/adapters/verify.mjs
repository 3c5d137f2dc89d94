// Outputs are checked before anything is timed: every value against the author's function over plain values.
import { isDeepStrictEqual } from 'node:util';
import { createReader } from '../../packages/runtime/dist/column/generic.js';
import { sliceColumn } from '../../packages/runtime/dist/column/index.js';
import { columnOf, noErrors } from './columns.mjs';

/** What the function gives for each row. Text as it comes back out of UTF-8. */
export function expectedOf({ f, nullable }, columns, ignoresNulls = nullable) {
  return columns[0].map((_, row) => {
    const args = columns.map((values) => values[row]);
    if (!ignoresNulls && args.includes(null)) return null;
    const value = f(...args);
    return typeof value === 'string' ? value.toWellFormed() : value;
  });
}

/** @throws Error that names the contender and the first row that is wrong */
export function checkValues(name, valueAt, expected) {
  expected.forEach((value, row) => {
    const actual = valueAt(row);
    if (actual !== value && !isDeepStrictEqual(actual, value)) {
      throw new Error(`${name} gives ${show(actual)} in row ${row}, not ${show(value)}`);
    }
  });
}

const show = (value) => (typeof value === 'bigint' ? `${value}n` : JSON.stringify(value));

/** A result column: its values, and that its counts, bitmap and offsets are those of the Arrow format. */
export function checkColumn(name, field, column, expected) {
  const { length, nullCount, validity, offsets, values } = column;
  const nulls = expected.filter((value) => value === null).length;
  const must = (holds, what) => {
    if (!holds) throw new Error(`${name}: ${what}`);
  };
  must(length === expected.length, `${length} rows, not ${expected.length}`);
  must(nullCount === nulls, `nullCount ${nullCount}, not ${nulls}`);
  must(nulls === 0 || validity !== null, 'no bitmap');
  expected.forEach((value, row) => {
    const valid = validity === null || ((validity[row >> 5] >>> (row & 31)) & 1) === 1;
    must(valid === (value !== null), `bit ${row} of the bitmap`);
  });
  if (offsets !== null) {
    must(offsets[0] === 0, `the offsets start at ${offsets[0]}`);
    for (let row = 0; row < length; row++) must(offsets[row] <= offsets[row + 1], `offset ${row + 1} falls`);
    if (values !== null) must(offsets[length] <= values.length, 'the offsets end behind the bytes');
  }
  const reader = createReader({ ...field, nullable: true }, column);
  checkValues(name, (row) => reader.get(row), expected);
}

/** Batches of lengths around whole words of the bitmap, whole and cut out of longer ones, into soiled memory. */
export function checkEdges(name, { udf, model }, signature, columns, memory) {
  const fields = model.parameters;
  const whole = columns.map((values, at) => columnOf(fields[at], values));
  const check = (start, end) => {
    const args = whole.map((column, at) => sliceColumn(fields[at], column, start, end));
    const expected = expectedOf(
      signature,
      columns.map((values) => values.slice(start, end)),
    );
    memory.soil();
    memory.rewind();
    const result = udf.run(end - start, args, noErrors, memory);
    checkColumn(`${name}, rows ${start} to ${end}`, model.result, result, expected);
  };
  for (const length of [0, 1, 31, 32, 33, 100, 127]) check(0, length);
  for (const start of [1, 3, 5, 13]) check(start, start + 96 + start);
}

/** Rows that must fail: each alone does, and its neighbours do not. */
export function checkFailures(name, { udf, model }, { failures = [], ...signature }, columns, memory) {
  const fine = columns.map((values) => values.slice(0, 2));
  for (const { args } of failures) {
    const rows = fine.map((values, at) => [values[0], args[at], values[1]]);
    const failed = [];
    memory.rewind();
    const column = udf.run(
      3,
      rows.map((values, at) => columnOf(model.parameters[at], values)),
      { add: (row) => failed.push(row) },
      memory,
    );
    if (!isDeepStrictEqual(failed, [1])) throw new Error(`${name}: row 1 must fail, not ${failed}`);
    const [before, after] = expectedOf(signature, fine);
    checkColumn(name, model.result, column, [before, null, after]);
  }
}
