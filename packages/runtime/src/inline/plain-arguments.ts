import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Column, ColumnValues } from '../column/abi.ts';
import { fixedWidth } from '../column/fixed-width.ts';
import { rises } from '../layout/rebase.ts';
import type { SourceField } from '../layout/source.ts';
import { BatchHead } from './batch-head.ts';
import { BitmapView, BufferView, ValidityView } from './buffer-view.ts';
import { isPlain, plainBufferCount } from './plain-type.ts';

const NO_CHILDREN: readonly Column[] = [];

/**
 * The arguments of a function as columns over the memory of a message, for batches of plain columns only. Costs a few objects
 * a batch, and none for batches of one size that come in the same memory.
 */
export class PlainArguments {
  readonly #head: BatchHead;
  readonly #arguments: readonly PlainArgument[];
  /** Used again in every batch. */
  readonly #columns: Column[] = [];

  /**
   * Undefined where a batch of the schema has more to it, or a parameter is laid out in another way than its column.
   *
   * @param indices the place of each parameter's column
   */
  static of(
    parameters: readonly ArrowField[],
    indices: readonly number[],
    fields: readonly SourceField[],
  ): PlainArguments | undefined {
    if (!fields.every(({ type }) => isPlain(type))) return undefined;
    const starts: number[] = [];
    let bufferCount = 0;
    for (const { type } of fields) {
      starts.push(bufferCount);
      bufferCount += plainBufferCount(type);
    }
    const found: PlainArgument[] = [];
    for (const [at, parameter] of parameters.entries()) {
      const index = indices[at] as number; // one each
      const argument = plainArgument(parameter, fields[index], index, starts[index] as number);
      if (argument === undefined) return undefined;
      found.push(argument);
    }
    return new PlainArguments(new BatchHead(fields.length, bufferCount), found);
  }

  private constructor(head: BatchHead, found: readonly PlainArgument[]) {
    this.#head = head;
    this.#arguments = found;
  }

  /** Rows of the batch that was read. */
  get rowCount(): number {
    return this.#head.length;
  }

  /** Where the message that was read ends, counted from the first of the bytes. */
  get end(): number {
    return this.#head.next;
  }

  /**
   * Reads the message at byte `at`. Undefined for one that `IpcDecoder` must look into: it is no record batch, or one that is
   * damaged, or its buffers do not lie as those of columns do.
   */
  read(bytes: Uint8Array, at: number): readonly Column[] | undefined {
    const head = this.#head;
    if (!head.read(bytes, at)) return undefined;
    for (let i = 0; i < this.#arguments.length; i++) {
      const column = (this.#arguments[i] as PlainArgument).read(head); // i is one of them
      if (column === undefined) return undefined;
      this.#columns[i] = column;
    }
    return this.#columns;
  }
}

interface PlainArgument {
  /** Undefined where the buffers are too short, or do not lie as a column's. */
  read(head: BatchHead): Column | undefined;
}

function plainArgument(
  { type }: ArrowField,
  given: SourceField | undefined,
  node: number,
  buffer: number,
): PlainArgument | undefined {
  switch (type.kind) {
    case 'utf8':
    case 'json':
    case 'binary':
      return new TextArgument(node, buffer);
    case 'bool':
      return new BoolArgument(node, buffer);
    case 'decimal':
      // One of another width fits, and is laid out anew.
      return given?.type.kind === 'decimal' && given.type.bitWidth === type.bitWidth
        ? new FixedArgument(type, node, buffer)
        : undefined;
    case 'int':
    case 'float':
    case 'fixed-binary':
    case 'uuid':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'duration':
    case 'interval':
      return new FixedArgument(type, node, buffer);
    default:
      return undefined;
  }
}

/** Numbers, or bytes of a fixed width. */
class FixedArgument implements PlainArgument {
  readonly #validity: ValidityView;
  readonly #values: BufferView<ColumnValues>;
  readonly #stride: number;

  constructor(type: ArrowType, node: number, place: number) {
    const { Elements, stride } = fixedWidth(type);
    this.#validity = new ValidityView(node, place);
    this.#values = new BufferView(Elements, place + 1);
    this.#stride = stride;
  }

  read(head: BatchHead): Column | undefined {
    const { length } = head;
    const validity = this.#validity.read(head);
    const values = this.#values.read(head, length * this.#stride);
    if (validity === undefined || values === undefined) return undefined;
    const nullCount = this.#validity.nullCount(head);
    return { length, nullCount, validity, values, offsets: null, children: NO_CHILDREN };
  }
}

class BoolArgument implements PlainArgument {
  readonly #validity: ValidityView;
  readonly #words: BitmapView;
  #wordsSeen: Int32Array | undefined;
  #bits: Uint8Array | undefined;

  constructor(node: number, place: number) {
    this.#validity = new ValidityView(node, place);
    this.#words = new BitmapView(place + 1);
  }

  read(head: BatchHead): Column | undefined {
    const { length } = head;
    const validity = this.#validity.read(head);
    const words = this.#words.read(head);
    if (validity === undefined || words === undefined) return undefined;
    if (words !== this.#wordsSeen) {
      this.#wordsSeen = words;
      this.#bits = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    }
    const nullCount = this.#validity.nullCount(head);
    const values = this.#bits as Uint8Array; // made above
    return { length, nullCount, validity, values, offsets: null, children: NO_CHILDREN };
  }
}

/** Text or bytes. */
class TextArgument implements PlainArgument {
  readonly #validity: ValidityView;
  readonly #offsets: BufferView<Int32Array>;
  readonly #bytes: BufferView<Uint8Array>;

  constructor(node: number, place: number) {
    this.#validity = new ValidityView(node, place);
    this.#offsets = new BufferView(Int32Array, place + 1);
    this.#bytes = new BufferView(Uint8Array, place + 2);
  }

  read(head: BatchHead): Column | undefined {
    const { length } = head;
    const validity = this.#validity.read(head);
    const offsets = this.#offsets.read(head, length + 1);
    if (validity === undefined || offsets === undefined) return undefined;
    // Those of a slice begin further on, and are rebased.
    if (offsets[0] !== 0 || !rises(offsets, length)) return undefined;
    const values = this.#bytes.read(head, this.#bytes.byteLength(head));
    if (values === undefined || (offsets[length] as number) > values.length) return undefined;
    const nullCount = this.#validity.nullCount(head);
    return { length, nullCount, validity, values, offsets, children: NO_CHILDREN };
  }
}
