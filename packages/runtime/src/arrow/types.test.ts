import { type ArrowType, formatType } from '@sluice/sdk/manifest';
import {
  Binary,
  DateMillisecond,
  Decimal,
  Dictionary,
  Field,
  FixedSizeList,
  Float16,
  Int32,
  Int64,
  LargeUtf8,
  List,
  Null,
  Struct,
  TimeMicrosecond,
  Timestamp,
  TimeUnit,
  Utf8,
} from 'apache-arrow';
import { expect, it } from 'vitest';
import { int32, list, slot, struct, types, utf8 } from './testing/fields.ts';
import { fitsType, formatDataType, fromDataType, toDataType } from './types.ts';

it.each(types.map((type) => [formatType(type), type] as const))(
  'a type fits its own column, and no other does: %s',
  (name, type) => {
    const same = types.filter((other) => formatType(other) === name);
    const fitting = types.filter((other) => fitsType(type, toDataType(other)));
    expect(fitting).toEqual(same);
    expect(formatDataType(toDataType(type))).toBe(name);
  },
);

it.each([
  new LargeUtf8(),
  new Float16(),
  new DateMillisecond(),
  new TimeMicrosecond(),
  new Null(),
  new Decimal(2, 40, 256),
  new FixedSizeList(2, new Field('item', new Int32(), true)),
])('a type that Sluice has not fits none, and is named as apache-arrow names it: %s', (type) => {
  expect(fromDataType(type)).toBeUndefined();
  expect(fromDataType(new List(new Field('item', type, true)))).toBeUndefined();
  expect(fromDataType(new Struct([new Field('a', type, true)]))).toBeUndefined();
  expect(types.some((wanted) => fitsType(wanted, type))).toBe(false);
  expect(formatDataType(type)).toBe(String(type));
});

it('a dictionary counts as its values, at the top and inside', () => {
  const words = new Dictionary(new Utf8(), new Int32());
  expect(fitsType(utf8, words)).toBe(true);
  expect(fitsType({ kind: 'binary' }, words)).toBe(false);
  expect(fitsType({ kind: 'binary' }, new Dictionary(new Binary(), new Int32()))).toBe(true);
  expect(fitsType(list(utf8), new List(new Field('item', words, true)))).toBe(true);
  expect(fitsType(list(int32), new List(new Field('item', words, true)))).toBe(false);
  expect(formatDataType(words)).toBe('Dictionary<Utf8>');
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
  const fits = (wanted: string | null, given: string | null): boolean =>
    fitsType(type(wanted), new Timestamp(TimeUnit.MICROSECOND, given));
  expect(['UTC', 'Etc/UTC', '+00:00', 'Z'].every((zone) => fits('UTC', zone) && fits(zone, 'UTC'))).toBe(
    true,
  );
  expect([fits('UTC', null), fits(null, 'UTC'), fits('UTC', 'Europe/London')]).toEqual([false, false, false]);
  expect([fits(null, ''), fits('Asia/Tokyo', 'Asia/Tokyo')]).toEqual([true, true]);
});
