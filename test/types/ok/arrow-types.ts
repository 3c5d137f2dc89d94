import {
  type ArrayView,
  type BinaryView,
  type Date64,
  type Decimal,
  type Decimal32,
  type Decimal64,
  type Decimal256,
  type Dictionary,
  type FixedSizeBinary,
  type FixedSizeList,
  type Float16,
  type Float32,
  type Int32,
  type Json,
  type JsonValue,
  type LargeBinary,
  type LargeList,
  type LargeUtf8,
  type Sparse,
  type TimeOfDay,
  type Timestamp,
  type Utf8View,
  type Uuid,
  udf,
} from '@sluice/sdk';

type Shape = { kind: 'circle'; radius: number } | { kind: 'label'; value: string | null } | { kind: 'none' };

interface Move {
  readonly type: 'move';
  readonly to: { x: number; y: number };
}

interface Stop {
  readonly type: 'stop';
  readonly at?: Date;
}

enum Colour {
  Red = 'red',
  Blue = 'blue',
}

enum Action {
  Go = 'go',
  Wait = 'wait',
}

type Step = { action: Action.Go; colour: Colour } | { action: Action.Wait };

interface Document {
  title: string;
  tags?: string[];
}

export class Types {
  @udf()
  static nothing(value: null, values: (null | undefined)[]): null {
    return values.length > 0 ? value : null;
  }

  @udf()
  static text(a: LargeUtf8, b: Utf8View | null, c: Uuid): LargeUtf8 {
    return a + b + c;
  }

  @udf()
  static bytes(a: LargeBinary, b: BinaryView, c: FixedSizeBinary<4>): FixedSizeBinary<16> | null {
    return a.length > b.length + c.length ? new Uint8Array(16) : null;
  }

  @udf()
  static decimals(a: Decimal<76, 2>, b: Decimal32<9>, c: Decimal64<18, 4>): Decimal256<5, 2> {
    return a + b + c;
  }

  @udf()
  static times(a: TimeOfDay<'s'>, b: TimeOfDay<'ms'>, c: TimeOfDay, d: TimeOfDay<'ns'>, e: Date64): Float16 {
    return a + b + Number(c + d) + e.getTime();
  }

  @udf()
  static lists(
    a: LargeList<string | null>,
    b: FixedSizeList<Float32, 3>,
    c: LargeList<FixedSizeList<number, 2>>[],
  ): FixedSizeList<number, 2> | null {
    return a.length > 0 ? b.slice(1) : (c[0]?.[0] ?? null);
  }

  @udf()
  static typedArrays(
    a: Float32Array,
    b: Float64Array | null,
    c: { counts: Int32Array; ids: (BigInt64Array | null)[] },
    d: Int8Array,
    e: Int16Array,
    f: Uint16Array,
    g: Uint32Array,
    h: Map<string, BigUint64Array>,
  ): Float32Array {
    return a.subarray(b?.length ?? c.counts.length + d.length + e.length + f.length + g.length + h.size);
  }

  @udf()
  static view(values: ArrayView<number>, points: ArrayView<{ x: number } | null> | null): number {
    let sum = points?.at(0)?.x ?? 0;
    for (let i = 0; i < values.length; i++) sum += values.at(i);
    for (const point of points ?? []) sum += point?.x ?? 0;
    return sum;
  }

  @udf()
  static literals(colour: Colour, level: 'low' | 'high' | null, only: 'one'): Colour.Red | 'grey' | null {
    return level === 'low' && only === 'one' && colour === Colour.Red ? colour : 'grey';
  }

  @udf()
  static dictionaries(
    a: Dictionary<string>,
    b: Dictionary<Int32 | null>,
    c: Dictionary<Timestamp<'ms'>>,
    d: Dictionary<boolean>[],
  ): Dictionary<Decimal<10, 2>> | null {
    return d.length > 0 ? a + b + c : null;
  }

  @udf()
  static unions(shape: Shape, moves: (Move | Stop | null)[], step: Step | null): Shape | null {
    if (shape.kind === 'circle' && moves[0]?.type === 'move') {
      return { ...shape, radius: moves[0].to.x };
    }
    return step?.action === Action.Go ? { kind: 'label', value: step.colour } : null;
  }

  @udf()
  static sparse(shape: Sparse<Shape>, step: Sparse<Step | null>): Sparse<Shape> {
    return shape.kind === 'circle' && step?.action === Action.Wait ? { kind: 'none' } : shape;
  }

  @udf()
  static json(
    any: Json,
    document: Json<Document>,
    lines: Json<string[]> | null,
    nested: { raw: Json<1 | 'a' | null>; pairs: Map<string, Json> },
  ): Json {
    if (any === null || typeof any === 'string') return { title: any, length: lines?.length ?? null };
    if (Array.isArray(any)) return any.slice(1);
    return document.tags ?? nested.pairs.get('a') ?? nested.raw;
  }

  @udf({ async: true })
  static async later(values: Float32Array, id: Uuid, shape: Shape): Promise<Json<{ id: string }> | null> {
    return shape.kind === 'none' ? null : { id: id + values.length };
  }

  @udf({ async: true, batch: { maxRows: 10 } })
  static async batched(shapes: Shape[], levels: ('low' | 'high')[]): Promise<(Shape | Error | null)[]> {
    return shapes.map((shape, row) => (levels[row] === 'low' ? shape : new Error(shape.kind)));
  }
}

// Each alias is its JavaScript type, both ways.
const take = <T>(value: T): T => value;
export const id = take<Uuid>('f81d4fae-7dec-11d0-a765-00a0c91e6bf6');
export const text = take<string>(id);
export const large = take<LargeUtf8>(text);
export const half = take<Float16>(0.5);
export const hash = take<FixedSizeBinary<4>>(new Uint8Array(4));
export const bytes = take<Uint8Array>(hash);
export const noon = take<TimeOfDay<'s'>>(12 * 3600);
export const midnight = take<TimeOfDay<'ns'>>(0n);
export const day = take<Date64>(new Date(0));
export const pair = take<FixedSizeList<number, 2>>([1, 2]);
export const numbers = take<number[]>(pair);
export const longer = take<LargeList<number>>(numbers);
export const country = take<Dictionary<string>>(text);
export const name = take<string>(country);
export const shape = take<Shape>({ kind: 'none' });
export const sparse = take<Sparse<Shape>>(shape);
export const dense = take<Shape>(sparse);
export const value = take<JsonValue>({ a: [1, 'b', null, { c: true }] });
export const json = take<Json>(value);
export const parsed = take<JsonValue>(json);
export const document = take<Document>({ title: 'text' });
export const jsonDocument = take<Json<Document>>(document);
export const title = take<Document>(jsonDocument);
