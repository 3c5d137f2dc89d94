// The bundle's functions, and columns for them.
import { readFileSync } from 'node:fs';
import { createBuilder } from '../../packages/runtime/dist/column/generic.js';
import { withNulls } from './data.mjs';

const dist = new URL('../udfs/dist/', import.meta.url);

/** @returns the function `name` as the bundle has it, and its model */
export async function loadUdf(name) {
  const { udfs } = await import(new URL('udfs.mjs', dist));
  const { udfs: models } = JSON.parse(readFileSync(new URL('udf.json', dist), 'utf8'));
  const named = (udf) => udf.name === name;
  return { udf: udfs.find(named), model: models.find(named) };
}

/** A kind's columns as JavaScript values. Where the function takes nulls, only its first parameter does. */
export function columnsOf(signature, kind, rows) {
  const { nulls = 0 } = signature.kinds[kind];
  return signature
    .values(rows, signature.kinds[kind])
    .map((values, at) => (signature.nullable && at > 0 ? values : withNulls(values, nulls, at + 100)));
}

/** A column of the field's type with these values. */
export function columnOf(field, values) {
  const builder = createBuilder({ ...field, nullable: true }, values.length);
  values.forEach((value, row) => {
    if (value !== null) builder.set(row, value);
  });
  return builder.finish();
}

/** All buffers of a column, its children's too. */
export function buffersOf({ validity, values, offsets, children }) {
  return [validity, values, offsets].filter((buffer) => buffer !== null).concat(children.flatMap(buffersOf));
}

/** Rows that fail end the bench: none of the data makes one fail. */
export const noErrors = {
  add(row, error) {
    throw new Error(`row ${row} failed: ${error.message}`, { cause: error });
  },
};

/** Memory for results that is used again after `rewind`, as a host does. */
export class PooledMemory {
  #buffers = [];
  #taken = 0;

  take(Elements, length) {
    const byteLength = length * Elements.BYTES_PER_ELEMENT;
    const at = this.#taken++;
    let buffer = this.#buffers[at];
    if (buffer === undefined || buffer.byteLength < byteLength) {
      buffer = new ArrayBuffer(Math.max(64, 2 ** Math.ceil(Math.log2(byteLength))));
      this.#buffers[at] = buffer;
    }
    return new Elements(buffer, 0, length);
  }

  /** What was taken may be written to again. */
  rewind() {
    this.#taken = 0;
  }

  /** Fills the memory with ones: a result may rely on nothing that was there. */
  soil() {
    for (const buffer of this.#buffers) new Uint8Array(buffer).fill(0xff);
  }
}
