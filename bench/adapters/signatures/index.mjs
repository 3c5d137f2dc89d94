import { bool, boolDeterministic } from './bool.mjs';
import { f64 } from './f64.mjs';
import { i64 } from './i64.mjs';
import { struct } from './struct.mjs';
import { timestamp } from './timestamp.mjs';
import { utf8Concat } from './utf8-concat.mjs';
import { utf8Fixed } from './utf8-fixed.mjs';
import { utf8Nullable } from './utf8-nullable.mjs';
import { utf8Upper } from './utf8-upper.mjs';

/** What is measured, by the name that the command line takes. */
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
  struct,
};
