// The other thread of bench/crossing.mjs: answers each batch with a column of results, in the way that it came.
import { parentPort } from 'node:worker_threads';
import { tableFromIPC, tableToIPC } from 'apache-arrow';

const answers = {
  clone: (columns) => [{ values: columns[0].slice() }, []],
  transfer: (columns) => {
    const values = columns[0].slice();
    return [{ values }, [values.buffer]];
  },
  'arrow IPC, transferred': (bytes) => {
    const out = tableToIPC(tableFromIPC(bytes).select(['a']));
    return [out, [out.buffer]];
  },
};

parentPort.on('message', ({ way, payload }) => {
  const [answer, transfer] = answers[way](payload);
  parentPort.postMessage(answer, transfer);
});
