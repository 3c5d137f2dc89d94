import { buildBatch, readColumn } from '@sluice/runtime/rows';
import type { ArrowField, ArrowType, UdfModel } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { everyType } from '../../../testing/every-type.ts';
import { generateSample } from '../../dev/sample.ts';
import { fromJson } from './from-json.ts';
import { fromText } from './from-text.ts';
import { Misfit } from './misfit.ts';
import { type Json, toJson } from './to-json.ts';
import { toText } from './to-text.ts';

/** What is read of a column of values. */
function throughColumn(field: ArrowField, values: readonly unknown[]): unknown[] {
  const { batch, errors } = buildBatch(values.length, [{ field, values }]);
  expect(errors).toEqual([]);
  const [data] = batch.data.children;
  if (data === undefined) throw new Error('one column was made');
  const read = readColumn(field, data);
  return values.map((_, row) => read(row));
}

function sampleOf(model: UdfModel): readonly unknown[] {
  const bindings = model.parameters.map((parameter) => ({ parameter, column: parameter.name }));
  const [column] = generateSample(model, bindings).columns;
  return column?.kind === 'json' ? column.cells : [];
}

it.each(everyType().map((model) => [model.name, model] as const))(
  'reads what it has written, as JSON and as cells, of %s',
  (_, model) => {
    const [parameter] = model.parameters;
    if (parameter === undefined) throw new Error('each takes one');
    const { type } = parameter;
    const given = throughColumn(parameter, sampleOf(model).map(fromJson(type)));
    const json = given.map(toJson(type));
    expect(throughColumn(parameter, json.map(fromJson(type)))).toEqual(given);
    // Written as a line of JSON and parsed, nothing is lost.
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    const cells = given.map(toText(type));
    const read = cells.map((cell) => (cell === null ? null : fromText(type)(cell)));
    expect(throughColumn(parameter, read)).toEqual(given);
  },
);

const int64: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' };
const float: ArrowType = { kind: 'float', bitWidth: 64 };
const ms: ArrowType = { kind: 'timestamp', unit: 'ms', timezone: 'UTC', as: 'date' };
const ns: ArrowType = { kind: 'timestamp', unit: 'ns', timezone: null, as: 'bigint' };

it.each<readonly [ArrowType, unknown, Json]>([
  [int64, 2n ** 63n - 1n, '9223372036854775807'],
  [float, Number.NaN, 'NaN'],
  [float, Number.NEGATIVE_INFINITY, '-Infinity'],
  [{ kind: 'binary' }, Uint8Array.of(0, 255), 'AP8='],
  [ms, new Date(-1), '1969-12-31T23:59:59.999Z'],
  [ns, 1_700_000_000_123_456_789n, '2023-11-14T22:13:20.123456789'],
  [{ kind: 'date', bitWidth: 32 }, new Date('2024-02-29'), '2024-02-29'],
  [{ kind: 'time', unit: 'us' }, 45_296_000_001n, '12:34:56.000001'],
  [{ kind: 'duration', unit: 'ms' }, -1500n, '-PT1.5S'],
  [
    { kind: 'interval', unit: 'month-day-nano' },
    { months: 14, days: -3, nanoseconds: -5n },
    'P1Y2M-3DT-0.000000005S',
  ],
])('writes %j as text where JSON has no such value', (type, value, text) => {
  expect(toJson(type)(value)).toEqual(text);
  expect(fromJson(type)(text)).toEqual(value);
});

it.each<readonly [ArrowType, string, unknown]>([
  [ms, '2026-01-31T12:00:00+02:00', new Date('2026-01-31T10:00:00Z')],
  [ms, '2026-01-31 12:00', new Date('2026-01-31T12:00:00Z')],
  [ms, '2026-01-31', new Date('2026-01-31')],
  [{ kind: 'duration', unit: 's' }, 'P1DT2H3M4S', 93_784n],
  [{ kind: 'bool' }, 'YES', true],
  [float, ' 1e3 ', 1000],
  [{ kind: 'utf8' }, ' as it is ', ' as it is '],
  [{ kind: 'list', element: { name: 'item', nullable: true, type: float } }, '[1, null]', [1, null]],
])('reads a cell of %j as it may be written: %s', (type, cell, value) => {
  expect(fromText(type)(cell)).toEqual(value);
});

it.each<readonly [ArrowType, unknown, string]>([
  [int64, 1.5, '1.5 is no Int64: a whole number'],
  [
    int64,
    2 ** 60,
    '1152921504606847000 is no Int64: a number of JSON has lost digits here: write it as text, in quotes',
  ],
  [float, '1.5', '"1.5" is no Float64: a number such as 1.5'],
  [float, 2n ** 60n + 1n, '1152921504606846977 is no Float64: it has more digits than one holds'],
  [
    ms,
    '2026-02-30',
    '"2026-02-30" is no Timestamp(ms, UTC): a date and time such as "2026-01-31T12:00:00Z", with no finer digits than ms',
  ],
  [
    ms,
    '2026-01-31T12:00:00.0001Z',
    '"2026-01-31T12:00:00.0001Z" is no Timestamp(ms, UTC): a date and time such as "2026-01-31T12:00:00Z", with no finer digits than ms',
  ],
  [{ kind: 'time', unit: 's' }, '24:00:00', '"24:00:00" is no Time32(s): a time of day such as "23:59:59"'],
  [{ kind: 'binary' }, 'not base64', '"not base64" is no Binary: bytes in base64, such as "AP8="'],
  [{ kind: 'utf8' }, 1, '1 is no Utf8: text'],
  [
    { kind: 'dictionary', value: { kind: 'utf8' }, values: ['low', 'high'] },
    'mid',
    '"mid" is no Dictionary<"low" | "high">: one of these',
  ],
])('refuses, of %j, the value %s', (type, value, message) => {
  expect(() => fromJson(type)(value)).toThrow(new Misfit(value, type).constructor as typeof Misfit);
  expect(() => fromJson(type)(value)).toThrow(message);
});
