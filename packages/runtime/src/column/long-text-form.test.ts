import { expect, it } from 'vitest';
import { LongTextForm, Utf8Reader } from './index.ts';

/** Batches of chunks of 1000 bytes, whose cost a byte depends on the form. @returns the form of each chunk */
function run(
  form: LongTextForm,
  clock: { now: number },
  batches: number,
  chunks: number,
  cost: Cost,
): boolean[] {
  const forms: boolean[] = [];
  for (let batch = 0; batch < batches; batch++) {
    form.open();
    for (let chunk = 0; chunk < chunks; chunk++) {
      const shared = form.next(1000);
      forms.push(shared);
      clock.now += 1000 * (shared ? cost.shared : cost.apart);
    }
    clock.now += 1_000_000; // between batches
  }
  return forms;
}

interface Cost {
  readonly shared: number;
  readonly apart: number;
}

const share = (forms: readonly boolean[]): number => forms.filter(Boolean).length / forms.length;

it('takes the form that costs the function less', () => {
  for (const chunks of [2, 3, 30]) {
    const clock = { now: 0 };
    const form = new LongTextForm(() => clock.now);
    expect(share(run(form, clock, 3000 / chunks, chunks, { shared: 1, apart: 2 }))).toBeGreaterThan(0.95);
    const other = new LongTextForm(() => clock.now);
    expect(share(run(other, clock, 3000 / chunks, chunks, { shared: 4, apart: 2 }))).toBeLessThan(0.05);
  }
});

it('changes its mind when the function does', () => {
  const clock = { now: 0 };
  const form = new LongTextForm(() => clock.now);
  run(form, clock, 100, 10, { shared: 1, apart: 2 });
  run(form, clock, 200, 10, { shared: 5, apart: 2 });
  expect(share(run(form, clock, 50, 10, { shared: 5, apart: 2 }))).toBeLessThan(0.1);
});

it('is not misled by a chunk that the machine held up', () => {
  const clock = { now: 0 };
  const form = new LongTextForm(() => clock.now);
  form.open();
  const forms: boolean[] = [];
  for (let chunk = 0; chunk < 24; chunk++) {
    const shared = form.next(1000);
    forms.push(shared);
    clock.now += shared ? (chunk === 3 ? 900_000 : 1000) : 2000;
  }
  expect(forms.slice(-8)).toEqual(Array(8).fill(true));
});

it('decodes apart while no batch has a second chunk', () => {
  const clock = { now: 0 };
  const form = new LongTextForm(() => clock.now);
  const forms = run(form, clock, 100, 1, { shared: 5, apart: 1 });
  expect(share(forms)).toBe(0);
});

it('reads the same texts in either form', () => {
  const texts = Array.from(
    { length: 4000 },
    (_, row) => `${row} ${(row % 9 === 0 ? 'längst' : 'long ').repeat(20)}`,
  );
  const parts = texts.map((text) => Buffer.from(text));
  const offsets = new Int32Array(parts.length + 1);
  parts.forEach((part, row) => {
    offsets[row + 1] = (offsets[row] as number) + part.length;
  });
  const values = new Uint8Array(Buffer.concat(parts));
  const column = { length: parts.length, nullCount: 0, validity: null, values, offsets, children: [] };
  for (const turn of [1, -1]) {
    let now = 0;
    const reader = new Utf8Reader(column, new LongTextForm(() => (now += turn)));
    expect(texts.map((_, row) => reader.get(row))).toEqual(texts);
  }
});
