// The tables and target lines of what the processes found.
import { ipcTargets } from './signatures/ipc.mjs';

/** What the targets are for. */
const FULL_BATCH = 65_536;
const libraries = ['arrow', 'flechetteAt', 'flechetteArrays'];

export const digits = (value) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** A ratio as it is printed; `~` where the median of the rounds and the best rounds do not agree. */
const shown = ({ value, steady }) => `${digits(value)}${steady ? '' : '~'}`;

/** Ratios are of our time to theirs; libraries read better as how many times as long they take. */
const inverse = ({ value, steady }) => ({ value: 1 / value, steady });

const shownEach = (ratios) =>
  Object.fromEntries(Object.entries(ratios).map(([peer, one]) => [peer, shown(one)]));

const rowsOf = (count) => `${count} row${count === 1 ? '' : 's'}`;

const signatureColumns = [
  { title: 'ns/row', key: 'nsPerRow', width: 10 },
  { title: 'p10', key: 'p10', width: 9 },
  { title: 'p90', key: 'p90', width: 9 },
  { title: '× floor', key: 'floor', width: 10 },
  { title: 'alone', key: 'alone', width: 10 },
  { title: '× memcpy', key: 'memcpy', width: 10 },
  { title: 'arrow ×', key: 'arrow', width: 10 },
  { title: 'fl. at ×', key: 'flechetteAt', width: 10 },
  { title: 'fl. array ×', key: 'flechetteArrays', width: 13 },
];

/** A table a signature: a row for each kind of data and size of batch. */
export function tableOf(signature, found) {
  const key = ({ kind, rows }) => `${kind}, ${rowsOf(rows)}`;
  const alone = new Map(found.filter(({ state }) => state === 'alone').map((one) => [key(one), one]));
  const rows = found
    .filter(({ state }) => state === 'crowded')
    .map((one) => {
      const { median, p10, p90 } = one.nsPerRow.sluice;
      const ratios = { ...one.ratios };
      for (const library of libraries) if (library in ratios) ratios[library] = inverse(ratios[library]);
      const byItself = alone.get(key(one));
      if (byItself !== undefined) ratios.alone = byItself.ratios.floor;
      return {
        bench: 'adapters',
        case: key(one),
        signature: one.name,
        nsPerRow: digits(median),
        p10: digits(p10),
        p90: digits(p90),
        ...shownEach(ratios),
      };
    });
  const columns = [...signatureColumns];
  if (signature.second !== undefined) {
    const title = `× ${signature.second.name}`;
    columns.push({ title, key: 'second', width: title.length + 3 });
  }
  return { title: signature.title, columns, rows };
}

const target = (name, unit, limit, { value, steady }, atLeast = false) => ({
  bench: 'adapters',
  target: name,
  unit,
  limit,
  measured: value,
  atLeast,
  steady,
});

/** The signature's targets, which are for full batches in a crowded process. */
export function targetsOf(name, signature, found) {
  return (signature.targets ?? []).flatMap(({ kind, floor, second, arrow }) => {
    const one = found.find((one) => one.state === 'crowded' && one.kind === kind && one.rows === FULL_BATCH);
    if (one === undefined) return [];
    const title = `${name}, ${kind}`;
    const lines = [];
    if (floor !== undefined) lines.push(target(title, '× floor', floor, one.ratios.floor));
    if (second !== undefined)
      lines.push(target(title, `× ${signature.second.name}`, second, one.ratios.second));
    if (arrow !== undefined)
      lines.push(target(title, '× faster than apache-arrow', arrow, inverse(one.ratios.arrow), true));
    return lines;
  });
}

/** The engines beside the adapters: how many times as long as the adapter each takes. */
export function enginesTable(found) {
  return {
    title: 'engines, 65536 rows, crowded',
    columns: [
      { title: 'ns/row', key: 'nsPerRow', width: 10 },
      { title: 'DuckDB ×', key: 'duckdb', width: 11 },
      { title: 'DuckDB, all cores ×', key: 'duckdbAllCores', width: 21 },
      { title: 'QuickJS loop ×', key: 'quickjsLoop', width: 16 },
      { title: 'QuickJS calls ×', key: 'quickjsCalls', width: 17 },
    ],
    rows: found.map(({ name, kind, nsPerRow, ratios }) => ({
      bench: 'adapters',
      case: `${name}, ${kind}`,
      nsPerRow: digits(nsPerRow),
      ...shownEach(ratios),
    })),
  };
}

export function ipcTable(found) {
  return {
    title: 'IPC bytes → IPC bytes, crowded',
    columns: [
      { title: 'µs/batch', key: 'usPerBatch', width: 10 },
      { title: 'flechette ×', key: 'flechette', width: 13 },
      { title: 'arrow ×', key: 'arrow', width: 10 },
    ],
    rows: found.map(({ name, rows, nsPerBatch, ratios }) => ({
      bench: 'adapters',
      case: `${name}, ${rowsOf(rows)}`,
      usPerBatch: digits(nsPerBatch / 1000),
      ...shownEach(ratios),
    })),
  };
}

export function ipcTargetsOf(found) {
  return found
    .filter(({ rows }) => rows === 1)
    .flatMap(({ name, nsPerBatch, ratios }) => {
      const title = `IPC → IPC, ${name}, ${rowsOf(1)}`;
      return [
        target(title, 'µs a batch', ipcTargets.microsecondsPerBatch, {
          value: nsPerBatch / 1000,
          steady: true,
        }),
        target(title, '× faster than apache-arrow', ipcTargets.arrow, ratios.arrow, true),
      ];
    });
}
