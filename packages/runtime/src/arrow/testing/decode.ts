import type { ArrowType, TimeUnit } from '@sluice/sdk/manifest';
import { type Data, Vector } from 'apache-arrow';
import { decimalText } from './fields.ts';

/** What apache-arrow's own `get` gives for each row, as an author would see it. */
export function decode(type: ArrowType, vector: Vector): unknown[] {
  return vector.data.flatMap((data) => {
    const get = reader(type, new Vector([data]));
    return Array.from({ length: data.length }, (_, row) => get(row));
  });
}

function reader(type: ArrowType, vector: Vector): (row: number) => unknown {
  if (type.kind === 'union') return unionReader(type, vector);
  if (type.kind === 'map') return mapReader(type, vector);
  if (type.kind === 'struct') {
    const members = type.fields.map((field, at) =>
      reader(field.type, new Vector([vector.data[0]?.children[at] as Data])),
    );
    return (row) =>
      vector.get(row) === null
        ? null
        : Object.fromEntries(type.fields.map(({ name }, at) => [name, members[at]?.(row)]));
  }
  return (row) => value(type, vector.get(row));
}

/** `apache-arrow` gives a map's entries; what is in them may be a struct or a union, which are read as above. */
function mapReader(
  { key, value: item }: ArrowType & { kind: 'map' },
  vector: Vector,
): (row: number) => unknown {
  const { valueOffsets, children } = vector.data[0] as Data;
  const entries = children[0] as Data; // structs of key and value
  const [keys, items] = [key, item].map((field, at) =>
    reader(field.type, new Vector([entries.children[at] as Data])),
  );
  return (row) => {
    const given = vector.get(row) as Iterable<unknown> | null;
    if (given === null) return null;
    const start = Number(valueOffsets[row]);
    return new Map([...given].map((_, at) => [keys?.(start + at), items?.(start + at)]));
  };
}

/** `apache-arrow` says what a union's value is; which variant, its type ids say. */
function unionReader(type: ArrowType & { kind: 'union' }, vector: Vector): (row: number) => unknown {
  const { typeIds, valueOffsets, children } = vector.data[0] as Data;
  const readers = type.variants.map(({ field }, at) =>
    reader(field.type, new Vector([children[at] as Data])),
  );
  return (row) => {
    const id = typeIds?.[row] as number;
    const { field, content } = type.variants[id] as (typeof type.variants)[number];
    const tagged = { [type.tag]: field.name };
    if (content === 'none') return tagged;
    const inner = readers[id]?.(type.mode === 'dense' ? (valueOffsets?.[row] as number) : row);
    if ((vector.get(row) === null) !== (inner === null)) throw new Error('a union and its child disagree');
    if (inner === null) return null;
    return content === 'value' ? { ...tagged, value: inner } : { ...tagged, ...(inner as object) };
  };
}

const unitsPerMs: Readonly<Record<TimeUnit, number>> = { s: 0.001, ms: 1, us: 1000, ns: 1_000_000 };

function value(type: ArrowType, seen: unknown): unknown {
  if (seen === null || seen === undefined) return null;
  switch (type.kind) {
    case 'int':
      return type.as === 'number' ? Number(seen) : seen;
    case 'decimal': {
      const words = [...(seen as Uint32Array)];
      const unscaled = words.reduce((sum, word, at) => sum | (BigInt(word) << BigInt(32 * at)), 0n);
      return decimalText(BigInt.asIntN(type.bitWidth, unscaled), type.scale);
    }
    case 'binary':
    case 'fixed-binary':
      return Uint8Array.from(seen as Uint8Array);
    case 'json':
      return JSON.parse(seen as string);
    case 'uuid': {
      const hex = Buffer.from(seen as Uint8Array).toString('hex');
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    }
    case 'date':
      return new Date(seen as number);
    case 'timestamp':
      // Milliseconds, with a fraction for finer units.
      return type.as === 'date'
        ? new Date(seen as number)
        : BigInt(Math.round((seen as number) * unitsPerMs[type.unit]));
    case 'interval': {
      const words = seen as Int32Array;
      // A year-month interval is read as years and months.
      if (type.unit === 'year-month') return { months: (words[0] as number) * 12 + (words[1] as number) };
      if (type.unit === 'day-time') return { days: words[0], milliseconds: words[1] };
      const nanoseconds = (BigInt(words[3] as number) << 32n) | BigInt((words[2] as number) >>> 0);
      return { months: words[0], days: words[1], nanoseconds };
    }
    case 'list':
    case 'fixed-list':
      return decode(type.element.type, seen as Vector);
    case 'dictionary':
      return value(type.value, seen);
    default:
      return seen;
  }
}
