import { SluiceError } from '../errors.ts';
import type { UdfMetadata } from '../metadata.ts';
import type { AggregateCheck, AggregateRun } from './aggregate-run.ts';
import type { TestClock } from './test-clock.ts';
import type { InstanceOptions, RowsOptions } from './test-options.ts';
import type { TestRun } from './test-run.ts';

/** How a function is called. */
export type TestedKind = 'scalar' | 'table' | 'batch' | 'vectorized';

/** A function under test, and how it is reached. */
export interface Target {
  readonly kind: TestedKind;
  readonly fn: (...args: unknown[]) => unknown;
  readonly metadata: UdfMetadata;
  /** The SQL name. */
  readonly name: string;
  /** The class of an instance method, and the SQL names of all its functions. */
  readonly owner?: {
    readonly make: new () => object;
    readonly name: string;
    readonly udfs: readonly string[];
  };
  /** What a static method is called on. */
  readonly on?: object;
}

/** One function under test: its executor, and its instance, live from the first rows until `close`. */
export interface Tested {
  rows(
    rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
    options: RowsOptions,
  ): Promise<TestRun<unknown>>;
  columns(columns: readonly ArrayLike<unknown>[]): Promise<TestRun<unknown>>;
  close(): Promise<void>;
}

/** What `@sluice/runtime/test-run` exports as `driver`: the runtime is above the sdk, so it fits itself to this. */
export interface TestDriver {
  test(target: Target, clock: TestClock, options: InstanceOptions<object>): Tested;
  aggregate(
    owner: new () => object,
    rows: readonly (readonly unknown[])[],
    clock: TestClock,
    options: AggregateCheck,
  ): Promise<AggregateRun<unknown>>;
}

/** Not written where it is imported: the sdk is built before the runtime, and does not depend on it. */
const RUNTIME: string = '@sluice/runtime/test-run';

/** @throws SluiceError `invalid-bundle` where the runtime is not installed */
export async function loadDriver(): Promise<TestDriver> {
  let module: { readonly driver: TestDriver };
  try {
    module = await import(/* @vite-ignore */ RUNTIME);
  } catch (cause) {
    const missing = ['ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'];
    const code = (cause as { readonly code?: string } | null)?.code ?? '';
    // Vite's own runner has another error, without a code.
    const message = String((cause as Error | null)?.message);
    if (!missing.includes(code) && !message.includes(RUNTIME)) throw cause;
    throw new SluiceError(
      'invalid-bundle',
      '@sluice/sdk/testing runs functions as the runtime does, which is not installed: ' +
        'npm install --save-dev @sluice/runtime, of the version of @sluice/sdk',
      { cause },
    );
  }
  return module.driver;
}
