import { DateDay, Field, Float64, Int32, List, Struct, TimestampMillisecond, Utf8 } from 'apache-arrow';
import { expect } from 'vitest';
import { type Case, failure, of, text } from './case.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

const ORDER = {
  id: 'o-1',
  channel: 'web',
  placedAt: '2026-01-02T03:04:05Z',
  lines: [{ sku: 'ABC-1', quantity: 2, unitPrice: 9.5, discount: null }],
};
const order = new Struct([
  new Field('id', new Utf8(), true),
  new Field('channel', new Utf8(), true),
  new Field('placedAt', new TimestampMillisecond('UTC'), true),
  new Field(
    'lines',
    new List(
      new Field(
        'item',
        new Struct([
          new Field('sku', new Utf8(), true),
          new Field('quantity', new Float64(), true),
          new Field('unitPrice', new Float64(), true),
          new Field('discount', new Float64(), true),
        ]),
        true,
      ),
    ),
    true,
  ),
]);
const days = (...values: (string | null)[]) =>
  of(new DateDay(), ...values.map((day) => day && new Date(day)));

export const parsers: readonly Case[] = [
  {
    udf: 'parse_user_agent',
    columns: { userAgent: text(CHROME, IPHONE, GOOGLEBOT, null, '') },
    expected: [
      { browser: 'Chrome', browserMajor: '126', os: 'Windows', device: 'desktop' },
      { browser: 'Mobile Safari', browserMajor: '17', os: 'iOS', device: 'mobile' },
      { browser: null, browserMajor: null, os: null, device: 'bot' },
      null,
      { browser: null, browserMajor: null, os: null, device: 'desktop' },
    ],
  },
  {
    udf: 'normalise_phone',
    columns: {
      raw: text('030 901820', '+1 (415) 555-2671', '12', '0171 1234567', null),
      country: text('de', null, 'US', 'xx', 'DE'),
    },
    expected: [
      { e164: '+4930901820', country: 'DE', type: 'fixed_line' },
      { e164: '+14155552671', country: 'US', type: 'fixed_line_or_mobile' },
      null,
      failure("'xx' is no country with a numbering plan"),
      null,
    ],
  },
  {
    udf: 'registrable_domain',
    columns: { url: text('https://news.bbc.co.uk/x', 'localhost', null, 'user@mail.example.com') },
    expected: ['bbc.co.uk', null, null, 'example.com'],
  },
  {
    udf: 'parse_order',
    columns: {
      payload: text(
        JSON.stringify(ORDER),
        JSON.stringify({ ...ORDER, channel: 'fax' }),
        JSON.stringify({ ...ORDER, lines: [{ ...ORDER.lines[0], quantity: -1 }] }),
        null,
        '{',
      ),
    },
    expected: [
      { ...ORDER, placedAt: '2026-01-02T03:04:05.000Z' },
      failure('channel: Invalid option: expected one of "web"|"store"|"phone"'),
      failure('lines.0.quantity: Too small: expected number to be >0'),
      failure(': Invalid input: expected object, received null'),
      failure("`payload` is '{', no JSON"),
    ],
  },
  {
    udf: 'order_total',
    columns: {
      order: of(order, { ...ORDER, placedAt: new Date(0) }, null, {
        ...ORDER,
        placedAt: new Date(0),
        lines: [...ORDER.lines, { sku: 'X-2', quantity: 4, unitPrice: 2.5, discount: 0.5 }],
      }),
    },
    expected: [19, null, 24],
  },
  {
    udf: 'parse_day',
    columns: {
      text: text('2026-02-28', '28.02.2026', '02/28/2026', '28 Feb 2026', '30.02.2026', 'soon', null),
    },
    expected: ['2026-02-28', '2026-02-28', '2026-02-28', '2026-02-28', null, null, null],
  },
  {
    udf: 'business_days',
    columns: {
      from: days('2026-01-02', '2026-01-05', null),
      to: days('2026-01-05', '2026-01-02', '2026-01-05'),
    },
    expected: [1, -1, null],
  },
  {
    udf: 'local_to_utc',
    columns: {
      wallClock: text('2026-07-01T12:00:00.123', '2026-01-01T00:30', '2026-01-01', 'noon', null),
      zone: text('Europe/Berlin', 'America/New_York', 'Mars/Olympus', 'UTC', 'UTC'),
    },
    expected: [
      '2026-07-01T10:00:00.123Z',
      '2026-01-01T05:30:00.000Z',
      failure('the zone "Mars/Olympus" is not supported'),
      failure('the input "noon" can\'t be parsed as ISO 8601'),
      null,
    ],
  },
  {
    udf: 'scrape_page',
    columns: {
      html: text(
        '<title> Prices </title><meta name="description" content="All &amp; more"><a href="/a">A</a> <a>B</a><script>var x</script>',
        '',
        null,
      ),
    },
    expected: [
      { title: 'Prices', description: 'All & more', canonical: null, links: ['/a'], words: 2 },
      { title: null, description: null, canonical: null, links: [], words: 0 },
      null,
    ],
  },
  {
    udf: 'safe_html',
    columns: {
      html: text('<b onclick="x()">hi</b><script>steal()</script><a href="javascript:x">y</a>', null),
    },
    expected: ['<b>hi</b><a>y</a>', null],
  },
  {
    udf: 'render_markdown',
    columns: { text: text('# Hi\n\n*you*', '', null) },
    expected: ['<h1>Hi</h1>\n<p><em>you</em></p>', '', null],
  },
  {
    udf: 'to_slug',
    columns: { title: text('Über uns & Ähnliches!', '***', null) },
    expected: ['ueber-uns-und-aehnliches', '', null],
  },
  {
    udf: 'parse_ip',
    columns: { text: text('10.1.2.3', '2001:db8::1', '::ffff:8.8.8.8', '300.1.1.1', null) },
    expected: [
      { v4: { octets: [10, 1, 2, 3], range: 'private' } },
      {
        v6: {
          bytes: Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
          range: 'reserved',
        },
      },
      { v4: { octets: [8, 8, 8, 8], range: 'unicast' } },
      failure('the address has neither IPv6 nor IPv4 format'),
      { v4: null },
    ],
  },
  {
    udf: 'in_subnet',
    columns: {
      ip: text('10.1.2.3', '11.1.2.3', '2001:db8::1', 'x', null),
      subnet: text('10.0.0.0/8', '10.0.0.0/8', '2001:db8::/32', '10.0.0.0/8', '10.0.0.0/8'),
    },
    expected: [true, false, true, null, null],
  },
  {
    udf: 'satisfies',
    columns: { version: text('1.2.3', '2.0.0', 'v1', null), range: text('^1.1', '^1.1', '*', '*') },
    expected: [true, false, null, null],
  },
  {
    udf: 'version_parts',
    columns: { version: text('v1.2.3-rc.4', 'one', null) },
    expected: [{ major: 1, minor: 2, patch: 3, prerelease: ['rc', '4'] }, null, null],
  },
  {
    udf: 'mailbox',
    columns: { email: text('Jane.Doe+shop@GMail.com', 'jane@', null) },
    expected: ['janedoe@gmail.com', null, null],
  },
  {
    udf: 'iban',
    columns: { text: text('de89370400440532013000', 'DE00 3704', null) },
    expected: [
      { valid: true, printed: 'DE89 3704 0044 0532 0130 00', country: 'DE' },
      { valid: false, printed: null, country: null },
      null,
    ],
  },
  {
    udf: 'h3_cell',
    columns: {
      latitude: of(new Float64(), 37.775938728915946, 52.5, null),
      longitude: of(new Float64(), -122.41795063018799, 13.4, 1),
      resolution: of(new Int32(), 9, 0, 1),
    },
    expected: ['8928308280fffff', '801ffffffffffff', null],
  },
  {
    udf: 'h3_boundary',
    columns: { cell: text('x', null) },
    expected: [null, null],
  },
  {
    udf: 'h3_centre',
    columns: { cell: text('8001fffffffffff', null) },
    expected: [{ latitude: expect.closeTo(79.24, 1), longitude: expect.closeTo(38.02, 1) }, null],
  },
  {
    udf: 'h3_distance',
    columns: {
      from: text('8928308280fffff', '8928308280fffff', null),
      to: text('8928308280bffff', '801ffffffffffff', 'x'),
    },
    expected: [1, failure('Cell arguments had incompatible resolutions'), null],
  },
  {
    udf: 'stems',
    columns: { text: text('The quickly running foxes', '', null) },
    expected: [['quickli', 'run', 'fox'], [], null],
  },
  {
    udf: 'sentiment',
    columns: { text: text('what a wonderful day', 'terrible, horrible', '…', null) },
    expected: [1, -3, null, null],
  },
  {
    udf: 'name_similarity',
    columns: { a: text('MARTHA', 'a', null), b: text('marhta', 'b', 'c') },
    expected: [expect.closeTo(0.9611, 4), 0, null],
  },
  {
    udf: 'word_counts',
    columns: { text: text('a rose is a rose', '', null) },
    expected: [
      new Map([
        ['a', 2],
        ['rose', 2],
        ['is', 1],
      ]),
      new Map(),
      null,
    ],
  },
  {
    udf: 'xml_to_json',
    columns: { text: text('<a x="1"><b>2</b><b>3</b></a>', '<a><b></a>', null) },
    expected: ['{"a":{"b":[2,3],"@x":"1"}}', failure("line 1: Expected closing tag 'b'"), null],
  },
  {
    udf: 'json_path',
    columns: {
      document: text('{"a":[{"b":1},{"b":"x"}]}', '{}', '1', null),
      path: text('$.a[*].b', '$.a', '$', '$'),
    },
    expected: [['1', 'x'], [], [], []],
  },
  {
    udf: 'parse_log_line',
    columns: {
      line: text(
        '2026-01-02T03:04:05Z WARN [db.pool] slow query status=200 took=1532ms',
        '2026-01-02T03:04:05Z ERROR [api] boom',
        '    at Object.<anonymous> (/app/x.js:1:1)',
        null,
      ),
    },
    expected: [
      {
        at: '2026-01-02T03:04:05.000Z',
        level: 'warn',
        logger: 'db.pool',
        message: 'slow query',
        status: 200,
        took: 1532n,
      },
      {
        at: '2026-01-02T03:04:05.000Z',
        level: 'error',
        logger: 'api',
        message: 'boom',
        status: null,
        took: null,
      },
      null,
      null,
    ],
  },
];
