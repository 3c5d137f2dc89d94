import { gunzipSync } from 'node:zlib';

/** The files of a package's tarball by path, without the folder `package/` that npm puts around them. */
export type PackedFiles = ReadonlyMap<string, Buffer>;

const BLOCK = 512;

/** More than any package of functions: a tarball that unpacks to more is refused. */
const MAX_BYTES = 2 ** 30;

/**
 * Reads a tarball as npm writes it: ustar, with long names in pax headers or GNU's.
 *
 * @throws RangeError where it is larger than 1 GiB; Error of zlib where it is damaged
 */
export function readTarball(gzipped: Uint8Array): PackedFiles {
  const bytes = gunzipSync(gzipped, { maxOutputLength: MAX_BYTES });
  const files = new Map<string, Buffer>();
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header[0] === 0) break;
    const size = Number.parseInt(text(header, 124, 12), 8) || 0;
    const data = bytes.subarray(at + BLOCK, at + BLOCK + size);
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'x') longName = paxPath(data) ?? longName;
    else if (type === 'L') longName = text(data, 0, data.length);
    else {
      const prefix = text(header, 345, 155);
      const name = longName ?? (prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`);
      // npm packs no links; a directory is in its files' names.
      if (type === '0' || type === '\0') files.set(name.replace(/^[^/]*\//, ''), data);
      longName = undefined;
    }
    at += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
  return files;
}

function text(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end).trim();
}

/** Records of `<length> <key>=<value>\n`, whose length counts itself. */
function paxPath(data: Buffer): string | undefined {
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(' ', at);
    const length = Number(data.toString('utf8', at, space));
    if (space < 0 || !(length > 0)) return undefined;
    const [key, ...value] = data.toString('utf8', space + 1, at + length - 1).split('=');
    if (key === 'path') return value.join('=');
    at += length;
  }
  return undefined;
}
