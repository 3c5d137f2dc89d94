import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from '@sluice/runtime';
import { loadInline } from '@sluice/runtime/inline';
import { END_OF_STREAM, IpcStreamReader, IpcStreamWriter, readIpcFile } from '@sluice/runtime/ipc';
import { beforeAll, expect, it } from 'vitest';
import { buildPackage } from '../support/package.ts';
import { columns, SOURCE, variants } from './columns.ts';

const python = process.env['SLUICE_PYTHON'];
if (python === undefined) {
  console.log(
    'test/interop/ipc.test.ts is skipped: it needs a Python with pyarrow and duckdb. ' +
      'Make one (python3 -m venv .cache/python && .cache/python/bin/pip install pyarrow duckdb) ' +
      'and set SLUICE_PYTHON=$PWD/.cache/python/bin/python',
  );
}

const root = fileURLToPath(new URL('../../.cache/ipc/', import.meta.url));

/** Runs a script in a folder of its own. */
function runPython(script: string, command: 'write' | 'compare'): unknown {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { status, stdout, stderr, error } = spawnSync(python as string, [path, command, folderOf(script)], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`${python} ${script} ${command}: ${error?.message ?? ''}${stderr}`);
  return JSON.parse(stdout);
}

function folderOf(script: string): string {
  return join(root, script.replace('.py', ''));
}

function file(script: string, name: string): string {
  return join(folderOf(script), `${name}.arrow`);
}

function writeAll(script: string): string[] {
  rmSync(folderOf(script), { recursive: true, force: true });
  mkdirSync(folderOf(script), { recursive: true });
  return runPython(script, 'write') as string[];
}

function* inChunks(bytes: Uint8Array, chunkBytes: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** Reads a stream and writes what was read. */
function rewrite(bytes: Uint8Array): Uint8Array {
  const reader = new IpcStreamReader();
  const parts: Uint8Array[] = [];
  let writer: IpcStreamWriter | undefined;
  for (const chunk of inChunks(bytes, 5000)) {
    reader.push(chunk);
    for (;;) {
      const batch = reader.next();
      if (writer === undefined && reader.schema !== undefined) {
        writer = new IpcStreamWriter(reader.schema);
        parts.push(writer.begin());
      }
      if (batch === undefined || writer === undefined) break;
      parts.push(writer.batch(batch));
    }
  }
  reader.end();
  return Buffer.concat([...parts, END_OF_STREAM]);
}

it.skipIf(python === undefined)(
  'pyarrow finds every array that we have read and written bit for bit the same',
  () => {
    const names = writeAll('ipc_tables.py');
    for (const name of names) {
      const bytes = rewrite(readFileSync(file('ipc_tables.py', name)));
      writeFileSync(file('ipc_tables.py', `${name}.out`), bytes);
    }
    const { compared, problems } = runPython('ipc_tables.py', 'compare') as {
      compared: number;
      problems: string[];
    };
    expect(problems).toEqual([]);
    expect(compared).toBeGreaterThan(400);
    const { schema, batches } = readIpcFile(readFileSync(file('ipc_tables.py', 'file')));
    const byFooter = new IpcStreamWriter(schema);
    const parts = [byFooter.begin(), ...[...batches].map((batch) => byFooter.batch(batch)), END_OF_STREAM];
    expect(Buffer.concat(parts).equals(readFileSync(file('ipc_tables.py', 'file.out')))).toBe(true);
  },
);

it.skipIf(python === undefined).each(['lz4', 'zstd'])(
  'bodies compressed with %s are refused, with what to do',
  (codec) => {
    const bytes = readFileSync(file('ipc_tables.py', `${codec}.compressed`));
    expect(() => rewrite(bytes)).toThrow(
      `has bodies compressed with ${codec.toUpperCase()}: turn it off where they are written`,
    );
  },
);

/** Of the files of `tables.py`; `call` goes through the others in pyarrow.test.ts. */
const PIPED = ['chunked', 'no_rows', 'dictionary_delta'];

let folder: string;

beforeAll(async () => {
  if (python !== undefined) folder = await buildPackage('ipc-interop', SOURCE);
});

it.skipIf(python === undefined)(
  'pyarrow finds what functions gave in pipes valid, and equal to their input',
  async () => {
    writeAll('tables.py');
    await using udfs = await load(folder);
    for (const name of PIPED) {
      const input = readFileSync(file('tables.py', name));
      const reader = new IpcStreamReader();
      reader.push(input);
      reader.next();
      let stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = inChunks(input, 10_000);
      for (const { name: column } of reader.schema?.fields ?? []) {
        for (const variant of variants) {
          const order = variant.startsWith('async') ? { ordered: true } : {}; // for the comparison, row by row
        const options = { ...order, columns: { v: column }, as: `${column}__${variant}` };
          stream = udfs.udf(`${column}_${variant}`, options).pipe(stream);
        }
      }
      const parts: Uint8Array[] = [];
      for await (const part of stream) parts.push(part);
      writeFileSync(file('tables.py', `${name}.out`), Buffer.concat(parts));
    }
    const { compared, problems } = runPython('tables.py', 'compare') as {
      compared: number;
      problems: string[];
    };
    expect(problems).toEqual([]);
    expect(compared).toBeGreaterThan(400);
  },
);

it.skipIf(python === undefined)('an inline adapter gives the bytes that a pipe gives', async () => {
  await using inline = await loadInline(folder);
  await using udfs = await load(folder);
  const input = new Uint8Array(readFileSync(file('tables.py', 'plain')));
  for (const column of Object.keys(columns)) {
    const options = { columns: { v: column }, as: 'result' };
    const piped: Uint8Array[] = [];
    for await (const part of udfs.udf(`${column}_sync`, options).pipe([input])) piped.push(part);
    const adapter = inline.udf(`${column}_sync`, { ...options, input: true });
    const schema = adapter.schema(input);
    const schemaBytes = 8 + new DataView(input.buffer).getInt32(4, true);
    expect(Buffer.concat([schema, adapter.batch(input.subarray(schemaBytes)), END_OF_STREAM])).toEqual(
      Buffer.concat(piped),
    );
  }
});
