import { SluiceError } from '@sluice/sdk';
import type { AggregateCheck, AggregateRun } from '@sluice/sdk/testing';
import { Lifecycle } from '../worker/lifecycle.ts';
import { skipsRow } from './nulls.ts';
import { seededRandom } from './random.ts';
import { sameResult } from './same-result.ts';

/** What an aggregate's instance has; its types are its author's. */
interface Aggregate {
  init(): unknown;
  accumulate(state: unknown, ...values: unknown[]): unknown;
  retract?(state: unknown, ...values: unknown[]): unknown;
  merge(state: unknown, other: unknown): unknown;
  finish(state: unknown): unknown;
}

type Rows = readonly (readonly unknown[])[];

/** Rows in one state. What a method returns is the state to go on with, unless it returns nothing. */
class States {
  readonly #of: Aggregate;

  constructor(of: Aggregate) {
    this.#of = of;
  }

  add(state: unknown, row: readonly unknown[]): unknown {
    return this.#of.accumulate(state, ...row) ?? state;
  }

  of(rows: Rows): unknown {
    return rows.reduce((state: unknown, row) => this.add(state, row), this.#of.init());
  }

  take(state: unknown, rows: Rows): unknown {
    return rows.reduce((kept: unknown, row) => this.#of.retract?.(kept, ...row) ?? kept, state);
  }

  /** States travel as Arrow: one never shares memory with another, nor with the instance. */
  merged(parts: readonly Rows[]): unknown {
    return parts.reduce(
      (state: unknown, part) => this.#of.merge(state, structuredClone(this.of(part))) ?? state,
      structuredClone(this.#of.init()),
    );
  }
}

/** @throws SluiceError `invalid-result` with the split that gave another result than all rows in one state */
export async function aggregateRun(
  owner: new () => object,
  udf: string,
  rows: Rows,
  { nullable, tolerance = 1e-9, seed = 1, splits = 32 }: AggregateCheck,
): Promise<AggregateRun<unknown>> {
  const lifecycle = new Lifecycle();
  const instance = new owner() as unknown as Aggregate; // @aggregate's types have checked its methods
  const get = (): object => instance;
  await lifecycle.open([{ className: owner.name, udfs: [udf], get }], new AbortController().signal);
  const states = new States(instance);
  const { admitted, ...left } = admit(rows, { udf, names: undefined, nullable }, instance, states);

  const whole = states.of(admitted);
  const before = structuredClone(whole);
  const value = instance.finish(whole) ?? null;
  if (!sameResult(before, whole, 0))
    throw differs(`${udf}: finish changed the state that it was given; leave it as it is`);
  const finish = (state: unknown): unknown => instance.finish(state) ?? null;
  const expect = (found: unknown, how: string, method: string): void => {
    if (sameResult(found, value, tolerance)) return;
    const sides = `${show(found)}, and all rows in one state give ${show(value)}`;
    throw differs(`${udf}: ${how} gives ${sides}: look at ${method}`);
  };

  let tried = 0;
  for (const parts of waysToSplit(admitted, splits, seededRandom(seed))) {
    const sizes = parts.map((part) => part.length).join(' + ');
    expect(finish(states.merged(parts)), `a merge of ${sizes} rows`, 'merge');
    tried++;
  }
  if (instance.retract !== undefined && admitted.length > 0) {
    for (let extra = 1; extra <= Math.min(admitted.length, splits); extra++) {
      const again = admitted.slice(0, extra);
      const state = states.take(
        again.reduce((kept: unknown, row) => states.add(kept, row), states.of(admitted)),
        again,
      );
      expect(finish(state), `adding ${extra} rows once more and retracting them`, 'retract');
      tried++;
    }
  }
  const [failure] = await lifecycle.close();
  if (failure !== undefined) throw failure;
  return { value, ...left, splits: tried };
}

interface Admitted {
  readonly admitted: Rows;
  readonly failed: readonly { readonly row: number; readonly error: unknown }[];
  readonly skipped: readonly number[];
}

/** Leaves out rows that have a null which is not admitted, and those that `accumulate` throws for. */
function admit(
  rows: Rows,
  nulls: Parameters<typeof skipsRow>[0],
  instance: Aggregate,
  states: States,
): Admitted {
  const admitted: (readonly unknown[])[] = [];
  const failed: { row: number; error: unknown }[] = [];
  const skipped: number[] = [];
  for (const [row, values] of rows.entries()) {
    if (skipsRow(nulls, values)) {
      skipped.push(row);
      continue;
    }
    try {
      states.add(instance.init(), values);
      admitted.push(values);
    } catch (error) {
      failed.push({ row, error });
    }
  }
  return { admitted, failed, skipped };
}

/** Each single cut, up to `splits` of them, one part for each row, and as many ways at random, in any order. */
function* waysToSplit(rows: Rows, splits: number, random: () => number): Generator<Rows[]> {
  const cuts = Math.min(rows.length, splits);
  for (let cut = 0; cut <= cuts; cut++) {
    const at = cuts === 0 ? 0 : Math.round((cut * rows.length) / cuts);
    yield [rows.slice(0, at), rows.slice(at)];
  }
  yield [[], ...rows.slice(0, 1000).map((row) => [row]), rows.slice(1000)];
  for (let way = 0; way < splits; way++) {
    const parts: (readonly unknown[])[][] = Array.from({ length: 2 + Math.floor(random() * 4) }, () => []);
    for (const row of rows) parts[Math.floor(random() * parts.length)]?.push(row);
    yield parts;
  }
}

function differs(message: string): SluiceError {
  return new SluiceError('invalid-result', message);
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'bigint') return `${member}n`;
    return member instanceof Map ? [...member] : member;
  });
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
