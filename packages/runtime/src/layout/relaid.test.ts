import { type ArrowField, type ArrowType, formatType } from '@sluice/sdk/manifest';
import { Vector } from 'apache-arrow';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exportColumn } from '../arrow/export-columns.ts';
import { sourceArray } from '../arrow/source.ts';
import { decode } from '../arrow/testing/decode.ts';
import { encode } from '../arrow/testing/encode.ts';
import { int32, json, type Nulls, rowsOf, slot, types, union, uuid } from '../arrow/testing/fields.ts';
import { importedColumn, importedRows } from '../arrow/testing/read.ts';
import { runsOf } from '../arrow/testing/runs.ts';
import { fitsType } from './fits-type.ts';

/** Types of which a column can be read as the given one, but for their layout the same: any at each depth. */
function relaid(type: ArrowType): fc.Arbitrary<ArrowType> {
  const of = (...others: ArrowType[]): fc.Arbitrary<ArrowType> => fc.constantFrom(type, ...others);
  switch (type.kind) {
    case 'utf8':
    case 'binary': {
      const { kind } = type;
      return fc.oneof(
        of({ kind }, { kind, layout: 'large' }, { kind, layout: 'view' }),
        of({ kind: 'dictionary', value: { kind, layout: 'view' } }),
      );
    }
    case 'decimal': {
      const widths = ([32, 64, 128, 256] as const).filter(
        (width) => Math.floor(width * 0.3) >= type.precision,
      );
      return of(...widths.map((bitWidth): ArrowType => ({ ...type, bitWidth })));
    }
    case 'list':
      return fc
        .tuple(relaidField(type.element), fc.constantFrom(undefined, 'large' as const))
        .map(([element, layout]) => ({ kind: 'list', element, ...(layout === undefined ? {} : { layout }) }));
    case 'fixed-list':
      return relaidField(type.element).map((element) => ({ ...type, element }));
    case 'struct':
      return fc
        .tuple(...type.fields.map(relaidField))
        .map((fields) => ({ kind: 'struct', fields: [...fields, slot('more', { kind: 'null' })].reverse() }));
    case 'map':
      return fc
        .tuple(relaidField(type.key), relaidField(type.value))
        .map(([key, value]) => ({ kind: 'map', key, value }));
    case 'dictionary':
      return fc.oneof(
        relaid(type.value),
        relaid(type.value).map((value): ArrowType => {
          return value.kind === 'dictionary' ? value : { kind: 'dictionary', value };
        }),
      );
    case 'union':
      return fc
        .tuple(
          fc.tuple(...type.variants.map(({ field }) => relaidField(field))),
          fc.constantFrom('dense' as const, 'sparse' as const),
        )
        .map(([fields, mode]) => ({
          ...type,
          mode,
          variants: type.variants
            .map((variant, at) => ({ ...variant, field: fields[at] as ArrowField }))
            .reverse(),
        }));
    case 'null':
    case 'float':
      return of();
    default:
      return of({ kind: 'dictionary', value: type });
  }
}

function relaidField(field: ArrowField): fc.Arbitrary<ArrowField> {
  return relaid(field.type).map((type) => ({ ...field, type }));
}

it.each(types.map((type) => [formatType(type), type] as const))(
  'reads a column however it is laid out, in slices, and apache-arrow reads what is made of it: %s',
  (_, type) => {
    for (const nulls of ['none', 'some', 'all'] satisfies Nulls[]) {
      const field = slot('value', type, nulls !== 'none');
      const cases = fc.record({
        given: relaid(type),
        rows: rowsOf(type, 45, nulls),
        from: fc.constantFrom(0, 3, 8),
        length: fc.constantFrom(0, 1, 33),
      });
      fc.assert(
        fc.property(cases, ({ given, rows, from, length }) => {
          const data = encode(given, rows);
          expect(fitsType(type, sourceArray(data).type)).toBe(true);
          const expected = rows.slice(from, from + length);
          expect(importedRows(field, sourceArray(data.slice(from, length)))).toEqual(expected);
          const column = importedColumn(field, data.slice(from, length));
          expect(decode(type, new Vector([exportColumn(field, column)]))).toEqual(expected);
        }),
        { numRuns: 25 },
      );
    }
  },
);

it.each(types.map((type) => [formatType(type), type] as const))(
  'reads runs, and rows of them: %s',
  (_, type) => {
    const field = slot('value', type, true);
    const cases = fc.record({
      rows: rowsOf(type, 12, 'some').map((rows) => rows.flatMap((row, at) => Array(1 + (at % 4)).fill(row))),
      bitWidth: fc.constantFrom(16 as const, 32 as const, 64 as const),
      from: fc.constantFrom(0, 1, 7, 30),
      to: fc.constantFrom(0, 1, 29, 30),
    });
    fc.assert(
      fc.property(cases, ({ rows, bitWidth, from, to }) => {
        const array = runsOf(type, rows, bitWidth);
        expect(importedRows(field, array)).toEqual(rows);
        const part = { start: Math.min(from, to), end: to };
        expect(importedRows(field, array, part)).toEqual(rows.slice(part.start, part.end));
      }),
      { numRuns: 20 },
    );
  },
);

it('reads json from text of every layout, and uuids from bytes, whatever their fields are called', () => {
  const texts = ['{"a": [1]}', null, '"a text of more than twelve bytes"', '5'];
  const seen = [{ a: [1] }, null, 'a text of more than twelve bytes', 5];
  for (const layout of [undefined, 'large', 'view'] as const) {
    const type: ArrowType = { kind: 'utf8', ...(layout === undefined ? {} : { layout }) };
    expect(importedRows(slot('value', json, true), sourceArray(encode(type, texts)))).toEqual(seen);
  }
  const ids = ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', null];
  const bytes = ids.map((id) => id && Uint8Array.from(Buffer.from(id.replaceAll('-', ''), 'hex')));
  const array = sourceArray(encode({ kind: 'fixed-binary', byteWidth: 16 }, bytes));
  expect(importedRows(slot('value', uuid, true), array)).toEqual(ids);
});

it('says which rows are of a variant that the type lacks', () => {
  const given = union('dense', int32);
  const wanted = { ...given, variants: given.variants.filter(({ field }) => field.name !== 'other') };
  const rows = [{ kind: 'one', value: 1 }, { kind: 'other', value: 'x' }, null, { kind: 'empty' }];
  for (const mode of ['dense', 'sparse'] as const) {
    const array = sourceArray(encode({ ...given, mode }, rows));
    expect(importedRows(slot('value', wanted, true), array)).toEqual([
      rows[0],
      'a variant that the type lacks',
      null,
      rows[3],
    ]);
  }
});
