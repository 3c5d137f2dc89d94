import { bool, boolDeterministic } from './bool.mjs';
import { decimal64, decimal128, decimal256 } from './decimal.mjs';
import { dictionary, dictionaryPlain } from './dictionary.mjs';
import { f64 } from './f64.mjs';
import { fixedBinary } from './fixed-binary.mjs';
import { float16 } from './float16.mjs';
import { i64 } from './i64.mjs';
import { json } from './json.mjs';
import { listView } from './list-view.mjs';
import { map } from './map.mjs';
import { struct } from './struct.mjs';
import { time } from './time.mjs';
import { timestamp } from './timestamp.mjs';
import { union } from './union.mjs';
import { utf8Concat } from './utf8-concat.mjs';
import { utf8Fixed } from './utf8-fixed.mjs';
import { utf8Nullable } from './utf8-nullable.mjs';
import { utf8Upper } from './utf8-upper.mjs';
import { uuid } from './uuid.mjs';

/**
 * What is measured, by the name that the command line takes; each in the file of its name. A signature has
 *   udf             the function of bench/udfs
 *   f               the same function, for the references and to check results by; it refers to nothing outside
 *   peer            `f` over what the libraries give for the values, where that is something else
 *   parameters, result
 *                   types of ../types.mjs
 *   nullable        `f` takes null for its first parameter
 *   kinds           kinds of data: `nulls` is the share of them, `sizes` asks for small batches too, the rest is for
 *                   `values`
 *   values(rows, kind)
 *                   a column a parameter, without nulls
 *   floor           the loop by hand: inputs by `forLoop` of their types, then the output
 *   second          another loop by hand, where a target is stated in one
 *   failures        arguments for which the row must fail
 *   duckdb          the expression in DuckDB, `fold`ed into one value; without it no engine stands beside
 *   targets         limits of the ratios to the floor and of how many times as long apache-arrow takes, by kind
 */
export const signatures = {
  f64,
  i64,
  'utf8-fixed': utf8Fixed,
  'utf8-concat': utf8Concat,
  'utf8-upper': utf8Upper,
  'utf8-nullable': utf8Nullable,
  bool,
  'bool-deterministic': boolDeterministic,
  timestamp,
  'list-view': listView,
  struct,
  dictionary,
  'dictionary-plain': dictionaryPlain,
  decimal64,
  decimal128,
  decimal256,
  float16,
  time,
  'fixed-binary': fixedBinary,
  uuid,
  json,
  map,
  union,
};
