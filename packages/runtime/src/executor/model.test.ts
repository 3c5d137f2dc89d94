import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Harness, type ManualCall, type RecordedGroup } from './testing/harness.ts';
import { type Kind, Model, type ModelGroup, type ModelOptions } from './testing/model.ts';

const options: fc.Arbitrary<ModelOptions> = fc.record({
  ordered: fc.boolean(),
  maxInFlight: fc.integer({ min: 1, max: 4 }),
  windowRows: fc.integer({ min: 1, max: 8 }),
  timeoutMs: fc.constantFrom(5, 12, Number.POSITIVE_INFINITY),
  abandonAfterMs: fc.constantFrom(4, 1000),
  onError: fc.constantFrom('fail', 'null'),
});

const kinds = fc.array(fc.constantFrom<Kind>('async', 'async', 'async', 'sync', 'throw', 'skip'), {
  maxLength: 4,
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('submit' as const), kinds }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('settle' as const), index: fc.nat(5), ok: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), index: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('watermark' as const) }) },
);

/** An executor and the model, side by side: what is done to one is done to the other. */
class Pair {
  readonly harness: Harness;
  readonly model: Model;
  private readonly groups: [RecordedGroup, ModelGroup][] = [];
  private readonly pending = new Map<string, ManualCall>();
  private names = 0;

  constructor(options: ModelOptions) {
    this.harness = new Harness(options);
    this.model = new Model(options);
  }

  async take(action: typeof step extends fc.Arbitrary<infer Step> ? Step : never): Promise<void> {
    const { harness, model } = this;
    if (action.do === 'submit') {
      const name = `g${this.names++}`;
      const group = harness.group(name, action.kinds.length, (row) =>
        this.body(action.kinds[row], `${name}.${row}`),
      );
      group.skipped = (row) => action.kinds[row] === 'skip';
      harness.stream.submit(group);
      this.groups.push([group, model.submit(name, action.kinds)]);
    } else if (action.do === 'settle' && model.calls.length > 0) {
      const index = action.index % model.calls.length;
      const { group, row } = model.calls[index] as (typeof model.calls)[number];
      const call = this.pending.get(`${group.name}.${row}`);
      model.settleCall(index, action.ok);
      if (action.ok) call?.resolve('ok');
      else call?.reject(new Error('no'));
    } else if (action.do === 'advance') {
      model.advance(action.ms);
      await harness.clock.advance(action.ms);
    } else if (action.do === 'cancel' && this.groups.length > 0) {
      const [group, twin] = this.groups[action.index % this.groups.length] as [RecordedGroup, ModelGroup];
      model.cancel(twin);
      harness.executor.cancel(group);
    } else if (action.do === 'watermark') {
      model.watermark(`wm${this.names}`);
      harness.stream.watermark(`wm${this.names++}`);
    }
    await harness.clock.settle();
  }

  check(): void {
    const { harness, model } = this;
    expect(harness.log).toEqual(model.log);
    // A call that was written off is gone from the model; whatever it does must not be seen.
    const snapshot = harness.executor.snapshot();
    expect(snapshot.running).toBe(model.calls.filter((call) => !call.zombie).length);
    expect(snapshot.zombies).toBe(model.calls.filter((call) => call.zombie).length);
    for (const [group, twin] of this.groups) {
      if (group.end === 'aborted') continue;
      const outcomes = twin.kinds.map((_, row) => {
        if (row in group.values) return 'ok';
        if (group.failures[row] !== undefined) return 'failed';
        return twin.outcomes[row] === 'skipped' ? 'skipped' : undefined;
      });
      expect(outcomes).toEqual(twin.outcomes);
    }
    expect(harness.clock.liveTimers).toBeLessThanOrEqual(1);
  }

  private body(kind: Kind | undefined, row: string): unknown {
    if (kind === 'throw') throw new Error('no');
    if (kind !== 'async') return kind;
    return new Promise((resolve, reject) => {
      this.pending.set(row, { resolve, reject } as ManualCall);
    });
  }
}

it('the executor does what the model does, whatever happens in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(options, fc.array(step, { maxLength: 40 }), async (given, steps) => {
      const pair = new Pair(given);
      for (const action of steps) {
        await pair.take(action);
        pair.check();
      }
    }),
    { numRuns: 3000 },
  );
}, 60_000);
