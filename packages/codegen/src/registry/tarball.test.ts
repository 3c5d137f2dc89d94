import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readTarball } from './tarball.ts';

function entry(name: string, contents: string, type = '0', prefix = ''): Buffer {
  const data = Buffer.from(contents);
  const blocks = Buffer.alloc(512 * (1 + Math.ceil(data.length / 512)));
  blocks.write(name, 0);
  blocks.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
  blocks.write(type, 156);
  blocks.write('ustar\0', 257);
  blocks.write(prefix, 345);
  data.copy(blocks, 512);
  return blocks;
}

const tarball = (...entries: readonly Buffer[]) => gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));

const texts = (gzipped: Buffer) =>
  Object.fromEntries([...readTarball(gzipped)].map(([path, bytes]) => [path, bytes.toString()]));

it('reads files of any length, without the folder around them', () => {
  const long = 'x'.repeat(1500);
  const gzipped = tarball(
    entry('package/a.txt', 'a'),
    entry('package/empty', ''),
    entry('package/src/b', long),
  );
  expect(texts(gzipped)).toEqual({ 'a.txt': 'a', empty: '', 'src/b': long });
});

it('reads names that are split, in a pax header, or in that of GNU', () => {
  const name = `package/${'n'.repeat(120)}/é.txt`;
  const record = `path=${name}\n`;
  const length = Buffer.byteLength(record) + 4;
  const gzipped = tarball(
    entry('b.txt', 'split', '0', 'package/folder'),
    entry('pax', `${length} ${record}`, 'x'),
    entry('package/nnn', 'pax'),
    entry('././@LongLink', 'package/gnu.txt\0', 'L'),
    entry('package/g', 'gnu'),
    entry('package/after', 'its own name'),
  );
  expect(texts(gzipped)).toEqual({
    'folder/b.txt': 'split',
    [name.slice('package/'.length)]: 'pax',
    'gnu.txt': 'gnu',
    after: 'its own name',
  });
});

it('leaves out folders and links', () => {
  expect(texts(tarball(entry('package/src/', '', '5'), entry('package/link', '', '2')))).toEqual({});
});

it('throws what zlib says of damage', () => {
  expect(() => readTarball(Buffer.from('not gzip'))).toThrow(/incorrect header/);
});
