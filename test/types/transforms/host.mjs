// Calls the compiled fixture and reads its metadata with this process's own copy of the sdk; prints both as JSON.
import { pathToFileURL } from 'node:url';
import { getUdfMetadata } from '@sluice/sdk';

const { Geo, Sum, half, mode, twice, words } = await import(pathToFileURL(process.argv[2]).href);
const sumOf = (values) => {
  const sum = new Sum();
  const state = sum.init();
  for (const value of values) sum.accumulate(state, value);
  return sum.finish(state);
};
const results = {
  city: await Geo.city('::1'),
  nowhere: await Geo.city(''),
  label: new Geo().label('Rome'),
  plain: Geo.plain(3),
  half: half(3),
  sum: sumOf([1, 2, 3]),
  words: [...words('a b')],
  twice: [...twice(Float64Array.of(1, 2))],
};
const metadata = {
  city: getUdfMetadata(Geo.city),
  label: getUdfMetadata(new Geo().label),
  plain: getUdfMetadata(Geo.plain),
  half: getUdfMetadata(half),
  sum: getUdfMetadata(Sum),
  twice: getUdfMetadata(twice),
  untouched: getUdfMetadata(Geo.untouched) ?? 'none',
};
console.log(JSON.stringify({ mode, results, metadata }));
