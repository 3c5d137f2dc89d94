import * as flechette from '@uwdata/flechette';
import * as arrow from 'apache-arrow';
import { expect, it } from 'vitest';
import { readIpcFile } from './file-reader.ts';
import { rewrite } from './testing/rewrite.ts';
import { arrowColumns, arrowStream, flechetteColumns, flechetteStream } from './testing/streams.ts';

/** What `apache-arrow` sees: its own types and values. */
function readArrow(stream: Uint8Array): unknown {
  const table = arrow.tableFromIPC(stream);
  return {
    metadata: [...table.schema.metadata],
    fields: table.schema.fields.map((field) => [String(field), field.nullable, [...field.metadata]]),
    rows: table.toArray().map((row) => plain(row.toJSON())),
  };
}

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)) ?? 'null',
  );
}

function readFlechette(stream: Uint8Array): unknown {
  const table = flechette.tableFromIPC(stream, { useBigInt: true });
  return {
    // Whether run ends may be null is not said by Arrow: they never are.
    fields: JSON.stringify(plain(table.schema.fields)).replace(
      /("run_ends","type":{[^}]*},"nullable":)true/,
      '$1false',
    ),
    columns: Object.fromEntries(table.names.map((name) => [name, plain([...(table.getChild(name) ?? [])])])),
  };
}

it.each(Object.keys(arrowColumns))('apache-arrow reads back its own %s column', (name) => {
  const stream = arrowStream([name]);
  expect(readArrow(rewrite(stream))).toEqual(readArrow(stream));
});

it.each(Object.keys(flechetteColumns))('flechette reads back its own %s column', (name) => {
  const stream = flechetteStream([name]);
  expect(readFlechette(rewrite(stream))).toEqual(readFlechette(stream));
});

it('flechette reads what apache-arrow wrote, and the other way round', () => {
  const stream = arrowStream(Object.keys(arrowColumns));
  expect(readFlechette(rewrite(stream))).toEqual(readFlechette(stream));
  expect(readArrow(rewrite(rewrite(stream)))).toEqual(readArrow(stream));
});

it('keeps the metadata of the schema, the fields and each batch', () => {
  const type = new arrow.Utf8();
  const fields = [new arrow.Field('a', type, true, new Map([['ARROW:extension:name', 'geoarrow.wkt']]))];
  const data = arrow.makeData({
    type: new arrow.Struct<{ a: arrow.Utf8 }>(fields),
    length: 1,
    nullCount: 0,
    children: [arrow.vectorFromArray(['x'], type).data[0] as arrow.Data],
  });
  const schema = new arrow.Schema<{ a: arrow.Utf8 }>(fields, new Map([['owner', 'sluice']]));
  const batch = new arrow.RecordBatch(schema, data, new Map([['batch', '1']]));
  const writer = arrow.RecordBatchStreamWriter.writeAll([batch]);
  const stream = rewrite(writer.toUint8Array(true));
  const [again] = arrow.tableFromIPC(stream).batches;
  expect(again?.schema.metadata).toEqual(new Map([['owner', 'sluice']]));
  expect(again?.schema.fields[0]?.metadata).toEqual(new Map([['ARROW:extension:name', 'geoarrow.wkt']]));
  expect(again?.metadata).toEqual(new Map([['batch', '1']]));
});

it('reads a file by its footer', () => {
  const table = arrow.tableFromArrays({ a: Int32Array.of(1, 2, 3), b: ['x', 'y', 'x'] });
  const { schema, batches } = readIpcFile(arrow.tableToIPC(table, 'file'));
  expect(schema.fields.map(({ name }) => name)).toEqual(['a', 'b']);
  expect([...batches].map(({ columns }) => columns[0]?.values)).toEqual([Int32Array.of(1, 2, 3)]);
});
