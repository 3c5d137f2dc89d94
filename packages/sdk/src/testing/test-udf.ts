import type { Column } from '../column.ts';
import { findTarget } from './target.ts';
import type {
  AnyClass,
  AnyFunction,
  ArgsOf,
  ElementOf,
  ElementsOf,
  Method,
  MethodOf,
  Row,
  ValueOf,
  YieldedOf,
} from './target-types.ts';
import type { InstanceOptions, TestOptions } from './test-options.ts';
import { UdfTest, VectorizedTest } from './udf-test.ts';

type ScalarTest<F extends AnyFunction> = UdfTest<Row<ArgsOf<F>>, NonNullable<ValueOf<F>>>;
type TableTest<F extends AnyFunction> = UdfTest<Row<ArgsOf<F>>, YieldedOf<F>[]>;
type BatchTest<F extends AnyFunction> = UdfTest<Row<ElementsOf<ArgsOf<F>>>, NonNullable<ElementOf<F>>>;

/**
 * Runs a scalar function against rows, in a test, without a build: with the options of its decorator (order, calls in
 * flight, timeout, retries, cache, rate limit, errors) and the runtime's own executor, on a clock that stands still until
 * nothing else can happen. Nothing waits for real time.
 *
 * @throws SluiceError `unknown-udf` where the function is not declared or of another kind
 * @example
 * ```ts
 * const test = testUdf(Geo, 'city', { nullable: [false] });
 * const run = await test.rows([['192.0.2.1'], [null]]);
 * run.values; // ['Lima', null]
 * run.rows[0]?.attempts; // 2
 * run.calls.map(({ startedAt }) => startedAt); // [0, 103.1]: a retry, after its backoff
 * ```
 */
export function testUdf<C extends AnyClass, const Name extends MethodOf<C>>(
  owner: C,
  method: Name,
  options?: InstanceOptions<InstanceType<C>, ArgsOf<Method<C, Name>>>,
): ScalarTest<Method<C, Name>>;
export function testUdf<F extends AnyFunction>(fn: F, options?: TestOptions<ArgsOf<F>>): ScalarTest<F>;
export function testUdf(...args: unknown[]): unknown {
  const { owner, method, options } = read(args);
  return new UdfTest(findTarget('scalar', owner, method, options.name), options);
}

/** `testUdf` of a table function: a row's value is the array of all that it yields. */
export function testTable<C extends AnyClass, const Name extends MethodOf<C>>(
  owner: C,
  method: Name,
  options?: InstanceOptions<InstanceType<C>, ArgsOf<Method<C, Name>>>,
): TableTest<Method<C, Name>>;
export function testTable<F extends AnyFunction>(fn: F, options?: TestOptions<ArgsOf<F>>): TableTest<F>;
export function testTable(...args: unknown[]): unknown {
  const { owner, method, options } = read(args);
  return new UdfTest(findTarget('table', owner, method, options.name), options);
}

/** `testUdf` of a function with the option `batch`: rows go in one by one, and are called together as in an engine. */
export function testBatch<C extends AnyClass, const Name extends MethodOf<C>>(
  owner: C,
  method: Name,
  options?: InstanceOptions<InstanceType<C>, ElementsOf<ArgsOf<Method<C, Name>>>>,
): BatchTest<Method<C, Name>>;
export function testBatch<F extends AnyFunction>(
  fn: F,
  options?: TestOptions<ElementsOf<ArgsOf<F>>>,
): BatchTest<F>;
export function testBatch(...args: unknown[]): unknown {
  const { owner, method, options } = read(args);
  return new UdfTest(findTarget('batch', owner, method, options.name), options);
}

/** What may be given for a parameter of a vectorized function: its typed array, or an array for its `Column`. */
type ColumnsOf<Args> = {
  readonly [P in keyof Args]: Args[P] extends Column<infer T> ? readonly (T | null)[] : Args[P];
};

/** What each parameter of a vectorized function has in a row. */
type CellsOf<Args> = {
  [P in keyof Args]: Args[P] extends Column<infer T> ? T : Args[P] extends ArrayLike<infer T> ? T : never;
};

type ColumnTest<F extends AnyFunction> = VectorizedTest<
  ColumnsOf<ArgsOf<F>>,
  NonNullable<ReturnType<F> extends Iterable<infer T> ? T : never>
>;

/**
 * A vectorized function, called with whole columns: `testVectorized(celsius).columns(Float64Array.of(32, 212))`. Rows in
 * which a parameter that admits no null has one are left out before the call, and are null.
 */
export function testVectorized<C extends AnyClass, const Name extends MethodOf<C>>(
  owner: C,
  method: Name,
  options?: InstanceOptions<InstanceType<C>, CellsOf<ArgsOf<Method<C, Name>>>>,
): ColumnTest<Method<C, Name>>;
export function testVectorized<F extends AnyFunction>(
  fn: F,
  options?: TestOptions<CellsOf<ArgsOf<F>>>,
): ColumnTest<F>;
export function testVectorized(...args: unknown[]): unknown {
  const { owner, method, options } = read(args);
  return new VectorizedTest(findTarget('vectorized', owner, method, options.name), options);
}

interface Given {
  readonly owner: AnyFunction | AnyClass;
  readonly method?: string;
  readonly options: InstanceOptions<object>;
}

/** What the overloads let in: a function and options, or a class, a method of it and options. */
function read([owner, second, third]: unknown[]): Given {
  const given =
    typeof second === 'string' ? { owner, method: second, options: third } : { owner, options: second };
  return { ...given, options: given.options ?? {} } as Given;
}
