// The tables and target lines of what the processes found.

/** Ratios are of our time to theirs; libraries read better as how many times as long they take. */
const libraries = ['arrow', 'flechetteAt', 'flechetteArrays'];

const columns = [
  { title: 'ns/row', key: 'nsPerRow', width: 10 },
  { title: 'p10', key: 'p10', width: 9 },
  { title: 'p90', key: 'p90', width: 9 },
  { title: '× floor', key: 'floor', width: 10 },
  { title: 'alone', key: 'alone', width: 10 },
  { title: '× memcpy', key: 'memcpy', width: 10 },
  { title: '× arrow', key: 'arrow', width: 10 },
  { title: '× fl. at', key: 'flechetteAt', width: 10 },
  { title: '× fl. arrays', key: 'flechetteArrays', width: 14 },
];

const digits = (value) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** A ratio as it is printed; `~` where the median of the rounds and the best rounds do not agree. */
const shown = ({ value, steady }) => `${digits(value)}${steady ? '' : '~'}`;

/** How many times as long the peer takes. */
const faster = ({ value, steady }) => ({ value: 1 / value, steady });

/** A table a signature: a row for each kind of data and size of batch. */
export function tableOf(signature, found) {
  const alone = new Map(
    found.filter(({ state }) => state === 'alone').map((one) => [`${one.kind} ${one.rows}`, one]),
  );
  const rows = found
    .filter(({ state }) => state === 'crowded')
    .map(({ name, kind, rows, nsPerRow, ratios }) => {
      const { median, p10, p90 } = nsPerRow.sluice;
      const row = {
        bench: 'adapters',
        case: `${kind}, ${rows} row${rows === 1 ? '' : 's'}`,
        signature: name,
        nsPerRow: digits(median),
        p10: digits(p10),
        p90: digits(p90),
        floor: shown(ratios.floor),
        memcpy: shown(ratios.memcpy),
      };
      const byItself = alone.get(`${kind} ${rows}`);
      if (byItself !== undefined) row.alone = shown(byItself.ratios.floor);
      if (ratios.second !== undefined) row.second = shown(ratios.second);
      for (const library of libraries)
        if (ratios[library] !== undefined) row[library] = shown(faster(ratios[library]));
      return row;
    });
  const extra =
    signature.second === undefined
      ? []
      : [{ title: `× ${signature.second.name}`, key: 'second', width: signature.second.name.length + 5 }];
  return { title: signature.title, columns: [...columns, ...extra], rows };
}

/** The signature's targets, which are for full batches in a crowded process. */
export function targetsOf(name, signature, found) {
  const lines = [];
  for (const { kind, ...limits } of signature.targets ?? []) {
    const one = found.find((one) => one.state === 'crowded' && one.kind === kind && one.rows === 65_536);
    if (one === undefined) continue;
    const add = (unit, limit, { value, steady }, atLeast = false) =>
      lines.push({
        bench: 'adapters',
        target: `${name}, ${kind}`,
        unit,
        limit,
        measured: value,
        atLeast,
        steady,
      });
    if (limits.floor !== undefined) add('× floor', limits.floor, one.ratios.floor);
    if (limits.second !== undefined) add(`× ${signature.second.name}`, limits.second, one.ratios.second);
    if (limits.arrow !== undefined)
      add('× faster than apache-arrow', limits.arrow, faster(one.ratios.arrow), true);
  }
  return lines;
}
