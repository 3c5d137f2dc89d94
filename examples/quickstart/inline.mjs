// The function on this very thread, over the messages of an Arrow IPC stream as a transport receives them.
import { loadInline } from '@sluice/runtime/inline';
import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';

const stream = tableToIPC(tableFromArrays({ name: ['Ada Lovelace', null, 'Grace Hopper'] }));
const schemaBytes = 8 + Buffer.from(stream.buffer, stream.byteOffset).readInt32LE(4); // the first message

const udfs = await loadInline('.');
const initials = udfs.udf('initials', { input: true });
const schema = initials.schema(stream.subarray(0, schemaBytes));
const batch = initials.batch(stream.subarray(schemaBytes)); // good until the call after the next
console.table(
  tableFromIPC([schema, batch])
    .toArray()
    .map((row) => row.toJSON()),
);
await udfs.close();
