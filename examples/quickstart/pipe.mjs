// cat people.arrows | node pipe.mjs > initials.arrows: an Arrow IPC stream in, one with one more column out.
import { pipeline } from 'node:stream/promises';
import { load } from '@sluice/runtime';

const udfs = await load('.');
await pipeline(process.stdin, (input) => udfs.udf('initials').pipe(input), process.stdout);
await udfs.close();
