import type { SourceArray, SourceField, SourceType } from '../layout/source.ts';
import { damaged, unsupported } from './damaged.ts';
import type { FlatReader } from './flat-reader.ts';
import { COMPRESSION, RECORD_BATCH, STRUCT_BYTES } from './format.ts';
import { layoutOf, type ValuesConstructor, type WireLayout } from './wire-layout.ts';

/** The values of each dictionary so far, by its id. */
export type Dictionaries = ReadonlyMap<bigint, readonly SourceArray[]>;

/** Arrays of a record batch, or the one of a dictionary batch. */
export interface ReadArrays {
  readonly length: number;
  readonly columns: readonly SourceArray[];
}

/** Where a message's body lies: at a multiple of 8. */
export interface Body {
  readonly buffer: ArrayBufferLike;
  readonly start: number;
  readonly byteLength: number;
}

/** Offsets of lists and text are 32-bit, and so are our row numbers. */
const MAX_ROWS = 2_147_483_647;

interface ArrayPlan extends WireLayout {
  readonly type: SourceType;
  /** As messages name it: `order`, `order.items[]`. */
  readonly path: string;
  readonly dictionary: bigint | undefined;
  readonly plans: readonly ArrayPlan[];
}

const NO_BUFFERS: readonly Uint8Array[] = [];
const NO_CHILDREN: readonly SourceArray[] = [];
const NO_DICTIONARY: readonly SourceArray[] = [];

/** Reads the record batches of one schema: views into the body, and nothing else that grows with it. */
export class BodyReader {
  readonly #plans: readonly ArrayPlan[];
  readonly #nodeCount: number;
  readonly #bufferCount: number;
  readonly #viewCount: number;
  // Where the reading of one batch has come to.
  #flat: FlatReader | undefined;
  #body: Body = { buffer: new ArrayBuffer(0), start: 0, byteLength: 0 };
  #dictionaries: Dictionaries = new Map();
  #node = 0;
  #buffer = 0;
  #variadic = 0;

  /** @throws SluiceError `invalid-argument` when a column has a type whose layout is not known */
  constructor(fields: readonly SourceField[]) {
    this.#plans = fields.map(({ name, type }) => planArray(type, name));
    const all = [...everyPlan(this.#plans)];
    this.#nodeCount = all.length;
    this.#bufferCount = all.reduce((count, plan) => count + bufferCount(plan), 0);
    this.#viewCount = all.filter((plan) => plan.variadic).length;
  }

  /**
   * @param batch where `flat` has the table `RecordBatch`
   * @throws SluiceError `invalid-argument` when the arrays do not lie inside the body
   */
  read(flat: FlatReader, batch: number, body: Body, dictionaries: Dictionaries): ReadArrays {
    const compression = flat.table(batch, RECORD_BATCH.compression);
    if (compression !== 0) throw compressed(flat.byte(compression, COMPRESSION.codec));
    const length = flat.long(batch, RECORD_BATCH.length);
    if (length < 0 || length > MAX_ROWS) throw damaged(`a batch has ${length} rows`);
    this.#locate(flat, batch);
    this.#flat = flat;
    this.#body = body;
    this.#dictionaries = dictionaries;
    const columns = new Array<SourceArray>(this.#plans.length);
    for (let i = 0; i < columns.length; i++) {
      const plan = this.#plans[i] as ArrayPlan; // one a column
      const column = this.#array(plan);
      if (column.length !== length) {
        throw damaged(`column '${plan.path}' has ${column.length} rows in a batch of ${length}`);
      }
      columns[i] = column;
    }
    return { length, columns };
  }

  /** Finds the vectors of nodes and buffers, and checks that they have as many as the schema needs. */
  #locate(flat: FlatReader, batch: number): void {
    const nodes = flat.table(batch, RECORD_BATCH.nodes);
    const buffers = flat.table(batch, RECORD_BATCH.buffers);
    this.#node = nodes + 4;
    this.#buffer = buffers + 4;
    let bufferCount = this.#bufferCount;
    if (this.#viewCount > 0) {
      const variadic = flat.table(batch, RECORD_BATCH.variadicCounts);
      this.#variadic = variadic + 4;
      if (flat.count(variadic) !== this.#viewCount) {
        throw damaged(
          `a batch counts the buffers of ${flat.count(variadic)} of ${this.#viewCount} view columns`,
        );
      }
      for (let i = 0; i < this.#viewCount; i++) {
        const count = flat.longAt(variadic + 4 + 8 * i);
        if (count < 0) throw damaged(`a view column has ${count} buffers`);
        bufferCount += count;
      }
    }
    if (flat.count(nodes) !== this.#nodeCount || flat.count(buffers) !== bufferCount) {
      throw damaged(
        `a batch has ${flat.count(nodes)} arrays and ${flat.count(buffers)} buffers, ` +
          `and its schema needs ${this.#nodeCount} and ${bufferCount}`,
      );
    }
  }

  #array(plan: ArrayPlan): SourceArray {
    const flat = this.#flat as FlatReader; // set by read
    const length = flat.longAt(this.#node);
    const nullCount = flat.longAt(this.#node + 8);
    this.#node += STRUCT_BYTES;
    if (length < 0 || length > MAX_ROWS || nullCount < -1 || nullCount > length) {
      throw damaged(`'${plan.path}' has ${length} rows, ${nullCount} of them null`);
    }
    const { type, offsets, sizes, values, rowBytes, plans } = plan;
    let validity: Uint8Array | undefined;
    if (plan.validity) {
      if (nullCount === 0) this.#buffer += STRUCT_BYTES;
      else validity = this.#bytes(plan, (length + 7) >> 3);
    }
    return {
      type,
      length,
      nullCount: type.kind === 'null' ? length : nullCount,
      validity, // an empty one, with nulls, is damage that whoever reads the rows finds
      bitOffset: 0,
      typeIds: plan.typeIds ? (this.#view(plan, Int8Array, length) as Int8Array) : undefined,
      offsets:
        offsets && (this.#view(plan, offsets, length + plan.offsetsBehind) as Int32Array | BigInt64Array),
      sizes: sizes && offsets ? (this.#view(plan, offsets, length) as Int32Array | BigInt64Array) : undefined,
      values: values && this.#values(plan, values, rowBytes, length),
      variadic: plan.variadic ? this.#variadicBuffers(plan) : NO_BUFFERS,
      children: plans.length === 0 ? NO_CHILDREN : this.#children(plans),
      dictionary: plan.dictionary === undefined ? undefined : this.#dictionary(plan, length, nullCount),
    };
  }

  #values(plan: ArrayPlan, Values: ValuesConstructor, rowBytes: number, length: number): ArrayBufferView {
    if (rowBytes > 0) return this.#view(plan, Values, (length * rowBytes) / Values.BYTES_PER_ELEMENT);
    return plan.type.kind === 'bool' ? this.#bytes(plan, (length + 7) >> 3) : this.#bytes(plan);
  }

  #children(plans: readonly ArrayPlan[]): SourceArray[] {
    const children = new Array<SourceArray>(plans.length);
    for (let i = 0; i < plans.length; i++) children[i] = this.#array(plans[i] as ArrayPlan); // i is one of plans
    return children;
  }

  #dictionary(
    { path, dictionary: id }: ArrayPlan,
    length: number,
    nullCount: number,
  ): readonly SourceArray[] {
    const known = this.#dictionaries.get(id as bigint); // the caller has found that there is one
    if (known === undefined && length > Math.max(0, nullCount)) {
      throw damaged(`'${path}' has rows before its dictionary (id ${id}) has come`);
    }
    return known ?? NO_DICTIONARY;
  }

  #variadicBuffers(plan: ArrayPlan): readonly Uint8Array[] {
    const flat = this.#flat as FlatReader; // set by read
    const count = flat.longAt(this.#variadic);
    this.#variadic += 8;
    return Array.from({ length: count }, () => this.#bytes(plan));
  }

  /** The next buffer, or so many of its bytes: what follows is padding, or is not there. */
  #bytes(plan: ArrayPlan, wanted: number = Number.POSITIVE_INFINITY): Uint8Array {
    return this.#view(plan, Uint8Array, wanted) as Uint8Array;
  }

  #view(plan: ArrayPlan, Elements: ValuesConstructor, wanted: number): ArrayBufferView {
    const flat = this.#flat as FlatReader; // set by read
    const offset = flat.longAt(this.#buffer);
    const byteLength = flat.longAt(this.#buffer + 8);
    this.#buffer += STRUCT_BYTES;
    const body = this.#body;
    if (offset < 0 || byteLength < 0 || offset + byteLength > body.byteLength) {
      throw damaged(
        `a buffer of '${plan.path}' lies from byte ${offset} to ${offset + byteLength} of a body of ${body.byteLength}`,
      );
    }
    const size = Elements.BYTES_PER_ELEMENT;
    const given = Math.floor(byteLength / size);
    const start = body.start + offset;
    const count = Math.min(wanted, given);
    if (start % size === 0) return new Elements(body.buffer, start, count);
    // The format wants every buffer at a multiple of 8; a writer that forgot costs us a copy.
    const copy = new Uint8Array(new Uint8Array(body.buffer, start, count * size));
    return new Elements(copy.buffer, 0, count);
  }
}

function planArray(type: SourceType, path: string): ArrayPlan {
  const layout = layoutOf(type);
  if (layout === undefined) {
    const name = type.kind === 'unknown' ? type.name : type.kind;
    throw unsupported(
      `has a column '${path}' of type ${name}, which Sluice cannot read: cast it, or leave it out`,
    );
  }
  const dictionary = type.kind === 'dictionary' ? type.id : undefined;
  return {
    ...layout,
    type,
    path,
    dictionary,
    plans: layout.children.map((child) => planArray(child.type, step(type, path, child))),
  };
}

function step({ kind }: SourceType, path: string, { name }: SourceField): string {
  switch (kind) {
    case 'struct':
    case 'union':
      return `${path}.${name}`;
    case 'run-end':
      return path;
    default:
      return `${path}[]`;
  }
}

function* everyPlan(plans: readonly ArrayPlan[]): Generator<ArrayPlan> {
  for (const plan of plans) {
    yield plan;
    yield* everyPlan(plan.plans);
  }
}

function bufferCount({ validity, typeIds, offsets, sizes, values }: WireLayout): number {
  const fixed = Number(validity) + Number(typeIds) + Number(sizes);
  return fixed + Number(offsets !== undefined) + Number(values !== undefined);
}

function compressed(codec: number): Error {
  const name = codec === 0 ? 'LZ4' : codec === 1 ? 'ZSTD' : `codec ${codec}`;
  return unsupported(
    `has bodies compressed with ${name}: turn it off where they are written (pyarrow: IpcWriteOptions(compression=None); ` +
      "ClickHouse: output_format_arrow_compression_method = 'none')",
  );
}
