import { load } from '@sluice/runtime';
import { tableFromArrays } from 'apache-arrow';

const lines = tableFromArrays({
  line: [
    '192.0.2.7 - ada [10/Oct/2026:13:55:36 -0700] "GET /index.html HTTP/1.1" 200 2326',
    '198.51.100.1 - - [10/Oct/2026:13:55:37 -0700] "POST /login HTTP/1.1" 303 -',
    'not a line of an access log',
  ],
});

const udfs = await load(new URL('.', import.meta.url)); // dist/udf.json; the bundle runs on a thread of its own
for await (const batch of udfs.udf('access_log', { as: 'request' }).stream(lines.batches)) {
  console.table(
    batch.toArray().map(({ request }) => {
      return request === null ? {} : { ...request.toJSON(), at: new Date(request.at).toISOString() };
    }),
  );
}
await udfs.close();
