/** What a version number must say of a change, by semver.org: the largest change of a release decides. */
export type Level = 'major' | 'minor' | 'patch';

/** Who meets a change. */
export type Audience =
  /** Who writes SQL, or a program, that calls the function. */
  | 'callers'
  /** Who reads its results. */
  | 'readers'
  /** Who keeps an aggregate's states, or sends them between versions. */
  | 'stored states'
  /** Who runs it: load, latency, memory. */
  | 'operators'
  /** Who loads the package. */
  | 'hosts'
  | 'nobody';

/** A kind of change, what it asks of the version number, and why. */
export interface Rule {
  readonly level: Level;
  readonly affects: Audience;
  /** What changed. Names in double braces are filled in. */
  readonly message: string;
  /** Why it has that level: one sentence. */
  readonly why: string;
}

/** Every change that is told apart. docs/diff.md is made from it. */
export const rules = {
  // The package.
  'abi-changed': {
    level: 'major',
    affects: 'hosts',
    message: 'the bundle is of ABI {{to}}, and was of ABI {{from}}',
    why: 'A runtime loads bundles of its own ABI alone, so that whoever loads this one must update @sluice/runtime.',
  },
  'implementation-changed': {
    level: 'patch',
    affects: 'callers',
    message: 'the bundle has other bytes',
    why: 'Code of the package or of what it depends on has changed; what that does to results cannot be seen.',
  },

  // Functions.
  'function-added': {
    level: 'minor',
    affects: 'nobody',
    message: 'is new',
    why: 'Nothing that was there before is touched.',
  },
  'function-removed': {
    level: 'major',
    affects: 'callers',
    message: 'is gone',
    why: 'Statements that name it fail.',
  },
  'function-renamed': {
    level: 'major',
    affects: 'callers',
    message: "is now called {{to}}: keep the old name with the option name: '{{from}}'",
    why: 'SQL calls a function by its name; statements with the old one fail.',
  },
  'function-moved': {
    level: 'patch',
    affects: 'nobody',
    message: 'is {{to}} in TypeScript, and was {{from}}',
    why: 'SQL knows the SQL name alone; only who imports the TypeScript sees it.',
  },
  'description-changed': {
    level: 'patch',
    affects: 'nobody',
    message: 'is described in other words',
    why: 'Documentation is all that changes.',
  },
  'kind-changed': {
    level: 'major',
    affects: 'callers',
    message: 'is {{to}}, and was {{from}}',
    why: 'Scalar functions, table functions and aggregates are declared and called in different ways.',
  },
  'vectorized-changed': {
    level: 'patch',
    affects: 'nobody',
    message: 'takes {{to}} a call, and took {{from}}',
    why: 'It gives the same rows a result each; how many the author is given at once, no caller sees.',
  },
  'became-async': {
    level: 'major',
    affects: 'callers',
    message: 'is asynchronous, and was synchronous',
    why: 'Its calls have deadlines and, unless it is ordered, results that overtake each other; it cannot run inline.',
  },
  'became-sync': {
    level: 'major',
    affects: 'callers',
    message: 'is synchronous, and was asynchronous',
    why: 'Who sets ordered, maxInFlight, window or timeout for a use of it is refused, and engines declare it anew.',
  },

  // Parameters: what is given may be less than what is taken.
  'parameter-added': {
    level: 'major',
    affects: 'callers',
    message: '{{place}} of type {{to}} is new',
    why: 'Calls pass an argument too few. A SQL function has a fixed number of them, optional ones included.',
  },
  'parameter-removed': {
    level: 'major',
    affects: 'callers',
    message: '{{place}} is gone',
    why: 'Calls pass an argument too many.',
  },
  'parameter-renamed': {
    level: 'major',
    affects: 'callers',
    message: "{{place}} is now called '{{to}}'",
    why: 'Columns are bound to parameters by name, and some engines name arguments; a positional call goes on.',
  },
  'parameters-reordered': {
    level: 'major',
    affects: 'callers',
    message: 'takes its parameters as ({{to}}), and took ({{from}})',
    why: 'SQL passes arguments by position: where the types allow it, values change places in silence.',
  },
  'parameter-type-changed': {
    level: 'major',
    affects: 'callers',
    message: '{{place}} is {{to}}, and was {{from}}',
    why: 'A column of the old type is refused, and engines declare another SQL type, a wider one included.',
  },
  'parameter-layout-changed': {
    level: 'minor',
    affects: 'callers',
    message: '{{place}} is {{to}}, and was {{from}}',
    why: 'Columns of both layouts are taken; engines that have a type for each declare it anew.',
  },
  'parameter-member-added': {
    level: 'major',
    affects: 'callers',
    message: '{{place}} has the member {{to}}, which it had not',
    why: 'A column of structs without that member is refused.',
  },
  'parameter-member-removed': {
    level: 'major',
    affects: 'callers',
    message: '{{place}} has no member {{from}} any more',
    why: 'A column that has it is still read, but engines declare a struct without it, and a struct is its members.',
  },
  'parameter-members-reordered': {
    level: 'minor',
    affects: 'callers',
    message: '{{place}} has its members in the order {{to}}, and had {{from}}',
    why: 'Members are found by name; who builds a struct by position looks again.',
  },
  'parameter-variant-added': {
    level: 'minor',
    affects: 'callers',
    message: '{{place}} has the variant {{to}}, which it had not',
    why: 'Every value that was taken is taken still.',
  },
  'parameter-variant-removed': {
    level: 'major',
    affects: 'callers',
    message: '{{place}} has no variant {{from}} any more',
    why: 'A row with that variant is now an error.',
  },
  'parameter-value-added': {
    level: 'minor',
    affects: 'callers',
    message: '{{place}} takes {{to}} too',
    why: 'Every value that was taken is taken still.',
  },
  'parameter-value-removed': {
    level: 'major',
    affects: 'callers',
    message: '{{place}} does not take {{from}} any more',
    why: 'A row with that value is now an error.',
  },
  'parameter-accepts-null': {
    level: 'minor',
    affects: 'callers',
    message: '{{place}} takes null',
    why: 'A row with a null there, which had a null result without a call, now reaches the function.',
  },
  'parameter-refuses-null': {
    level: 'major',
    affects: 'callers',
    message: '{{place}} does not take null any more',
    why: 'A row with a null there is not called any more, or is an error where the null is inside of a value.',
  },
  'parameter-range-narrowed': {
    level: 'major',
    affects: 'callers',
    message: '{{place}} is read as a number, and was read as a bigint',
    why: 'A row with an integer beyond 2^53 is now an error.',
  },
  'parameter-representation-changed': {
    level: 'patch',
    affects: 'nobody',
    message: '{{place}} is read into another TypeScript type',
    why: 'The column is of the same Arrow type; only the author sees the value.',
  },

  // Results: what is given may be more than what was promised, never less.
  'result-type-changed': {
    level: 'major',
    affects: 'readers',
    message: '{{place}} is {{to}}, and was {{from}}',
    why: 'The column has another type, a wider one included: tables, views and programs hold the old one.',
  },
  'result-layout-changed': {
    level: 'major',
    affects: 'readers',
    message: '{{place}} is {{to}}, and was {{from}}',
    why: 'The values are the same in another Arrow type, which a reader that checks the schema refuses.',
  },
  'result-member-added': {
    level: 'major',
    affects: 'readers',
    message: '{{place}} has the member {{to}}, which it had not',
    why: 'A struct is its members: the column has another type, in tables that store it too.',
  },
  'result-member-removed': {
    level: 'major',
    affects: 'readers',
    message: '{{place}} has no member {{from}} any more',
    why: 'Who reads it finds nothing.',
  },
  'result-members-reordered': {
    level: 'major',
    affects: 'readers',
    message: '{{place}} has its members in the order {{to}}, and had {{from}}',
    why: 'Who reads a struct or a union by position reads another member.',
  },
  'result-variant-added': {
    level: 'major',
    affects: 'readers',
    message: '{{place}} has the variant {{to}}, which it had not',
    why: 'Who tells all variants apart meets one that is none of them, and the column has another type.',
  },
  'result-variant-removed': {
    level: 'major',
    affects: 'readers',
    message: '{{place}} has no variant {{from}} any more',
    why: 'The column has another type, and the ids of the variants behind it are others.',
  },
  'result-value-added': {
    level: 'major',
    affects: 'readers',
    message: '{{place}} may be {{to}}, which it was never',
    why: 'Who tells all values apart meets one that is none of them.',
  },
  'result-value-removed': {
    level: 'minor',
    affects: 'readers',
    message: '{{place}} is never {{from}} any more',
    why: 'Every value that comes was expected before.',
  },
  'result-may-be-null': {
    level: 'major',
    affects: 'readers',
    message: '{{place}} may be null, and never was where the function was called',
    why: 'Who takes every value as there meets a null.',
  },
  'result-never-null': {
    level: 'minor',
    affects: 'readers',
    message: '{{place}} is never null any more where the function is called',
    why: 'Every value that comes was expected before.',
  },
  'result-representation-changed': {
    level: 'patch',
    affects: 'nobody',
    message: '{{place}} is written from another TypeScript type',
    why: 'The column is of the same Arrow type; only the author sees the value.',
  },

  // Aggregates.
  'state-changed': {
    level: 'major',
    affects: 'stored states',
    message: '{{place}} is {{to}}, and was {{from}}',
    why: 'States of one version cannot be merged by the other; those that are stored must be made anew.',
  },
  'state-representation-changed': {
    level: 'patch',
    affects: 'nobody',
    message: '{{place}} is kept in another TypeScript type',
    why: 'States are of the same Arrow type.',
  },
  'retract-added': {
    level: 'minor',
    affects: 'callers',
    message: 'can take rows out again',
    why: 'Nothing that was there before is touched.',
  },
  'retract-removed': {
    level: 'major',
    affects: 'callers',
    message: 'cannot take rows out any more',
    why: 'Windows and streams that retract rows fail.',
  },

  // Options that are promises.
  'order-dropped': {
    level: 'major',
    affects: 'readers',
    message: 'is not ordered any more',
    why: 'Results leave as they complete; who relied on the order of the input reads another.',
  },
  'order-promised': {
    level: 'minor',
    affects: 'operators',
    message: 'is ordered',
    why: 'One more promise; a slow row now holds up those behind it.',
  },
  'order-key-dropped': {
    level: 'major',
    affects: 'readers',
    message: "has no orderBy any more, and had '{{from}}'",
    why: 'Rows of one key are called at the same time and overtake each other.',
  },
  'order-key-promised': {
    level: 'minor',
    affects: 'operators',
    message: "has orderBy: '{{to}}'",
    why: 'One more promise; rows of one key wait for each other.',
  },
  'order-key-changed': {
    level: 'major',
    affects: 'readers',
    message: "has orderBy: '{{to}}', and had '{{from}}'",
    why: 'Rows of the old key are called at the same time and overtake each other.',
  },
  'determinism-dropped': {
    level: 'major',
    affects: 'callers',
    message: 'is not deterministic any more',
    why: 'Engines refuse it, or results that they keep grow stale, where an index, a view or a fold relies on it.',
  },
  'determinism-promised': {
    level: 'minor',
    affects: 'callers',
    message: 'is deterministic',
    why: 'One more promise; equal arguments may share one call, so that side effects are fewer.',
  },
  'error-policy-changed': {
    level: 'major',
    affects: 'readers',
    message: "has onError: '{{to}}', and had '{{from}}'",
    why: 'A row that fails ends the stream, becomes null or brings a column of errors: each is another result.',
  },

  // Options of how it runs.
  'timeout-lowered': {
    level: 'minor',
    affects: 'callers',
    message: 'has {{place}} {{to}}, and had {{from}}',
    why: 'A row that was answered late may now be an error.',
  },
  'timeout-raised': {
    level: 'patch',
    affects: 'operators',
    message: 'has {{place}} {{to}}, and had {{from}}',
    why: 'Every row that was answered in time is.',
  },
  'retries-fewer': {
    level: 'minor',
    affects: 'callers',
    message: 'is tried again {{to}}, and was {{from}}',
    why: 'A row that a later attempt answered may now be an error.',
  },
  'retries-more': {
    level: 'patch',
    affects: 'operators',
    message: 'is tried again {{to}}, and was {{from}}',
    why: 'Fewer rows fail; what is called may be called more often.',
  },
  'retry-condition-changed': {
    level: 'minor',
    affects: 'callers',
    message: 'is tried again {{to}}, and was {{from}}',
    why: 'Other errors are final; which ones cannot be seen.',
  },
  'retry-pace-changed': {
    level: 'patch',
    affects: 'operators',
    message: 'waits otherwise between attempts: {{to}}, and did {{from}}',
    why: 'The same errors are tried again, at other moments.',
  },
  'batching-changed': {
    level: 'minor',
    affects: 'operators',
    message: 'is called with {{to}}, and was with {{from}}',
    why: 'The options maxInFlight, timeout and rateLimit now count other things, and a call that fails takes other rows along.',
  },
  'batch-size-changed': {
    level: 'patch',
    affects: 'operators',
    message: 'has batches of {{to}}, and had {{from}}',
    why: 'Every row has the same result, from a larger or a smaller call.',
  },
  'rate-lowered': {
    level: 'minor',
    affects: 'operators',
    message: 'starts at most {{to}}, and did {{from}}',
    why: 'A stream that kept up may fall behind.',
  },
  'rate-raised': {
    level: 'patch',
    affects: 'operators',
    message: 'starts at most {{to}}, and did {{from}}',
    why: 'What is called may be called more often.',
  },
  'cache-changed': {
    level: 'patch',
    affects: 'operators',
    message: 'keeps {{to}}, and kept {{from}}',
    why: 'A cache needs a deterministic function: results are the same, calls and memory are not.',
  },
  'in-flight-changed': {
    level: 'patch',
    affects: 'operators',
    message: 'has {{to}} calls in flight, and had {{from}}',
    why: 'Results are the same; the load on what is called is not.',
  },
  'window-changed': {
    level: 'patch',
    affects: 'operators',
    message: 'has a window of {{to}}, and had {{from}}',
    why: 'Results are the same; memory and how much a slow row holds up are not.',
  },
} as const;

/** The name of a rule, kebab-case. */
export type RuleId = keyof typeof rules;

/** What no comparison of two packages can see. Said beside every answer. */
export const unseen: readonly string[] = [
  'what a function computes: its body, its dependencies, the services that it asks',
  'what texts, numbers and Json values mean: formats, units, members',
  'what retry.when decides, and what open() and close() need: files, environment variables, the network',
  'the TypeScript that a package exports beside its functions',
];

type Placeholders<Message extends string> = Message extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** What a rule's message needs to be told. */
type RuleParameters<Id extends RuleId> = {
  readonly [Name in Placeholders<(typeof rules)[Id]['message']>]: string | number;
};

/** One change. */
export interface Change extends Rule {
  readonly rule: RuleId;
}

/** A change by its rule. */
export function changeOf<Id extends RuleId>(rule: Id, parameters: RuleParameters<Id>): Change {
  const values: Readonly<Record<string, string | number>> = parameters;
  const { level, affects, message, why }: Rule = rules[rule];
  const filled = message.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
  return { rule, level, affects, message: filled, why };
}

const order: readonly Level[] = ['major', 'minor', 'patch'];

/** Whether a level is at least another: a major change is. */
export function atLeast(level: Level, other: Level): boolean {
  return order.indexOf(level) <= order.indexOf(other);
}

/** The largest of the levels; undefined where there are none. */
export function largest(levels: Iterable<Level>): Level | undefined {
  const all = new Set(levels);
  return order.find((level) => all.has(level));
}
