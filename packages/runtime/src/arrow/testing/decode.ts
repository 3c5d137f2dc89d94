import type { ArrowType, TimeUnit } from '@sluice/sdk/manifest';
import type { Vector } from 'apache-arrow';
import { decimalText } from './fields.ts';

/** What apache-arrow's own `get` gives for each row, as an author would see it. */
export function decode(type: ArrowType, vector: Vector): unknown[] {
  return Array.from({ length: vector.length }, (_, row) => value(type, vector.get(row)));
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
      return decimalText(BigInt.asIntN(128, unscaled), type.scale);
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
      return decode(type.element.type, seen as Vector);
    case 'struct': {
      const row = seen as Record<string, unknown>;
      return Object.fromEntries(type.fields.map((field) => [field.name, value(field.type, row[field.name])]));
    }
    case 'map':
      return new Map(
        [...(seen as Iterable<[unknown, unknown]>)].map(([key, item]) => [
          value(type.key.type, key),
          value(type.value.type, item),
        ]),
      );
    default:
      return seen;
  }
}
