import { expect, it } from 'vitest';
import { writePackage } from '../testing/fixture.ts';
import { sluice } from '../testing/sluice.ts';

const files = {
  'src/index.ts': `import { type UInt64, type Uuid, udf } from '@sluice/sdk';

/** Upper case. */
export const shout = udf({ deterministic: true }, (text: string): string => text.toUpperCase());
export const next = udf({}, (id: UInt64): bigint => BigInt(id) + 1n);
export const same = udf({}, (id: Uuid): Uuid => id);
`,
};

it('prints statements as data, and what it left out as talk', async () => {
  const folder = writePackage(files);
  expect(await sluice(['ddl', 'risingwave', '--url', 'http://udfs:8815'], folder)).toEqual({
    code: 0,
    stdout: `-- fixture 1.2.3 in RisingWave. The server must be up: each statement asks it for its signature.
-- There is no CREATE OR REPLACE FUNCTION: DROP FUNCTION comes before another signature.

-- Upper case.
CREATE FUNCTION shout(text varchar) RETURNS varchar
  AS 'shout' USING LINK 'http://udfs:8815';
`,
    stderr: `skipped next: RisingWave has no counterpart of UInt64, the type of parameter id: declare it as Decimal<20, 0>
skipped same: RisingWave has no counterpart of Uuid, the type of parameter id: declare it as string
`,
  });
  await sluice(['build'], folder);
  const fromSources = await sluice(['ddl', 'clickhouse'], folder);
  expect(await sluice(['ddl', 'clickhouse', 'dist'], folder)).toEqual(fromSources);
});

it('fails where nothing can be declared', async () => {
  const { code, stdout, stderr } = await sluice(['ddl', 'risingwave', '--only', 'same'], writePackage(files));
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^skipped same: .*\n$/);
});

it('declares only the functions that it is told', async () => {
  const { code, stdout, stderr } = await sluice(
    ['ddl', 'duckdb', '--only', 'next', 'same'],
    writePackage(files),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('-- next(id UBIGINT) -> BIGINT\n');
  expect(stdout).not.toContain('shout');
});

it.each([
  [['ddl', 'duckdb', '--only', 'shuot'], "error: no function 'shuot' in .: did you mean 'shout'?"],
  [['ddl', 'mysql'], 'Allowed choices are arroyo, clickhouse, databend, duckdb, risingwave, spark'],
  [['ddl', 'databend', '--url', 'udfs:8815'], 'It must be an address such as http://127.0.0.1:8815'],
])('says what is wrong with the command line %j', async (args, message) => {
  const { code, stdout, stderr } = await sluice(args, writePackage(files));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});
