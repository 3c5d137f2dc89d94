import type { ErrorPolicy, UdfOptions } from './options.ts';
import type { UdfTypeError } from './type-error.ts';

/**
 * `UdfOptions`, with a sentence in the place of each option whose literal value is wrong. Each type parameter is the
 * literal type of the option of its name, or as wide as its constraint where the value is no literal; what is not
 * literal is checked when the decorator runs. The keys are those of `UdfOptions`, so that completion and its
 * documentation work and the compiler itself reports unknown options.
 */
export type CheckedOptions<
  Async extends boolean,
  MaxInFlight extends number,
  Window extends WindowOption,
  Timeout extends string,
> = {
  readonly [Option in keyof UdfOptions]: OptionTypes<Async, MaxInFlight, Window, Timeout>[Option];
};

export type WindowOption = NonNullable<UdfOptions['window']>;

interface OptionTypes<
  Async extends boolean,
  MaxInFlight extends number,
  Window extends WindowOption,
  Timeout extends string,
> {
  name: string;
  async: Async;
  ordered: NeedsAsync<Async, 'ordered', boolean>;
  maxInFlight: NeedsAsync<Async, 'maxInFlight', MaxInFlightVerdict<MaxInFlight> & MaxInFlight>;
  window: NeedsAsync<Async, 'window', WindowVerdict<Window> & Window>;
  timeout: NeedsAsync<Async, 'timeout', TimeoutVerdict<Timeout> & Timeout>;
  onError: ErrorPolicy;
  deterministic: boolean;
}

type NeedsAsync<Async extends boolean, Option extends string, Type> = Async extends true
  ? Type
  : UdfTypeError<`${Option} needs async: true`>;

type MaxInFlightVerdict<Value extends number> = number extends Value
  ? unknown
  : [IsCount<Value>, AtMostAMillion<`${Value}`>] extends [true, true]
    ? unknown
    : UdfTypeError<`maxInFlight: ${Value} is not a whole number from 1 to 1 000 000`>;

type WindowVerdict<Window extends WindowOption> = Window extends number
  ? CountVerdict<'window', Window>
  : Window extends { readonly rows: infer Rows extends number; readonly bytes: infer Bytes extends number }
    ? CountVerdict<'window.rows', Rows> & CountVerdict<'window.bytes', Bytes>
    : Window extends { readonly rows: infer Rows extends number }
      ? CountVerdict<'window.rows', Rows>
      : Window extends { readonly bytes: infer Bytes extends number }
        ? CountVerdict<'window.bytes', Bytes>
        : unknown;

type CountVerdict<Option extends string, Value extends number> =
  IsCount<Value> extends true
    ? unknown
    : UdfTypeError<`${Option}: ${Value} is not a whole number of at least 1`>;

/** Whether a literal is a whole number of at least 1; true for `number` itself, whose value is not known. */
type IsCount<Value extends number> = number extends Value
  ? true
  : `${Value}` extends '0' | `-${string}` | `${string}.${string}` | `${string}e-${string}`
    ? false
    : true;

/** Seven digits or more are above the limit, but for the limit; so is what is printed with an exponent. */
type AtMostAMillion<Text extends string> = Text extends '1000000'
  ? true
  : Text extends `${string}e+${string}` | 'Infinity'
    ? false
    : Text extends `${infer _1}${infer _2}${infer _3}${infer _4}${infer _5}${infer _6}${infer _7}${infer _More}`
      ? false
      : true;

/** A record of all texts of a pattern, such as `${number}s`, may be empty; of a literal it may not. */
type TimeoutVerdict<Text extends string> =
  Record<never, 0> extends Record<Text, 0>
    ? unknown
    : IsDuration<Text> extends true
      ? unknown
      : UdfTypeError<`timeout: '${Text}' is not a duration such as '5s', '500ms' or '1 minute'`>;

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** The units of `parseDuration`. */
type Unit =
  | 'ns'
  | 'nanos'
  | '\u00b5s'
  | '\u03bcs'
  | 'us'
  | 'micros'
  | 'ms'
  | 'millis'
  | 's'
  | 'sec'
  | 'secs'
  | 'second'
  | 'seconds'
  | 'm'
  | 'min'
  | 'mins'
  | 'minute'
  | 'minutes'
  | 'h'
  | 'hr'
  | 'hrs'
  | 'hour'
  | 'hours'
  | 'd'
  | 'day'
  | 'days';

type IsDuration<Text extends string> = Text extends `${Digit}${infer Rest}` ? AfterDigit<Rest> : false;

type AfterDigit<Text extends string> = Text extends `${Digit}${infer Rest}`
  ? AfterDigit<Rest>
  : WithoutBlanks<Text> extends Unit
    ? true
    : false;

type WithoutBlanks<Text extends string> = Text extends `${' ' | '\t'}${infer Rest}`
  ? WithoutBlanks<Rest>
  : Text;
