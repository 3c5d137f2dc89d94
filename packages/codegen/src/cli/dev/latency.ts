/** How long calls took, in milliseconds. */
export interface LatencySummary {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Durations beyond that many take the places of earlier ones, evenly. */
const KEPT = 65_536;

/** Gathers durations of calls. */
export class Latency {
  readonly #kept: number[] = [];
  #count = 0;
  #max = 0;

  add(milliseconds: Float64Array): void {
    for (const duration of milliseconds) {
      this.#max = Math.max(this.#max, duration);
      this.#kept[this.#count++ % KEPT] = duration;
    }
  }

  /** Undefined where no call has ended. */
  summary(): LatencySummary | undefined {
    if (this.#count === 0) return undefined;
    const sorted = Float64Array.from(this.#kept).sort();
    // The smallest that is not below that part of them.
    const at = (part: number): number => sorted[Math.ceil(part * sorted.length) - 1] ?? 0;
    return { p50: at(0.5), p99: at(0.99), max: this.#max };
  }
}

/** `p50 1.2 ms  p99 30 ms  max 41 ms` */
export function latencyText({ p50, p99, max }: LatencySummary): string {
  return `p50 ${milliseconds(p50)}  p99 ${milliseconds(p99)}  max ${milliseconds(max)}`;
}

/** `0.12 ms`, `1.2 ms`, `120 ms`, `1.2 s` */
export function milliseconds(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms >= 10 ? ms.toFixed(0) : ms >= 1 ? ms.toFixed(1) : ms.toFixed(2)} ms`;
}
