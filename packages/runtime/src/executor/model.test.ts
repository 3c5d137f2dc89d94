import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CheckpointedGroup } from './checkpoint.ts';
import { Harness, type ManualCall, type RecordedGroup } from './testing/harness.ts';
import { type Kind, Model, type ModelGroup, type ModelOptions } from './testing/model.ts';

const options: fc.Arbitrary<ModelOptions> = fc.record({
  ordered: fc.boolean(),
  keyed: fc.boolean(),
  maxInFlight: fc.integer({ min: 1, max: 4 }),
  windowRows: fc.integer({ min: 1, max: 8 }),
  timeoutMs: fc.constantFrom(5, 12, Number.POSITIVE_INFINITY),
  totalTimeoutMs: fc.constantFrom(12, 30, Number.POSITIVE_INFINITY),
  abandonAfterMs: fc.constantFrom(4, 1000),
  retries: fc.constantFrom(0, 1, 3),
  backoffMs: fc.constantFrom(0, 3, 10),
  onError: fc.constantFrom('fail', 'null', 'null'),
});

const kinds = fc.array(fc.constantFrom<Kind>('async', 'async', 'async', 'sync', 'throw', 'skip'), {
  maxLength: 4,
});

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('submit' as const), kinds }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('settle' as const), index: fc.nat(5), ok: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), index: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('watermark' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), late: fc.nat(3) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** An executor and the model, side by side: what is done to one is done to the other. */
class Pair {
  private harness: Harness;
  private readonly model: Model;
  private readonly options: ModelOptions;
  private groups: [RecordedGroup, ModelGroup][] = [];
  private readonly pending = new Map<string, ManualCall>();
  private names = 0;

  constructor(options: ModelOptions) {
    this.options = options;
    this.harness = this.newHarness();
    this.model = new Model(options);
  }

  private newHarness(): Harness {
    const { retries, backoffMs, ...rest } = this.options;
    const retry = { retries, backoffMs, factor: 1, jitter: 0 };
    return new Harness(retries === 0 ? rest : { ...rest, retry });
  }

  async take(action: Step): Promise<void> {
    const { harness, model } = this;
    switch (action.do) {
      case 'submit': {
        const twin = model.submit(`g${this.names++}`, action.kinds);
        const group = this.twinOf(twin);
        harness.stream.submit(group);
        this.groups.push([group, twin]);
        break;
      }
      case 'settle': {
        const call = model.calls[action.index % Math.max(1, model.calls.length)];
        if (call === undefined) break;
        model.settleCall(call, action.ok);
        const real = this.pending.get(`${call.of.group.name}.${call.of.row}#${call.attempt}`);
        if (action.ok) real?.resolve('ok');
        else real?.reject(new Error('no'));
        break;
      }
      case 'advance':
        model.advance(action.ms);
        await harness.clock.advance(action.ms);
        break;
      case 'cancel': {
        const pair = this.groups[action.index % Math.max(1, this.groups.length)];
        if (pair === undefined) break;
        model.cancel(pair[1]);
        harness.executor.cancel(pair[0]);
        break;
      }
      case 'watermark':
        model.watermark(`wm${this.names}`);
        harness.stream.watermark(`wm${this.names++}`);
        break;
      case 'end':
        if (this.names < 4 + action.late) break;
        model.endInput();
        harness.stream.end();
        break;
      case 'restart':
        if (!model.failed) this.restart();
        break;
    }
    await this.harness.clock.settle();
  }

  check(): void {
    const { harness, model } = this;
    expect(harness.log).toEqual(model.log);
    const snapshot = harness.executor.snapshot();
    expect(snapshot.running).toBe(model.calls.filter((call) => !call.zombie).length);
    // A call that was written off is gone from the model; whatever it does must not be seen.
    expect(snapshot.zombies).toBe(model.calls.filter((call) => call.zombie).length);
    for (const [group, twin] of this.groups) {
      if (group.end === 'aborted') continue;
      const outcomes = twin.rows.map(({ state, row }) => {
        if (row in group.values) return 'ok';
        if (group.failures[row] !== undefined) return 'failed';
        return state === 'ok' || state === 'failed' ? 'missing' : state;
      });
      expect(outcomes).toEqual(twin.rows.map(({ state }) => state));
    }
    this.checkCheckpoint();
    expect(harness.clock.peakTimers).toBeLessThanOrEqual(1);
    if (model.entries.length === 0)
      expect([snapshot.buffered, snapshot.queued, snapshot.backoff]).toEqual([0, 0, 0]);
  }

  private checkCheckpoint(): void {
    const saved = this.harness.stream.checkpoint().entries;
    expect(saved.map((entry) => (entry.kind === 'group' ? nameOf(entry) : entry.value))).toEqual(
      this.model.entries.map((entry) => (typeof entry === 'string' ? entry : entry.name)),
    );
    const groups = this.model.entries.filter((entry) => typeof entry !== 'string');
    expect(saved.flatMap((entry) => (entry.kind === 'group' ? [entry.unfinished] : []))).toEqual(
      groups.map((group) => this.model.unfinished(group)),
    );
  }

  /** The process ends: another executor takes up the checkpoint, with what was written down of the groups. */
  private restart(): void {
    const { entries } = this.harness.stream.checkpoint();
    const twins = new Map(this.groups.map(([group, twin]) => [group, twin]));
    this.harness = this.newHarness();
    this.groups = [];
    const restored = entries.map((entry) => {
      if (entry.kind === 'watermark') return entry;
      const old = entry.group as RecordedGroup;
      const twin = twins.get(old) as ModelGroup; // each group was made with a twin
      const group = this.twinOf(twin);
      for (const row of Object.keys(old.values)) group.values[Number(row)] = old.values[Number(row)];
      for (const failure of old.failures) if (failure !== undefined) group.failures[failure.row] = failure;
      this.groups.push([group, twin]);
      return { ...entry, group };
    });
    this.model.restart();
    this.harness.stream.restore({ entries: restored });
  }

  private twinOf({ name, rows }: ModelGroup): RecordedGroup {
    const group = this.harness.group(name, rows.length, (row, { attempt }) => {
      const kind = rows[row]?.kind;
      if (kind === 'throw') throw new Error('no');
      if (kind !== 'async') return kind;
      return new Promise((resolve, reject) => {
        this.pending.set(`${name}.${row}#${attempt}`, { resolve, reject } as ManualCall);
      });
    });
    group.skipped = (row) => rows[row]?.kind === 'skip';
    group.key = (row) => rows[row]?.key;
    return group;
  }
}

function nameOf({ group }: CheckpointedGroup): string {
  return (group as RecordedGroup).name;
}

const seed = Math.floor(Math.random() * 2 ** 31);

it(`the executor does what the model does, whatever happens in whatever order (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(options, fc.array(step, { maxLength: 40 }), async (given, steps) => {
      const pair = new Pair(given);
      for (const action of steps) {
        await pair.take(action);
        pair.check();
      }
    }),
    { numRuns: 10_000, seed },
  );
}, 120_000);
