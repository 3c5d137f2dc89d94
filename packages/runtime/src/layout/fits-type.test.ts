import { type ArrowType, formatType } from '@sluice/sdk/manifest';
import {
  type DataType,
  Dictionary,
  Field,
  Int32,
  Int64,
  List,
  Null,
  Struct,
  Timestamp,
  TimeUnit,
  Utf8,
} from 'apache-arrow';
import { expect, it } from 'vitest';
import { sourceType } from '../arrow/source.ts';
import {
  decimal,
  dictionary,
  fixedList,
  int32,
  json,
  list,
  slot,
  struct,
  types,
  union,
  utf8,
  uuid,
} from '../arrow/testing/fields.ts';
import { toDataType } from '../arrow/types.ts';
import { declaredType, describeType } from './describe-type.ts';
import { fitsType as fits } from './fits-type.ts';
import type { SourceType } from './source.ts';

const fitsType = (wanted: ArrowType, given: DataType): boolean => fits(wanted, sourceType(given));

/** The kinds between which only the layout, the encoding or the extension's name differs. */
function meaning(type: ArrowType): string {
  switch (type.kind) {
    case 'utf8':
    case 'json':
      return 'text';
    case 'binary':
      return 'bytes';
    case 'decimal':
      return `decimal ${type.precision} ${type.scale}`;
    case 'dictionary':
      return meaning(type.value);
    case 'list':
      return `list of ${meaning(type.element.type)}`;
    case 'struct':
      return `struct of ${type.fields.map(({ name, type: inner }) => `${name}: ${meaning(inner)}`).join()}`;
    case 'map':
      return `map of ${meaning(type.key.type)} and ${meaning(type.value.type)}`;
    case 'union':
      return `union of ${type.variants.map(({ field }) => `${field.name}: ${meaning(field.type)}`).join()}`;
    default:
      return formatType(type);
  }
}

it.each(types.map((type) => [formatType(type), type] as const))(
  'a type fits its own column and those that differ in layout alone, and no other does: %s',
  (_, type) => {
    const same = types.filter((other) => meaning(other) === meaning(type));
    const fitting = types.filter((other) => fitsType(type, toDataType(other)));
    // A list of a fixed size is a list too.
    expect(fitting.filter(({ kind }) => kind === type.kind || kind !== 'fixed-list')).toEqual(same);
  },
);

it.each(types.map((type) => [formatType(type), type] as const))(
  'a type is described as the manifest describes it: %s',
  (name, type) => {
    const given = sourceType(toDataType(type));
    const storage = name
      .replace(/Dictionary<"[^>]*>/g, 'Dictionary<Utf8>')
      // Whether it is an extension its field says.
      .replace(/^Json$/, 'Utf8')
      .replace(/^Uuid$/, 'FixedSizeBinary(16)');
    expect(describeType(given)).toBe(storage);
    const declared = declaredType(given);
    expect(declared && fits(declared, given)).toBe(true);
  },
);

it('encoded columns count as their values, at the top and inside', () => {
  const words = new Dictionary(new Utf8(), new Int32());
  expect(fitsType(utf8, words)).toBe(true);
  expect(fitsType({ kind: 'binary' }, words)).toBe(false);
  expect(fitsType(dictionary(utf8), words)).toBe(true);
  expect(fitsType(dictionary(int32), words)).toBe(false);
  expect(fitsType(list(utf8), new List(new Field('item', words, true)))).toBe(true);
  expect(fitsType(list(int32), new List(new Field('item', words, true)))).toBe(false);
  expect(describeType(sourceType(words))).toBe('Dictionary<Utf8>');
  const value = { name: 'values', type: sourceType(words), nullable: true, metadata: new Map() };
  const runs: SourceType = { kind: 'run-end', bitWidth: 32, value };
  expect(fits(utf8, runs)).toBe(true);
  expect(fits(int32, runs)).toBe(false);
  expect(describeType(runs)).toBe('RunEndEncoded<Dictionary<Utf8>?>');
  expect(declaredType(runs)).toEqual(utf8);
});

it('widths, sizes, units, precisions and scales count', () => {
  const fit = (wanted: ArrowType, given: ArrowType): boolean => fitsType(wanted, toDataType(given));
  expect(fit(decimal(64, 9, 2), decimal(32, 9, 2))).toBe(true);
  expect(fit(decimal(32, 9, 2), decimal(256, 9, 2))).toBe(true);
  expect(fit(decimal(128, 9, 2), decimal(128, 9, 3))).toBe(false);
  expect(fit(decimal(128, 9, 2), decimal(128, 10, 2))).toBe(false);
  expect(fit(list(int32), fixedList(3, int32))).toBe(true);
  expect(fit(fixedList(3, int32), list(int32))).toBe(false);
  expect(fit(fixedList(3, int32), fixedList(2, int32))).toBe(false);
  expect(fit(uuid, { kind: 'fixed-binary', byteWidth: 16 })).toBe(true);
  expect(fit(uuid, { kind: 'fixed-binary', byteWidth: 8 })).toBe(false);
  expect(fit({ kind: 'fixed-binary', byteWidth: 16 }, uuid)).toBe(true);
  expect(fit(json, { kind: 'utf8', layout: 'view' })).toBe(true);
  expect(fit({ kind: 'date', bitWidth: 32 }, { kind: 'date', bitWidth: 64 })).toBe(false);
  expect(fit({ kind: 'time', unit: 'ms' }, { kind: 'time', unit: 's' })).toBe(false);
});

it('variants are found by name: what one side alone has does not count, what both have must fit', () => {
  const wanted = union('dense', int32);
  const given = (...fields: [string, DataType][]): SourceType => ({
    kind: 'union',
    mode: 'sparse',
    typeIds: [...fields.keys()],
    fields: fields.map(([name, type]) => sourceFieldOf(name, type)),
  });
  expect(fits(wanted, given(['one', new Int32()], ['unheard of', new Utf8()]))).toBe(true);
  expect(fits(wanted, given(['unheard of', new Utf8()]))).toBe(false);
  expect(fits(wanted, given(['one', new Utf8()]))).toBe(false);
  // A tag alone: whatever its child is.
  expect(fits(wanted, given(['empty', new Utf8()]))).toBe(true);
});

const sourceFieldOf = (name: string, type: DataType) => ({
  name,
  type: sourceType(type),
  nullable: true,
  metadata: new Map<string, string>(),
});

it('a type that Sluice has not fits none, and is named as its producer names it', () => {
  const unknown: SourceType = { kind: 'unknown', name: 'type 99' };
  expect(types.some((wanted) => fits(wanted, unknown))).toBe(false);
  expect(declaredType(unknown)).toBeUndefined();
  const element = { name: 'item', type: unknown, nullable: true, metadata: new Map<string, string>() };
  expect(declaredType({ kind: 'list', element })).toBeUndefined();
  expect(describeType({ kind: 'list', element })).toBe('List<type 99?>');
});

it('the names of elements do not count, nor do the order of members, further ones, and what may be null', () => {
  expect(fitsType(list(int32, false), new List(new Field('element', new Int32(), true)))).toBe(true);
  const wanted = struct(slot('a', int32), slot('b', utf8));
  const fields = [
    new Field('b', new Utf8(), true),
    new Field('c', new Null(), true),
    new Field('a', new Int32(), true),
  ];
  expect(fitsType(wanted, new Struct(fields.toReversed()))).toBe(true);
  expect(fitsType(wanted, new Struct(fields.slice(0, 2)))).toBe(false);
  expect(fitsType(wanted, new Struct([...fields.slice(0, 2), new Field('a', new Int64(), true)]))).toBe(
    false,
  );
});

it('zones are the same where they are spelt the same, or all are names of UTC', () => {
  const type = (timezone: string | null): ArrowType => ({
    kind: 'timestamp',
    unit: 'us',
    timezone,
    as: 'bigint',
  });
  const fit = (wanted: string | null, given: string | null): boolean =>
    fitsType(type(wanted), new Timestamp(TimeUnit.MICROSECOND, given));
  expect(['UTC', 'Etc/UTC', '+00:00', 'Z'].every((zone) => fit('UTC', zone) && fit(zone, 'UTC'))).toBe(true);
  expect([fit('UTC', null), fit(null, 'UTC'), fit('UTC', 'Europe/London')]).toEqual([false, false, false]);
  expect([fit(null, ''), fit('Asia/Tokyo', 'Asia/Tokyo')]).toEqual([true, true]);
});
