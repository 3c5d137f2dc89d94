import { expect, it } from 'vitest';
import { SpareBuffers } from './spare-buffers.ts';

it('gives a buffer again that is large enough, with its bytes at 0', () => {
  const spares = new SpareBuffers();
  const buffer = new ArrayBuffer(64);
  new Uint8Array(buffer).fill(7);
  spares.give(buffer);
  const again = spares.take(48);
  expect(again).toBe(buffer);
  expect([...new Uint8Array(again, 0, 48)]).toEqual(new Array(48).fill(0));
  expect(spares.take(48)).not.toBe(buffer);
});

it('leaves a buffer that is too small, or far too large', () => {
  const spares = new SpareBuffers();
  const small = new ArrayBuffer(32);
  const large = new ArrayBuffer(1024);
  spares.give(small);
  spares.give(large);
  expect([small, large]).not.toContain(spares.take(48));
  expect(spares.take(512)).toBe(large);
});

it('keeps few buffers, the latest', () => {
  const spares = new SpareBuffers();
  const buffers = [1, 2, 3, 4, 5].map((n) => new ArrayBuffer(8 * n));
  for (const buffer of buffers) spares.give(buffer);
  expect(spares.take(8)).not.toBe(buffers[0]);
  expect(spares.take(40)).toBe(buffers[4]);
});
