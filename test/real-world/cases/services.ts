import { DateDay, Decimal, Dictionary, Int32, Utf8 } from 'apache-arrow';
import { type Case, failure, of, text } from './case.ts';

const day = (...values: (string | null)[]) =>
  of(new DateDay(), ...values.map((each) => each && new Date(each)));

/** What `apache-arrow` is given for a decimal: its digits as words of 32 bits. */
const decimals = (...values: (bigint | null)[]) =>
  of(
    new Decimal(2, 14, 128),
    ...values.map(
      (value) =>
        value && Uint32Array.from([0n, 32n, 64n, 96n], (shift) => Number((value >> shift) & 0xffff_ffffn)),
    ),
  );

const rooftop = { latitude: 52.5, longitude: 13.4, precision: 'rooftop' };

/** Functions that ask a service about each row. */
export const services: readonly Case[] = [
  {
    udf: 'geocode',
    columns: {
      address: text(
        'Main Street 1',
        'Busy Street 1',
        'Atlantis',
        '',
        'Down Street 1',
        null,
        'Berlin',
        'Main Street 2',
      ),
      country: text(null, 'DE', null, null, null, 'DE', 'DE', 'CH'),
    },
    expected: [
      rooftop,
      rooftop,
      null,
      failure('400: q is empty'),
      failure('500 from /geocode'),
      null,
      { ...rooftop, precision: 'city' },
      { ...rooftop, latitude: 47.4 },
    ],
  },
  {
    udf: 'to_euros',
    columns: {
      amount: decimals(108_50n, -100_00n, 1_000_000_00n, 5n, 1_00n, null, 1_00n),
      currency: of(new Dictionary(new Utf8(), new Int32()), 'USD', 'USD', 'JPY', 'EUR', 'GBP', 'USD', 'CHF'),
      day: day(
        '2026-01-02',
        '2026-01-02',
        '2026-01-02',
        '2026-01-02',
        '2026-01-02',
        '2026-01-02',
        '2026-01-02',
      ),
    },
    expected: ['100.00', '-92.17', '6364.16', '0.05', null, null, failure("`currency` is 'CHF'")],
  },
  {
    udf: 'deliver_webhook',
    columns: {
      subscriber: text('a', 'restarting', 'b', 'down', 'a', null, 'a'),
      event: text('{"n":1}', '{"n":2}', '{"n":3}', '{"n":4}', '{"n":5}', '{"n":6}', 'null'),
    },
    expected: [
      { status: 202, attempts: 1, id: 'a-0-{"n":1}' },
      { status: 202, attempts: 2, id: 'restarting-1-{"n":2}' },
      { status: 202, attempts: 1, id: 'b-0-{"n":3}' },
      failure('subscriber down is down'),
      { status: 202, attempts: 1, id: 'a-1-{"n":5}' },
      null,
      { status: 202, attempts: 1, id: 'a-2-null' },
    ],
  },
  {
    udf: 'company',
    columns: {
      domain: text(
        'acme.example',
        'flaky.example',
        'nobody.example',
        'secret.example',
        'broken.example',
        null,
      ),
    },
    expected: [
      { name: 'acme', employees: 120, industry: 'Anvils', domains: ['acme.example'] },
      { name: 'flaky', employees: null, industry: null, domains: ['flaky.example'] },
      null,
      failure('not to be told'),
      failure('expected array, received string'),
      null,
    ],
  },
  {
    udf: 'vat_registration',
    columns: { number: text('DE 123.456', 'ATU404', 'fr-111', 'NL000', 'IT429', '12345', null) },
    expected: [
      { valid: true, name: 'Firma 123456 & Co' },
      { valid: true, name: 'Firma U404 & Co' },
      { valid: true, name: 'Firma 111 & Co' },
      failure('took longer than its timeout of 300 ms'),
      failure('MS_MAX_CONCURRENT_REQ'),
      failure("'12345' does not begin with a country"),
      null,
    ],
  },
];
