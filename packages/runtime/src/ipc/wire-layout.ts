import type { SourceField, SourceType } from '../layout/source.ts';
import { runEnds } from './write-schema.ts';

/** Makes typed arrays of one kind over a buffer. */
export interface ValuesConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): ArrayBufferView;
}

/** The buffers of an array in a message, in the order of the Arrow columnar format ("Buffer Listing for Each Layout"). */
export interface WireLayout {
  readonly validity: boolean;
  readonly typeIds: boolean;
  readonly offsets: typeof Int32Array | typeof BigInt64Array | undefined;
  /** Offsets of a dense union and of list views have no last one behind them. */
  readonly offsetsBehind: 0 | 1;
  /** As many sizes as offsets follow those of list views, of the same width. */
  readonly sizes: boolean;
  readonly values: ValuesConstructor | undefined;
  /** Of one row in `values`; 0 where rows are bits, or bytes from offset to offset. */
  readonly rowBytes: number;
  /** Whether any number of buffers follows, that views point into. */
  readonly variadic: boolean;
  readonly children: readonly SourceField[];
}

const PLAIN: WireLayout = {
  validity: true,
  typeIds: false,
  offsets: undefined,
  offsetsBehind: 1,
  sizes: false,
  values: undefined,
  rowBytes: 0,
  variadic: false,
  children: [],
};

/** Undefined for a type whose layout is not known. */
export function layoutOf(type: SourceType): WireLayout | undefined {
  switch (type.kind) {
    case 'null':
      return { ...PLAIN, validity: false };
    case 'bool':
      return { ...PLAIN, values: Uint8Array };
    case 'int':
      return fixed(intArray(type), type.bitWidth >> 3);
    case 'float':
      return fixed(
        { 16: Uint16Array, 32: Float32Array, 64: Float64Array }[type.bitWidth],
        type.bitWidth >> 3,
      );
    case 'utf8':
    case 'binary':
      if (type.layout === 'view') return { ...fixed(Uint8Array, 16), variadic: true };
      return {
        ...PLAIN,
        offsets: type.layout === 'large' ? BigInt64Array : Int32Array,
        values: Uint8Array,
      };
    case 'fixed-binary':
      return fixed(Uint8Array, type.byteWidth);
    case 'decimal':
      return fixed(type.bitWidth === 32 ? Int32Array : BigInt64Array, type.bitWidth >> 3);
    case 'date':
      return type.bitWidth === 32 ? fixed(Int32Array, 4) : fixed(BigInt64Array, 8);
    case 'time':
      return type.unit === 's' || type.unit === 'ms' ? fixed(Int32Array, 4) : fixed(BigInt64Array, 8);
    case 'timestamp':
    case 'duration':
      return fixed(BigInt64Array, 8);
    case 'interval':
      return fixed(Int32Array, { 'year-month': 4, 'day-time': 8, 'month-day-nano': 16 }[type.unit]);
    case 'list': {
      const isView = type.layout === 'view' || type.layout === 'large-view';
      return {
        ...PLAIN,
        offsets: type.layout === 'large' || type.layout === 'large-view' ? BigInt64Array : Int32Array,
        offsetsBehind: isView ? 0 : 1,
        sizes: isView,
        children: [type.element],
      };
    }
    case 'map':
      return { ...PLAIN, offsets: Int32Array, children: [type.entries] };
    case 'fixed-list':
      return { ...PLAIN, children: [type.element] };
    case 'struct':
      return { ...PLAIN, children: type.fields };
    case 'union':
      return {
        ...PLAIN,
        validity: false,
        typeIds: true,
        offsets: type.mode === 'dense' ? Int32Array : undefined,
        offsetsBehind: 0,
        children: type.fields,
      };
    case 'dictionary':
      return fixed(intArray(type.index), type.index.bitWidth >> 3);
    case 'run-end':
      return { ...PLAIN, validity: false, children: [runEnds(type.bitWidth), type.value] };
    case 'unknown':
      return undefined;
  }
}

function fixed(values: ValuesConstructor, rowBytes: number): WireLayout {
  return { ...PLAIN, values, rowBytes };
}

function intArray({ bitWidth, signed }: { bitWidth: 8 | 16 | 32 | 64; signed: boolean }): ValuesConstructor {
  const arrays = signed
    ? { 8: Int8Array, 16: Int16Array, 32: Int32Array, 64: BigInt64Array }
    : { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array, 64: BigUint64Array };
  return arrays[bitWidth];
}

/** The types of a schema, at every depth: those of a dictionary's values before the dictionary. */
export function* everyType(fields: readonly SourceField[]): Generator<SourceType> {
  for (const { type } of fields) yield* typesIn(type);
}

function* typesIn(type: SourceType): Generator<SourceType> {
  if (type.kind === 'dictionary') yield* typesIn(type.value);
  else yield* everyType(layoutOf(type)?.children ?? []);
  yield type;
}

/** Every dictionary of a schema, by its id, with the type of its values: those inside another's values before it. */
export function dictionariesOf(fields: readonly SourceField[]): Map<bigint, SourceType> {
  const dictionaries = new Map<bigint, SourceType>();
  for (const type of everyType(fields)) if (type.kind === 'dictionary') dictionaries.set(type.id, type.value);
  return dictionaries;
}
