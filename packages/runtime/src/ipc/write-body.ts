import type { SourceArray, SourceField, SourceType } from '../layout/source.ts';
import type { BatchHeader } from './batch-header.ts';
import { unsupported } from './damaged.ts';
import { STRUCT_BYTES } from './format.ts';
import type { OutputBuffer } from './output-memory.ts';
import { layoutOf, type WireLayout } from './wire-layout.ts';

interface ArrayPlan extends WireLayout {
  readonly type: SourceType;
  readonly plans: readonly ArrayPlan[];
}

/** A buffer of a body, and what is copied into it. Kept from batch to batch: nothing is allocated in between. */
interface Part {
  source: ArrayBufferView | undefined;
  /** The first bit of a bitmap, else the first byte. */
  from: number;
  /** Of the buffer, without its padding. */
  byteLength: number;
  /** Rows of a bitmap that does not begin with a byte; 0 for what is copied as it is. */
  shiftedRows: number;
  /** What is taken off each offset. */
  base: number;
}

/** Lays out the arrays of one batch after the other, and writes them behind their header. */
export class BodyWriter {
  readonly viewCount: number;
  readonly nodeCount: number;
  readonly #plans: readonly ArrayPlan[];
  /** Length and null count of each array. */
  readonly #nodes: number[];
  #nodeAt = 0;
  /** How many buffers each array of views points into. */
  readonly #views: number[];
  #viewAt = 0;
  readonly #parts: Part[] = [];
  #partCount = 0;
  #bodyLength = 0;

  constructor(fields: readonly SourceField[]) {
    this.#plans = fields.map(({ name, type }) => planArray(type, name));
    const all = [...everyPlan(this.#plans)];
    this.nodeCount = all.length;
    this.viewCount = all.filter((plan) => plan.variadic).length;
    this.#nodes = new Array<number>(2 * this.nodeCount).fill(0);
    this.#views = new Array<number>(this.viewCount).fill(0);
  }

  /** Of the batch that has been laid out. */
  get bufferCount(): number {
    return this.#partCount;
  }

  /** Of the batch that has been laid out. */
  get bodyLength(): number {
    return this.#bodyLength;
  }

  /** Finds out what the body of a batch is made of. Nothing is written yet. */
  layOut(columns: readonly SourceArray[]): void {
    this.#nodeAt = 0;
    this.#viewAt = 0;
    this.#partCount = 0;
    this.#bodyLength = 0;
    for (let i = 0; i < this.#plans.length; i++) this.#array(this.#plans[i] as ArrayPlan, columns[i]);
  }

  /** Writes the message of the batch that has been laid out, at `at`: a multiple of 8. */
  write(output: OutputBuffer, at: number, header: BatchHeader, rowCount: number): void {
    const { bytes, view } = output;
    bytes.set(header.bytes, at);
    setLong(view, at + header.bodyLength, this.#bodyLength);
    setLong(view, at + header.length, rowCount);
    const nodes = this.#nodes;
    for (let i = 0; i < nodes.length; i++) setLong(view, at + header.nodes + 8 * i, nodes[i] as number);
    const views = this.#views;
    for (let i = 0; i < views.length; i++) setLong(view, at + header.views + 8 * i, views[i] as number);
    const body = at + header.bytes.byteLength;
    let offset = 0;
    for (let i = 0; i < this.#partCount; i++) {
      const part = this.#parts[i] as Part; // there are so many
      const { byteLength } = part;
      const entry = at + header.buffers + STRUCT_BYTES * i;
      setLong(view, entry, offset);
      setLong(view, entry + 8, byteLength);
      if (byteLength > 0) {
        writePart(part, output, body + offset);
        offset += byteLength;
        for (; offset % 8 !== 0; offset++) bytes[body + offset] = 0;
      }
      part.source = undefined; // what was written may be collected
    }
  }

  #array(plan: ArrayPlan, array: SourceArray | undefined): void {
    const length = array?.length ?? 0;
    const nullCount = array === undefined ? 0 : nullsOf(array);
    this.#nodes[this.#nodeAt++] = length;
    this.#nodes[this.#nodeAt++] = nullCount;
    if (plan.validity) {
      if (nullCount > 0) this.#bits(array?.validity, array?.bitOffset ?? 0, length);
      else this.#part(undefined, 0, 0);
    }
    if (plan.typeIds) this.#part(array?.typeIds, 0, length);
    if (plan.offsets !== undefined) this.#offsetsAndBytes(plan, array, length);
    else if (plan.rowBytes > 0) this.#part(array?.values, 0, length * plan.rowBytes);
    else if (plan.values !== undefined)
      this.#bits(array?.values as Uint8Array, array?.bitOffset ?? 0, length);
    if (plan.sizes) this.#part(array?.sizes, 0, length * (plan.offsets?.BYTES_PER_ELEMENT ?? 4));
    if (plan.variadic) {
      const buffers = array?.variadic ?? [];
      this.#views[this.#viewAt++] = buffers.length;
      for (const buffer of buffers) this.#part(buffer, 0, buffer.byteLength);
    }
    for (let i = 0; i < plan.plans.length; i++) {
      this.#array(plan.plans[i] as ArrayPlan, array?.children[i]); // i is one of plans
    }
  }

  #offsetsAndBytes(plan: ArrayPlan, array: SourceArray | undefined, length: number): void {
    const offsets = array?.offsets;
    const count = length + plan.offsetsBehind;
    const size = plan.offsets?.BYTES_PER_ELEMENT ?? 4;
    if (offsets === undefined || offsets.length < count) {
      // No row needs them; some readers want the first all the same.
      const given = offsets?.byteLength ?? 0;
      this.#part(offsets, 0, given);
      if (plan.values !== undefined) this.#part(array?.values, 0, array?.values?.byteLength ?? 0);
      return;
    }
    const part = this.#part(offsets, 0, count * size);
    if (plan.values === undefined) return;
    const { values } = array as SourceArray; // it has offsets
    const first = Number(offsets[0]);
    const last = Number(offsets[length]); // there are length + 1
    const given = values?.byteLength ?? 0;
    if (first >= 0 && first <= last && last <= given) {
      // Of an array that is a slice of another, only its own bytes.
      if (first > 0) part.base = first;
      this.#part(values, first, last - first);
    } else {
      this.#part(values, 0, given);
    }
  }

  #bits(bitmap: Uint8Array | undefined, from: number, rows: number): void {
    const byteLength = (rows + 7) >> 3;
    if ((from & 7) === 0) {
      this.#part(bitmap, from >> 3, byteLength);
    } else {
      const given = (bitmap?.byteLength ?? 0) - (from >> 3);
      const part = this.#part(bitmap, from, 0);
      part.byteLength = Math.max(0, Math.min(byteLength, given));
      part.shiftedRows = rows;
      this.#bodyLength += padded(part.byteLength);
    }
  }

  /** As many of the wanted bytes as the source has. */
  #part(source: ArrayBufferView | undefined, from: number, wanted: number): Part {
    const given = source === undefined ? 0 : source.byteLength - from;
    const byteLength = wanted <= given ? wanted : Math.max(0, given);
    let part = this.#parts[this.#partCount];
    if (part === undefined) {
      part = { source, from, byteLength, shiftedRows: 0, base: 0 };
      this.#parts.push(part);
    } else {
      part.source = source;
      part.from = from;
      part.byteLength = byteLength;
      part.shiftedRows = 0;
      part.base = 0;
    }
    this.#partCount++;
    this.#bodyLength += padded(byteLength);
    return part;
  }
}

function planArray(type: SourceType, path: string): ArrayPlan {
  const layout = layoutOf(type);
  if (layout === undefined) throw unsupported(`has a column '${path}' that Sluice cannot write`);
  return { ...layout, type, plans: layout.children.map((child) => planArray(child.type, path)) };
}

function* everyPlan(plans: readonly ArrayPlan[]): Generator<ArrayPlan> {
  for (const plan of plans) {
    yield plan;
    yield* everyPlan(plan.plans);
  }
}

/** With its padding: buffers lie at multiples of 8 bytes. */
function padded(byteLength: number): number {
  return byteLength + (-byteLength & 7);
}

function setLong(view: DataView, at: number, value: number): void {
  view.setUint32(at, value, true); // modulo 2^32
  view.setInt32(at + 4, value / 0x1_0000_0000, true);
}

function nullsOf({ nullCount, validity, bitOffset, length }: SourceArray): number {
  if (nullCount >= 0) return nullCount;
  let nulls = 0;
  if (validity === undefined) return nulls;
  for (let i = bitOffset; i < bitOffset + length; i++) {
    nulls += 1 - (((validity[i >> 3] ?? 0) >> (i & 7)) & 1);
  }
  return nulls;
}

function writePart(part: Part, output: OutputBuffer, at: number): void {
  const { from, byteLength } = part;
  const source = part.source as ArrayBufferView; // a part without one has no bytes
  if (part.base !== 0) writeOffsets(part, output.bytes, at);
  else if (part.shiftedRows !== 0) writeBits(part, output.bytes, at);
  else if (from === 0 && byteLength === source.byteLength) output.set(source, at);
  else output.bytes.set(new Uint8Array(source.buffer, source.byteOffset + from, byteLength), at);
}

function writeOffsets({ source, base, byteLength }: Part, target: Uint8Array, at: number): void {
  const place = target.byteOffset + at;
  if (source instanceof Int32Array) {
    const offsets = new Int32Array(target.buffer, place, byteLength / 4);
    for (let i = 0; i < offsets.length; i++) offsets[i] = (source[i] as number) - base; // there are so many
  } else {
    const given = source as BigInt64Array; // offsets are of one of the two
    const offsets = new BigInt64Array(target.buffer, place, byteLength / 8);
    for (let i = 0; i < offsets.length; i++) offsets[i] = (given[i] as bigint) - BigInt(base);
  }
}

function writeBits({ source, from, byteLength, shiftedRows }: Part, target: Uint8Array, at: number): void {
  const bitmap = source as Uint8Array; // bitmaps are bytes
  const start = from >> 3;
  const shift = from & 7;
  for (let i = 0; i < byteLength; i++) {
    target[at + i] = ((bitmap[start + i] ?? 0) >> shift) | ((bitmap[start + i + 1] ?? 0) << (8 - shift));
  }
  // Bits of rows behind the slice's end stay out.
  if ((shiftedRows & 7) !== 0) {
    const last = at + byteLength - 1;
    target[last] = (target[last] as number) & ((1 << (shiftedRows & 7)) - 1);
  }
}
