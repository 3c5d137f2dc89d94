import type { Attributes, Meter } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

/** The real metrics SDK, which exports when the test says so. */
export class Collector {
  readonly provider: MeterProvider;
  readonly meter: Meter;
  readonly #exporter: InMemoryMetricExporter;

  constructor(temporality: AggregationTemporality = AggregationTemporality.CUMULATIVE) {
    this.#exporter = new InMemoryMetricExporter(temporality);
    // Longer than any test: only forceFlush exports.
    const reader = new PeriodicExportingMetricReader({
      exporter: this.#exporter,
      exportIntervalMillis: 3_600_000,
    });
    this.provider = new MeterProvider({ readers: [reader] });
    this.meter = this.provider.getMeter('test');
  }

  /** Collects once: the metrics by name. */
  async collect(): Promise<Map<string, MetricData>> {
    this.#exporter.reset();
    await this.provider.forceFlush();
    const scopes = this.#exporter.getMetrics().flatMap((resource) => resource.scopeMetrics);
    return new Map(
      scopes.flatMap(({ metrics }) => metrics.map((metric) => [metric.descriptor.name, metric])),
    );
  }

  /** Collects once: the values of the metrics with their attributes. */
  async values(): Promise<Record<string, [unknown, Attributes][]>> {
    const metrics = await this.collect();
    return Object.fromEntries(
      [...metrics].map(([name, { dataPoints }]) => [
        name,
        dataPoints.map(({ value, attributes }) => [value, attributes]),
      ]),
    );
  }
}
