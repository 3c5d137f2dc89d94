import {
  type Attributes,
  type BatchObservableResult,
  createNoopMeter,
  diag,
  type Meter,
  metrics,
} from '@opentelemetry/api';
import { isSluiceError } from '@sluice/sdk';
import type { HandleSnapshot } from '../worker/protocol.ts';
import { AttributeSet } from './attribute-sets.ts';
import { Instruments } from './instruments.ts';
import type { Observed } from './observed.ts';

/** Options of `instrument`. */
export interface InstrumentOptions {
  /** Makes the instruments. @default `metrics.getMeter('@sluice/runtime')`, of the provider registered by then */
  readonly meter?: Meter;
  /** Stand beside `sluice.udf` on every value. Needed to tell two handles of one function apart. @default none */
  readonly attributes?: Attributes;
}

/** Metrics of one handle, until they are closed or the handle ends. */
export interface Instrumentation extends Disposable {
  /** Ends the metrics; the handle goes on. Closing twice is the same as once. */
  close(): void;
}

const logger = diag.createComponentLogger({ namespace: '@sluice/runtime' });

/**
 * Reports a handle through OpenTelemetry: see `docs/observability.md` for the metrics. One snapshot is taken of the
 * handle per collection; durations are gathered on its thread and come over in chunks. The handle starts by this.
 *
 * The collection after the end of the handle, or after `close`, reports every gauge as 0, since exporters repeat the
 * last value of a series for ever; those after it report nothing new. Call `forceFlush` of the meter provider before
 * `handle.stop()`, so that the rows since the last collection are counted.
 *
 * Never throws into the metrics SDK: what goes wrong, but for a handle that has stopped, is told to `diag`.
 *
 * @param handle From `UdfPackage.udf`.
 * @example
 * ```ts
 * using metrics = instrument(handle, { attributes: { 'service.stage': 'enrich' } });
 * ```
 */
export function instrument(handle: Observed, options: InstrumentOptions = {}): Instrumentation {
  const { meter = metrics.getMeter('@sluice/runtime') } = options;
  const attributes = { ...options.attributes, 'sluice.udf': handle.udf.name };
  return new HandleInstrumentation(handle, meter, attributes);
}

class HandleInstrumentation implements Instrumentation {
  #handle: Observed | undefined;
  readonly #meter: Meter;
  readonly #attributes: Attributes;
  readonly #attributeSet: AttributeSet;
  readonly #instruments: Instruments;
  readonly #stopListening: () => void;
  readonly #collect = (result: BatchObservableResult): Promise<void> => this.#report(result);

  constructor(handle: Observed, meter: Meter, attributes: Attributes) {
    this.#handle = handle;
    this.#meter = meter;
    this.#attributes = attributes;
    this.#instruments = new Instruments(meter);
    this.#attributeSet = new AttributeSet(meter, attributes);
    // Without a provider nobody collects: the handle need not gather durations.
    const collected = meter !== createNoopMeter();
    if (collected && this.#attributeSet.inUse) {
      const { name } = handle.udf;
      logger.warn(
        `two handles of ${name} report under the same attributes, so that one overwrites the other: ` +
          `tell them apart, as in instrument(handle, { attributes: { 'sluice.handle': '${name}-2' } })`,
      );
    }
    this.#attributeSet.take();
    this.#stopListening = collected ? handle.observeDurations((chunk) => this.#record(chunk)) : () => {};
    meter.addBatchObservableCallback(this.#collect, this.#instruments.observables);
  }

  close(): void {
    if (this.#handle === undefined) return;
    this.#handle = undefined;
    this.#attributeSet.release();
    this.#stopListening();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #record(milliseconds: Float64Array): void {
    for (const duration of milliseconds) {
      this.#instruments.duration.record(duration / 1000, this.#attributes);
    }
  }

  async #report(result: BatchObservableResult): Promise<void> {
    const snapshot = await this.#snapshot();
    if (this.#handle === undefined) this.#reportEnd(result);
    else if (snapshot !== undefined) this.#instruments.observe(result, snapshot, this.#attributes);
  }

  #reportEnd(result: BatchObservableResult): void {
    this.#meter.removeBatchObservableCallback(this.#collect, this.#instruments.observables);
    // Another handle may have come in the place of this one: the values are its own now.
    if (!this.#attributeSet.inUse) this.#instruments.observeEmpty(result, this.#attributes);
  }

  async #snapshot(): Promise<HandleSnapshot | undefined> {
    try {
      return await this.#handle?.snapshot();
    } catch (error) {
      const code = isSluiceError(error) ? error.code : undefined;
      if (code !== 'stopped' && code !== 'not-started') {
        logger.error(`no metrics of ${this.#attributes['sluice.udf']}: its snapshot failed`, error);
      }
      if (code === 'stopped' || code === 'worker-failed') this.close();
      return undefined;
    }
  }
}
