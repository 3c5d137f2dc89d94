import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, formatDiagnostics } from '@sluice/codegen';
import {
  makeVector,
  RecordBatchReader,
  Table,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { writePackage } from '../support/package.ts';

const main = fileURLToPath(new URL('../../packages/codegen/dist/cli/main.js', import.meta.url));

const SOURCE = `import { aggregate, type DateDay, type Decimal, type Int32, udf, type UdfContext } from '@sluice/sdk';

export const initials = udf({ deterministic: true }, (name: string): string => {
  if (name === 'nobody') {
    throw new RangeError('nobody has no initials');
  }
  return name.replace(/(\\p{L})\\p{L}*\\s*/gu, '$1');
});

export const next = udf({}, (id: bigint): bigint => id + 1n);

export const length = udf({}, (name: string | null, unit: string): string => \`\${name?.length ?? 0} \${unit}\`);

export const words = udf({}, function* (name: string): Generator<string> {
  if (name === 'nobody') throw new RangeError('nobody has no words');
  yield* name.split(' ');
});

export const typed = udf({}, (day: DateDay, at: Date, price: Decimal<10, 2>, bytes: Uint8Array, tags: string[]): string =>
  [day.toISOString(), at.toISOString(), price, bytes.length, tags.join('+')].join(' '));

/** Answers when so many calls are in flight, and never before. */
let inFlight = 0;
let open: () => void = () => undefined;
const gate = new Promise<void>((resolve) => { open = resolve; });
export const together = udf({ async: true, maxInFlight: 5000 }, async (n: Int32): Promise<Int32> => {
  if (++inFlight === 3000) open();
  await gate;
  return n;
});

let asked = 0;
export const flaky = udf({ async: true, retry: { retries: 2, backoff: '1ms' } }, async (n: Int32): Promise<Int32> => {
  await null;
  if (n === 2) throw new TypeError(\`no \${n}\`);
  return n + asked * 0;
});

export const hangs = udf({ async: true, timeout: '1h' }, async (n: Int32, ctx: UdfContext): Promise<Int32> => {
  console.error('called');
  await new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)));
  return n;
});

@aggregate()
export class Total {
  init(): { sum: number } { return { sum: 0 }; }
  accumulate(state: { sum: number }, x: number): void {
    if (x < 0) throw new RangeError('below zero');
    state.sum += x;
  }
  merge(state: { sum: number }, other: { sum: number }): void { state.sum += other.sum; }
  finish(state: { sum: number }): number { return state.sum; }
}

export const chatty = udf({}, (n: Int32): Int32 => {
  console.log('n is', n);
  return n;
});
`;

const folder = writePackage('cli-run', { 'src/udfs.ts': SOURCE });

/** Starts the command in the package's folder. */
function start(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): ChildProcess & {
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr: NodeJS.ReadableStream;
  readonly stdin: NodeJS.WritableStream;
} {
  const child = spawn(process.execPath, [main, 'run', ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child as ReturnType<typeof start>; // Its streams are pipes.
}

/** Runs the command to its end. */
async function sluice(
  args: readonly string[],
  input: string | Uint8Array = '',
  environment: NodeJS.ProcessEnv = {},
) {
  const child = start(args, environment);
  const gather = async (stream: NodeJS.ReadableStream): Promise<Buffer> => {
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    return Buffer.concat(parts);
  };
  child.stdin.on('error', () => undefined); // It may have ended without a look at it.
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    gather(child.stdout),
    gather(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { code, stdout: stdout.toString(), bytes: stdout, stderr: stderr.toString() };
}

function file(name: string, contents: string | Uint8Array): string {
  writeFileSync(join(folder, name), contents);
  return name;
}

const people = 'name,id\nAda Lovelace,1\n,2\n"Hopper, Grace",3\n';

beforeAll(async () => {
  const { diagnostics } = await build(folder);
  if (diagnostics.length > 0) throw new Error(formatDiagnostics(diagnostics));
});

it('builds the package first, and says so, and not again while nothing changes', async () => {
  writePackage('cli-run-fresh', { 'src/udfs.ts': SOURCE });
  file('people.csv', people);
  const args = ['initials', 'people.csv', '--package', '../cli-run-fresh'];
  expect(await sluice(args)).toMatchObject({
    code: 0,
    stdout: 'name,id,initials\nAda Lovelace,1,AL\n,2,\n"Hopper, Grace",3,"H, G"\n',
    stderr: expect.stringMatching(/^built \.\.\/cli-run-fresh\/dist: \d+ files changed\n3 rows\n$/),
  });
  expect((await sluice(args)).stderr).toBe('3 rows\n');
});

it('says of a row that fails where it stands, what it was called with and the line of TypeScript', async () => {
  const rows = file('failing.csv', 'name\nAda\nnobody\nGrace\n');
  const error = `failing.csv:3 - error udf-threw: nobody has no initials
  initials(name: "nobody")
  src/udfs.ts:5:11
  5 |     throw new RangeError('nobody has no initials');
    |           ~
`;
  expect(await sluice(['initials', rows])).toMatchObject({
    code: 1,
    stdout: 'name,initials\nAda,A\n',
    stderr: `${error}3 rows, 1 failed\n`,
  });
  expect(await sluice(['initials', rows, '--on-error', 'null'])).toMatchObject({
    code: 1,
    stdout: 'name,initials\nAda,A\nnobody,\nGrace,G\n',
    stderr: `${error}3 rows, 1 failed\n`,
  });
  const captured = await sluice(['initials', rows, '--on-error', 'capture', '--to', 'json', '--only-result']);
  expect(captured.stdout.split('\n')[1]).toBe(
    '{"initials":null,"initials_error":{"code":"udf-threw","message":"nobody has no initials","attempts":1,"at":"src/udfs.ts:5:11"}}',
  );
});

it('tells of attempts, and prints errors and the summary as JSON', async () => {
  const { code, stdout, stderr } = await sluice(
    ['flaky', '--to', 'csv', '--on-error', 'null', '--json'],
    '{"n":1}\n{"n":2}\n',
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'n,flaky\n1,1\n2,\n' });
  expect(
    stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      type: 'row-error',
      row: 'stdin:2',
      function: 'flaky',
      code: 'udf-threw',
      message: 'no 2',
      attempts: 3,
      at: 'src/udfs.ts:35:22',
      arguments: { n: 2 },
    },
    { type: 'summary', rows: 2, failed: 1, failedByCode: { 'udf-threw': 1 } },
  ]);
});

it('does not call the function for a cell that is not of its type, and says which one', async () => {
  const rows = file('bad.csv', 'id\n1\nx1\n\n9223372036854775808\n');
  expect(await sluice(['next', rows, '--on-error', 'capture', '--to', 'json'])).toMatchObject({
    code: 1,
    stdout: `{"id":"1","next":"2","next_error":null}
{"id":"x1","next":null,"next_error":{"code":"invalid-cell","message":"column 'id': \\"x1\\" is no Int64: a whole number","attempts":0,"at":null}}
{"id":"9223372036854775808","next":null,"next_error":{"code":"invalid-cell","message":"column 'id': got 9223372036854775808, out of range for Int64 (-9223372036854775808 to 9223372036854775807)","attempts":0,"at":null}}
`,
    stderr: `bad.csv:3 - error invalid-cell: column 'id': "x1" is no Int64: a whole number
bad.csv:5 - error invalid-cell: column 'id': got 9223372036854775808, out of range for Int64 (-9223372036854775808 to 9223372036854775807)
3 rows, 2 failed
`,
  });
});

it('names parameters and gives constants', async () => {
  file('people.csv', people);
  const args = [
    'length',
    'people.csv',
    '--arg',
    'name=id',
    '--set',
    'unit=digits',
    '--as',
    'size',
    '--only-result',
  ];
  expect((await sluice(args)).stdout).toBe('size\n1 digits\n1 digits\n1 digits\n');
});

it('keeps what a function prints out of the results', async () => {
  const { stdout, stderr } = await sluice(['chatty', '--from', 'csv'], 'n\n1\n2\n');
  expect(stdout).toBe('n,chatty\n1,1\n2,2\n');
  expect(stderr).toContain('n is 1\nn is 2\n');
});

it('runs several functions on the same rows', async () => {
  file('people.csv', people);
  expect((await sluice(['initials,next', 'people.csv', '--only-result', '--to', 'json'])).stdout).toBe(
    '{"initials":"AL","next":"2"}\n{"initials":null,"next":"3"}\n{"initials":"H, G","next":"4"}\n',
  );
});

it('reads every type from CSV and from JSON lines alike', async () => {
  const csv = 'day,at,price,bytes,tags\n2024-02-29,2026-01-31T12:00:00.5Z,12.5,AP8=,"[""a"",""b""]"\n';
  const json =
    '{"day":"2024-02-29","at":"2026-01-31 12:00:00.5","price":12.5,"bytes":"AP8=","tags":["a","b"]}\n';
  const expected = '{"typed":"2024-02-29T00:00:00.000Z 2026-01-31T12:00:00.500Z 12.50 2 a+b"}\n';
  for (const input of [csv, json]) {
    expect((await sluice(['typed', '--to', 'json', '--only-result'], input)).stdout).toBe(expected);
  }
});

it('repeats the rows of a table function, and keeps what it says of a row that fails', async () => {
  const input = '{"name":"a b","n":1}\n{"name":"nobody","n":2}\n{"name":"c","n":3}\n';
  expect((await sluice(['words', '--on-error', 'capture', '--to', 'csv'], input)).stdout).toBe(
    'name,n,words,words_error\na b,1,a,\na b,1,b,\nnobody,2,,"{""code"":""udf-threw"",""message"":""nobody has no words"",""attempts"":1,""at"":""src/udfs.ts:15:32""}"\nc,3,c,\n',
  );
});

it('aggregates all rows, or those of each group', async () => {
  const rows = file('sums.csv', 'city,x\nOslo,1\nRoma,2\nOslo,3\n');
  expect((await sluice(['total', rows])).stdout).toBe('total\n6\n');
  expect((await sluice(['total', rows, '--group-by', 'city'])).stdout).toBe('city,total\nOslo,4\nRoma,2\n');
  expect(await sluice(['total', file('minus.csv', 'x\n1\n-1\n')])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(
      'minus.csv:3 - error udf-threw: below zero\n  total(x: -1)\n  src/udfs.ts:49:22\n',
    ),
  });
});

it('has thousands of calls in flight, across batches', async () => {
  const input = Array.from({ length: 3000 }, (_, n) => `{"n":${n}}\n`).join('');
  const { code, stdout } = await sluice(['together', '--only-result', '--to', 'csv'], input);
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(0, -1)).toEqual([
    'together',
    ...Array.from({ length: 3000 }, (_, n) => `${n}`),
  ]);
});

it('takes and gives Arrow, as a stream and as a file, with the columns as they are', async () => {
  const table = new Table({
    id: makeVector(BigInt64Array.of(1n, 2n)),
    small: makeVector(Int8Array.of(1, 2)),
    name: vectorFromArray(['Ada Lovelace', null]),
  });
  file('in.arrow', tableToIPC(table, 'file'));
  const piped = await sluice(['initials,next'], tableToIPC(table, 'stream'));
  expect(tableFromIPC(piped.bytes).toArray().map(String)).toEqual([
    '{"id": 1, "small": 1, "name": "Ada Lovelace", "initials": "AL", "next": 2}',
    '{"id": 2, "small": 2, "name": null, "initials": null, "next": 3}',
  ]);
  await sluice(['next', 'in.arrow', '-o', 'out.arrow']);
  const reader = RecordBatchReader.from(readFileSync(join(folder, 'out.arrow')));
  expect(reader.isFile()).toBe(true);
  expect(tableFromIPC(readFileSync(join(folder, 'out.arrow'))).schema.fields.map(String)).toEqual(
    ['id: Int64', 'small: Int8', 'name: Dictionary<Int32, Utf8>', 'next: Int64'].map((text) =>
      text.replace('Dictionary<Int32, Utf8>', 'Utf8'),
    ),
  );
  // A column of another width is converted, value by value, where nothing is lost.
  const widened = await sluice(['next', 'in.arrow', '--arg', 'id=small', '--to', 'arrow', '--only-result']);
  expect(tableFromIPC(widened.bytes).toArray().map(String)).toEqual(['{"next": 2}', '{"next": 3}']);
});

it('takes and gives Parquet through DuckDB', async () => {
  // The compiler's package has it, to test with.
  const duckdb = createRequire(new URL('../../packages/codegen/package.json', import.meta.url));
  const { DuckDBInstance } = duckdb('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const path = join(folder, 'in.parquet').replaceAll("'", "''");
  await connection.run(`COPY (SELECT i AS id, 'Ada Lovelace ' || i AS name, DATE '2024-02-29' + i::INTEGER AS day,
    TIMESTAMPTZ '2026-01-31 12:00:00+00' AS at, 1.5::DECIMAL(10, 2) AS price, [i, NULL] AS list, {a: i, b: 'x'} AS struct,
    '\\x01'::BLOB AS bytes FROM range(5000) t(i)) TO '${path}' (FORMAT parquet)`);
  const { code, stderr } = await sluice(['initials,next', 'in.parquet', '-o', 'out.parquet']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '5 000 rows\n' });
  const rows = await connection.runAndReadAll(
    `SELECT * FROM '${join(folder, 'out.parquet').replaceAll("'", "''")}' ORDER BY id DESC LIMIT 1`,
  );
  expect(rows.columnTypes().map(String)).toEqual([
    'BIGINT',
    'VARCHAR',
    'DATE',
    'TIMESTAMP WITH TIME ZONE',
    'DECIMAL(10,2)',
    'BIGINT[]',
    'STRUCT("a" BIGINT, "b" VARCHAR)',
    'BLOB',
    'VARCHAR',
    'BIGINT',
  ]);
  expect(rows.getRowObjectsJson()).toMatchObject([
    {
      id: '4999',
      name: 'Ada Lovelace 4999',
      initials: 'AL4999',
      next: '5000',
      list: ['4999', null],
      price: '1.50',
    },
  ]);
  // Through pipes as well.
  const piped = await sluice(['next', '--to', 'csv'], readFileSync(join(folder, 'out.parquet')));
  expect(piped.stderr).toContain("already has a column 'next'");
  const chosen = await sluice(
    ['next', '--as', 'after', '--to', 'csv', '--arg', 'id=next'],
    readFileSync(join(folder, 'out.parquet')),
  );
  expect(chosen.stdout.split('\n')[1]).toBe(
    '0,Ada Lovelace 0,2024-02-29,2026-01-31T12:00:00.000000Z,1.50,"[""0"",null]","{""a"":""0"",""b"":""x""}",AQ==,AL0,1,2',
  );
});

it('says what to install where Parquet is asked for and DuckDB is not there', async () => {
  const hook = `import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(\`export function resolve(name, context, next) {
  if (name.includes('@duckdb')) throw Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' });
  return next(name, context);
}\`));`;
  const NODE_OPTIONS = `--import "data:text/javascript,${encodeURIComponent(hook)}"`;
  const { code, stderr } = await sluice(['next', '--to', 'parquet'], 'id\n1\n', { NODE_OPTIONS });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      "error: Parquet is read and written by DuckDB, which is not installed: run 'npm install @duckdb/node-api'\n",
  });
});

it('ends well when nobody reads what it writes any more', async () => {
  const child = start(['next']);
  let talk = '';
  child.stderr.on('data', (text) => {
    talk += text;
  });
  child.stdin.on('error', () => undefined); // It ends while there is more.
  const rows = '{"id":"1"}\n'.repeat(1000);
  const feed = (): void => {
    while (child.stdin.writable && child.stdin.write(rows));
  };
  child.stdin.on('drain', feed);
  const ended = once(child, 'exit');
  feed();
  for await (const _ of child.stdout) break; // Its end is closed with that.
  expect(await ended).toEqual([0, null]);
  expect(talk).toBe('');
});

it('gives up at Ctrl+C, though more may come in, and says so by its exit code', async () => {
  const child = start(['hangs', '--to', 'csv']);
  child.stdin.write('{"n":1}\n{"n":2}\n');
  const ended = once(child, 'exit');
  const called = new Promise<void>((resolve) => {
    child.stderr.on('data', (text) => String(text).includes('called') && resolve());
  });
  await called;
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
});

it.each([
  [['initails', 'people.csv'], 2, "error: no function 'initails' in .: did you mean 'initials'?\n"],
  [
    ['initials,words', 'people.csv'],
    2,
    'error: words is a table function, whose rows are not those of the input: run it alone\n',
  ],
  [
    ['next', 'people.csv', '--group-by', 'id'],
    2,
    'error: --group-by is for aggregates, and next gives a result for each row\n',
  ],
  [
    ['next', 'people.csv', '-o', 'out.txt'],
    2,
    /^error: the ending of out\.txt says no format: use one of \.arrow, /,
  ],
  [
    ['next', 'people.csv', '-o', './people.csv'],
    2,
    'error: ./people.csv is read and cannot be written at once: name another file with -o\n',
  ],
  [
    ['next', 'nowhere.csv'],
    1,
    'nowhere.csv - error unreadable-input: this input does not exist\n\n1 error\n',
  ],
  [
    ['next', 'people.csv', '--arg', 'id=ID'],
    1,
    /takes the column 'ID', which this input has not \(it has name, id\): name another, as in '--arg id=id'/,
  ],
  [
    ['next', 'people.csv', '--as', 'name'],
    2,
    /^error: people\.csv already has a column 'name', the result's name: choose another with --as/,
  ],
  [['next', 'people.csv', '--package', 'no-such'], 1, /package-not-found/],
])('refuses %j', async (args, code, message) => {
  file('people.csv', people);
  const { stderr, ...given } = await sluice(args);
  expect(given).toMatchObject({ code, stdout: '' });
  if (typeof message === 'string') expect(stderr).toBe(message);
  else expect(stderr).toMatch(message);
});
