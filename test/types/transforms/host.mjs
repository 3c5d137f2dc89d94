// Calls the compiled fixture and reads its metadata with this process's own copy of the sdk; prints both as JSON.
import { pathToFileURL } from 'node:url';
import { getUdfMetadata } from '@sluice/sdk';

const { Geo, half, mode } = await import(pathToFileURL(process.argv[2]).href);
const results = {
  city: await Geo.city('::1'),
  nowhere: await Geo.city(''),
  label: new Geo().label('Rome'),
  plain: Geo.plain(3),
  half: half(3),
};
const metadata = {
  city: getUdfMetadata(Geo.city),
  label: getUdfMetadata(new Geo().label),
  plain: getUdfMetadata(Geo.plain),
  half: getUdfMetadata(half),
  untouched: getUdfMetadata(Geo.untouched) ?? 'none',
};
console.log(JSON.stringify({ mode, results, metadata }));
