import { expect, it } from 'vitest';
import { isSqlName, toSqlName } from './sql-name.ts';

it.each([
  ['city', 'city'],
  ['parseURLPath', 'parse_url_path'],
  ['parseURL', 'parse_url'],
  ['HTMLParser', 'html_parser'],
  ['toUTF8', 'to_utf8'],
  ['haversine2', 'haversine2'],
  ['lat1Lon2', 'lat1_lon2'],
  ['already_snake', 'already_snake'],
  ['Mixed_Case', 'mixed_case'],
  ['x', 'x'],
])('derives from %s the SQL name %s', (name, sql) => {
  expect(toSqlName(name)).toBe(sql);
});

it.each(['f', '_f', 'F9', 'a'.repeat(63)])('takes %s for a SQL name', (name) => {
  expect(isSqlName(name)).toBe(true);
});

it.each(['', '9f', 'a-b', 'größe', '$f', 'a b', 'a'.repeat(64)])(
  'does not take %j for a SQL name',
  (name) => {
    expect(isSqlName(name)).toBe(false);
  },
);
