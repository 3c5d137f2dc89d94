/**
 * Whether the literal type of an option's value keeps the rule for it. What is not literal (`number`, `string`, a
 * pattern such as `${number}s`) keeps every rule here and is checked when the decorator runs.
 */

/** What an option may be, in the words in which a sentence says so. */
export type Rule =
  | `a whole number of at least 1`
  | `a whole number from 1 to ${string}`
  | `a number from 0 to 1`
  | `a number above 0`
  | `a duration such as ${string}`
  | 'anything';

export type Keeps<Value, Which extends Rule> = [Value] extends [never]
  ? true
  : Value extends number
    ? number extends Value
      ? true
      : NumberKeeps<Value, Which>
    : Value extends string
      ? Which extends `a duration such as ${string}`
        ? IsDuration<Value>
        : true
      : true;

type NumberKeeps<Value extends number, Which extends Rule> = Which extends 'a whole number of at least 1'
  ? IsCount<`${Value}`>
  : Which extends `a whole number from 1 to ${infer Limit}`
    ? [IsCount<`${Value}`>, AtMost<`${Value}`, WithoutBlanks<Limit>>] extends [true, true]
      ? true
      : false
    : Which extends 'a number from 0 to 1'
      ? IsShare<`${Value}`>
      : Which extends 'a number above 0'
        ? IsPositive<`${Value}`>
        : true;

/** Whole, and at least 1. */
type IsCount<Text extends string> = Text extends
  | '0'
  | `-${string}`
  | `${string}.${string}`
  | `${string}e-${string}`
  ? // What is printed with a positive exponent has no fraction left: 1.5e+21.
    Text extends `${string}e+${string}`
    ? Text extends `-${string}`
      ? false
      : true
    : false
  : true;

type IsShare<Text extends string> = Text extends `-${string}`
  ? false
  : Text extends '0' | '1' | `0.${string}` | `${string}e-${string}`
    ? true
    : false;

type IsPositive<Text extends string> = Text extends '0' | `-${string}` | 'Infinity' ? false : true;

/** Of two whole numbers, the second a power of ten: what has fewer digits is less, and nothing else is. */
type AtMost<Text extends string, Limit extends string> = Text extends Limit
  ? true
  : Text extends `${string}e+${string}` | 'Infinity'
    ? false
    : IsShorter<Text, Limit>;

type IsShorter<Text extends string, Other extends string> = Other extends `${infer _First}${infer OtherRest}`
  ? Text extends `${infer _First}${infer Rest}`
    ? IsShorter<Rest, OtherRest>
    : true
  : false;

/** A record of all texts of a pattern, such as `${number}s`, may be empty; of a literal it may not. */
type IsDuration<Text extends string> =
  Record<never, 0> extends Record<Text, 0>
    ? true
    : Text extends `${Digit}${infer Rest}`
      ? AfterDigit<Rest>
      : false;

type AfterDigit<Text extends string> = Text extends `${Digit}${infer Rest}`
  ? AfterDigit<Rest>
  : WithoutBlanksBefore<Text> extends Unit
    ? true
    : false;

type WithoutBlanksBefore<Text extends string> = Text extends `${' ' | '\t'}${infer Rest}`
  ? WithoutBlanksBefore<Rest>
  : Text;

type WithoutBlanks<Text extends string> = Text extends `${infer Before} ${infer After}`
  ? WithoutBlanks<`${Before}${After}`>
  : Text;

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
