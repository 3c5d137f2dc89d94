import { expect, it } from 'vitest';
import { decodeLz4 } from './lz4.ts';

/** What pyarrow 26 makes of 'abc' 400 times and then every byte: matches that overlap with what they write, and literals. */
const FRAME = Buffer.from(
  'BCJNGGBAgg0BAAA/YWJjAwD/////nvDxAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4+fr7/P3+/wAAAAA=',
  'base64',
);

it('decodes a frame of LZ4', () => {
  const text = Buffer.from('abc'.repeat(400));
  const expected = Buffer.concat([text, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))]);
  expect(Buffer.from(decodeLz4(FRAME))).toEqual(expected);
});

it('takes blocks that are not compressed', () => {
  const frame = Buffer.alloc(7 + 4 + 3 + 4);
  frame.writeUInt32LE(0x184d2204, 0);
  frame.writeUInt32LE(0x80000003, 7);
  frame.write('abc', 11);
  expect(Buffer.from(decodeLz4(frame)).toString()).toBe('abc');
});

it('refuses every frame that is cut off', () => {
  for (let length = 0; length < FRAME.length; length++) {
    expect(() => decodeLz4(FRAME.subarray(0, length))).toThrow('damaged');
  }
});

it('refuses a match that begins before the bytes do', () => {
  const damaged = Buffer.from(FRAME);
  damaged[16] = 0xff; // The offset of the first match.
  expect(() => decodeLz4(damaged)).toThrow('damaged');
});
