import type { ArrowField, ArrowType, UdfModel } from '@sluice/sdk/manifest';
import type { Binding } from '../rows/bind.ts';
import { timestampText, timeText } from '../rows/convert/moments.ts';
import type { Json } from '../rows/convert/to-json.ts';
import type { Chunk } from '../rows/read/chunk.ts';

/** What rows that nobody gave are said to come from. */
const GENERATED = 'generated';

/**
 * Some rows for a function of which nobody has given any: small and plain values first, then those that code forgets (the
 * empty text, zero, what lies below it), and nulls where a parameter takes them. The same each time.
 */
export function generateSample({ name }: UdfModel, bindings: readonly Binding[]): Chunk {
  const columns = bindings.flatMap((binding) => ('column' in binding ? [binding] : []));
  const rowCount = columns.length === 0 ? 1 : 5;
  return {
    input: `${GENERATED} for ${name}`,
    rowCount,
    columns: columns.map(({ column, parameter }) => ({
      kind: 'json',
      name: column,
      cells: Array.from({ length: rowCount }, (_, row) =>
        row === rowCount - 1 && parameter.nullable ? null : sampleValue(parameter.type, row),
      ),
    })),
    place: (row) => `${GENERATED} row ${row + 1}`,
  };
}

function sampleValue(type: ArrowType, at: number): Json {
  const pick = (...values: readonly Json[]): Json => values[at % values.length] ?? null;
  switch (type.kind) {
    case 'null':
      return null;
    case 'bool':
      return pick(true, false);
    case 'int':
      return type.signed ? pick(1, 2, 0, -1, 100) : pick(1, 2, 0, 3, 100);
    case 'float':
      return pick(1.5, 2, 0, -1, 100);
    case 'utf8':
      return pick('some text', 'Ada Lovelace', '', 'Grüße', '42');
    case 'binary':
      return pick('AQI=', '', '/w==', 'AAAA');
    case 'fixed-binary':
      return Buffer.alloc(type.byteWidth, at).toString('base64');
    case 'decimal':
      return pick('1', '0', '-1', '2', '5');
    case 'date':
      return pick('2026-01-31', '1970-01-01', '2024-02-29', '1969-12-31');
    case 'time':
      return timeText(0n, type.unit).replace(/^00:00/, String(pick('09:30', '00:00', '23:59')));
    case 'timestamp':
      return `${timestampText(0n, type.unit).replace(/^1970-01-01T00/, String(pick('2026-01-31T09', '1970-01-01T00', '2024-02-29T23')))}Z`;
    case 'duration':
      return pick('PT1S', 'PT0S', 'PT1H');
    case 'interval':
      return type.unit === 'year-month' ? pick('P1M', 'P1Y') : pick('P1D', 'PT0S', 'P2DT1S');
    case 'list':
      return Array.from({ length: [2, 1, 0][at % 3] ?? 0 }, (_, item) =>
        sampleValue(type.element.type, item),
      );
    case 'fixed-list':
      return Array.from({ length: type.size }, (_, item) => sampleValue(type.element.type, at + item));
    case 'struct':
      return objectOf(type.fields, at);
    case 'map':
      return [[sampleValue(type.key.type, at), sampleValue(type.value.type, at)]];
    case 'dictionary':
      return type.values === undefined ? sampleValue(type.value, at) : pick(...type.values);
    case 'union': {
      const variant = type.variants[at % type.variants.length];
      if (variant === undefined) return null;
      const { field, content } = variant;
      if (content === 'none') return { [type.tag]: field.name };
      if (content === 'value') return { [type.tag]: field.name, value: sampleValue(field.type, at) };
      return { [type.tag]: field.name, ...(sampleValue(field.type, at) as object) }; // of a struct
    }
    case 'json':
      return pick({ a: 1 }, [1, 2], 'text', 0);
    case 'uuid':
      return pick('f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '00000000-0000-0000-0000-000000000000');
  }
}

function objectOf(fields: readonly ArrowField[], at: number): { readonly [name: string]: Json } {
  return Object.fromEntries(fields.map(({ name, type }) => [name, sampleValue(type, at)]));
}
