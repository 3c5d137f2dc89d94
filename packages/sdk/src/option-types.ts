import type { Keeps, Rule } from './literal-types.ts';
import type {
  BatchOptions,
  CacheOptions,
  ErrorPolicy,
  RateLimitOptions,
  RetryOptions,
  UdfOptions,
} from './options.ts';
import type { UdfTypeError } from './type-error.ts';

/**
 * `UdfOptions`, with a sentence in the place of each option whose literal value is wrong. Each type parameter is the
 * literal type of the option of its name, or as wide as its constraint where the value is no literal; what is not
 * literal is checked when the decorator runs. The keys are those of `UdfOptions`, so that completion and its
 * documentation work and the compiler itself reports unknown options.
 */
export type CheckedOptions<
  Async extends boolean,
  Vectorized extends boolean,
  Ordered extends boolean,
  OrderBy extends string,
  MaxInFlight extends number,
  Window extends WindowOption,
  Timeout extends TimeoutOption,
  Retry extends RetryOptions,
  Batch extends BatchOptions,
  RateLimit extends RateLimitOptions,
  Cache extends CacheOptions,
  Deterministic extends boolean,
> = {
  readonly [Option in keyof UdfOptions]: OptionTypes<
    Async,
    Vectorized,
    Ordered,
    OrderBy,
    MaxInFlight,
    Window,
    Timeout,
    Retry,
    Batch,
    RateLimit,
    Cache,
    Deterministic
  >[Option];
};

export type WindowOption = NonNullable<UdfOptions['window']>;
export type TimeoutOption = NonNullable<UdfOptions['timeout']>;

/** How a function is called: with a row, with the arrays of a batch, or with whole columns. */
export type Shape = 'row' | 'batch' | 'columns';

/** How the function is called; more than one way, `'row'` among them, where only the run can tell. */
export type ShapeOf<Batch extends BatchOptions, Vectorized extends boolean> = [Vectorized] extends [true]
  ? 'columns'
  :
      | (boolean extends Vectorized ? 'row' | 'columns' : never)
      | (IsBatched<Batch> extends infer Batched ? (Batched extends true ? 'batch' : 'row') : never);

/** The options, of those that were given, that keep or share the one result of a row. */
export type OneResultOptions<OrderBy extends string, Cache extends CacheOptions> =
  | (string extends OrderBy ? never : 'orderBy')
  | (IsWide<Cache, CacheOptions> extends true ? never : 'cache');

/** Whether the function is called with batches; `boolean` where only the run can tell. */
type IsBatched<Batch extends BatchOptions> = [Batch] extends [never]
  ? false
  : IsWide<Batch, BatchOptions> extends true
    ? boolean
    : true;

/** As wide as its constraint: from a variable of type `UdfOptions`, in which the option may be left out. */
type IsWide<Value, Constraint> = [Constraint, keyof Constraint] extends [Value, keyof Value] ? true : false;

interface OptionTypes<
  Async extends boolean,
  Vectorized extends boolean,
  Ordered extends boolean,
  OrderBy extends string,
  MaxInFlight extends number,
  Window extends WindowOption,
  Timeout extends TimeoutOption,
  Retry extends RetryOptions,
  Batch extends BatchOptions,
  RateLimit extends RateLimitOptions,
  Cache extends CacheOptions,
  Deterministic extends boolean,
> {
  name: string;
  async: Async;
  vectorized: VectorizedVerdict<Async, Vectorized> & Vectorized;
  ordered: NeedsAsync<Async, 'ordered', Ordered>;
  orderBy: NeedsAsync<Async, 'orderBy', OrderByVerdict<Ordered, OrderBy> & OrderBy>;
  maxInFlight: NeedsAsync<Async, 'maxInFlight', Verdict<'maxInFlight', MaxInFlight, number> & MaxInFlight>;
  window: NeedsAsync<Async, 'window', Verdict<'window', Window, WindowOption> & Window>;
  timeout: NeedsAsync<Async, 'timeout', Verdict<'timeout', Timeout, TimeoutOption> & Timeout>;
  retry: NeedsAsync<Async, 'retry', Verdict<'retry', Retry, RetryOptions> & Retry>;
  batch: NeedsAsync<Async, 'batch', Verdict<'batch', Batch, BatchOptions> & Batch>;
  rateLimit: NeedsAsync<Async, 'rateLimit', Verdict<'rateLimit', RateLimit, RateLimitOptions> & RateLimit>;
  cache: NeedsAsync<Async, 'cache', CacheVerdict<Batch, Deterministic, Cache> & Cache>;
  onError: ErrorPolicy;
  deterministic: Deterministic;
}

type NeedsAsync<Async extends boolean, Option extends string, Type> = Async extends true
  ? Type
  : UdfTypeError<`${Option} needs async: true`>;

type VectorizedVerdict<Async extends boolean, Vectorized extends boolean> = [Async, Vectorized] extends [
  true,
  true,
]
  ? UdfTypeError<'vectorized cannot stand beside async: true: leave one of them out'>
  : unknown;

type OrderByVerdict<Ordered extends boolean, OrderBy extends string> = string extends OrderBy
  ? unknown
  : [Ordered] extends [true]
    ? UdfTypeError<'orderBy cannot stand beside ordered: true: leave one of them out'>
    : unknown;

type CacheVerdict<Batch extends BatchOptions, Deterministic extends boolean, Cache extends CacheOptions> =
  IsWide<Cache, CacheOptions> extends true
    ? unknown
    : IsBatched<Batch> extends true
      ? UdfTypeError<'cache cannot stand beside batch: leave one of them out'>
      : [Deterministic] extends [false]
        ? UdfTypeError<'cache needs deterministic: true'>
        : Verdict<'cache', Cache, CacheOptions>;

type DurationRule = "a duration such as '5s', '500ms' or '1 minute'";

/** What each option may be, and each part of those that are objects. */
interface Rules {
  maxInFlight: 'a whole number from 1 to 1 000 000';
  window: 'a whole number of at least 1';
  'window.rows': 'a whole number of at least 1';
  'window.bytes': 'a whole number of at least 1';
  timeout: DurationRule;
  'timeout.attempt': DurationRule;
  'timeout.total': DurationRule;
  'retry.retries': 'a whole number from 1 to 100';
  'retry.backoff': DurationRule;
  'retry.maxBackoff': DurationRule;
  'retry.jitter': 'a number from 0 to 1';
  'retry.when': 'anything';
  'retry.budget': 'a number from 0 to 1';
  'batch.maxRows': 'a whole number from 1 to 100 000';
  'batch.maxBytes': 'a whole number of at least 1';
  'batch.linger': DurationRule;
  'rateLimit.perSecond': 'a number above 0';
  'rateLimit.burst': 'a whole number of at least 1';
  'cache.maxEntries': 'a whole number from 1 to 10 000 000';
  'cache.ttl': DurationRule;
}

/** No demand at all where a value keeps its rule; of an object, the demands on each of its parts. */
type Verdict<Path extends string, Value, Constraint> = [Constraint] extends [Value]
  ? unknown
  : Value extends object
    ? { readonly [Part in keyof Value]: PartVerdict<`${Path}.${Part & string}`, NonNullable<Value[Part]>> }
    : PartVerdict<Path, Value>;

type PartVerdict<Path extends string, Value> = Path extends keyof Rules
  ? RuleVerdict<Path, Value, Rules[Path]>
  : UdfTypeError<`unknown option '${Path}'`>;

type RuleVerdict<Path extends string, Value, Which extends Rule> =
  Keeps<Value, Which> extends false ? UdfTypeError<`${Path}: ${Shown<Value>} is not ${Which}`> : unknown;

type Shown<Value> = Value extends string ? `'${Value}'` : Value extends number ? `${Value}` : 'this';
