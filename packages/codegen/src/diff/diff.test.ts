import type { ArrowField, ArrowType, UdfModel } from '@sluice/sdk/manifest';
import { resolveOptions } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { diff, type PackageVersion } from './diff.ts';
import { formatDiff } from './format-diff.ts';
import { type RuleId, rules } from './rules.ts';

const utf8: ArrowType = { kind: 'utf8' };
const int64: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' };
const safeInt: ArrowType = { ...int64, as: 'number' };
const literals = (...values: string[]): ArrowType => ({ kind: 'dictionary', value: utf8, values });
const list = (element: ArrowField): ArrowType => ({ kind: 'list', element });
const struct = (...fields: ArrowField[]): ArrowType => ({ kind: 'struct', fields });

function field(name: string, type: ArrowType = utf8, nullable = false): ArrowField {
  return { name, type, nullable };
}

function union(...names: string[]): ArrowType {
  return {
    kind: 'union',
    mode: 'dense',
    tag: 'kind',
    variants: names.map((name) => ({ field: field(name), content: 'value' })),
  };
}

type Part = Partial<Omit<UdfModel, 'options' | 'kind'>> & {
  kind?: UdfModel['kind'];
  options?: Record<string, unknown>;
  state?: ArrowField;
  retracts?: boolean;
};

/** `f(a: Utf8, b: Utf8) -> Utf8` unless said otherwise. */
function model({ options = {}, ...part }: Part = {}): UdfModel {
  return {
    kind: 'scalar',
    name: 'f',
    parameters: [field('a'), field('b')],
    result: field('value'),
    takesContext: false,
    binding: { kind: 'function', module: 'src/f.ts', export: part.name ?? 'f' },
    source: { file: 'src/f.ts', line: 1, column: 1 },
    options: resolveOptions(options).options,
    ...part,
  } as UdfModel; // Of its kind, as the test says.
}

const version = (number: string, ...udfs: UdfModel[]): PackageVersion => ({
  package: { name: '@acme/geo', version: number },
  udfs,
  abi: 3,
  integrity: 'sha512-a',
});

/** The rules that changes fall under, with their levels: `major parameter-removed`. */
function found(before: UdfModel, after: UdfModel): readonly string[] {
  const { functions } = diff(version('1.0.0', before), version('1.0.1', after));
  return functions.flatMap(({ changes }) => changes.map(({ level, rule }) => `${level} ${rule}`));
}

const parameters = (...fields: ArrowField[]): Part => ({ parameters: fields });
const taking = (type: ArrowType, nullable = false): Part => parameters(field('a', type, nullable));
const giving = (type: ArrowType, nullable = false): Part => ({ result: field('value', type, nullable) });
const waiting = (options: Record<string, unknown>): Part => ({ options: { async: true, ...options } });
const keeping = (type: ArrowType, more: Part = {}): Part => ({
  kind: 'aggregate',
  state: field('state', type),
  retracts: false,
  ...more,
});

const cases: [string, Part, Part, `${'major' | 'minor' | 'patch'} ${RuleId}`][] = [
  // What is taken may grow, what is given may shrink.
  ['a parameter that takes null', taking(utf8), taking(utf8, true), 'minor parameter-accepts-null'],
  ['a parameter without null', taking(utf8, true), taking(utf8), 'major parameter-refuses-null'],
  ['a result with null', giving(utf8), giving(utf8, true), 'major result-may-be-null'],
  ['a result without null', giving(utf8, true), giving(utf8), 'minor result-never-null'],
  [
    'a literal more to take',
    taking(literals('x')),
    taking(literals('x', 'y')),
    'minor parameter-value-added',
  ],
  [
    'a literal less to take',
    taking(literals('x', 'y')),
    taking(literals('x')),
    'major parameter-value-removed',
  ],
  ['a literal more to give', giving(literals('x')), giving(literals('x', 'y')), 'major result-value-added'],
  ['a literal less to give', giving(literals('x', 'y')), giving(literals('x')), 'minor result-value-removed'],
  ['a variant more to take', taking(union('x')), taking(union('x', 'y')), 'minor parameter-variant-added'],
  ['a variant less to take', taking(union('x', 'y')), taking(union('x')), 'major parameter-variant-removed'],
  ['a variant more to give', giving(union('x')), giving(union('x', 'y')), 'major result-variant-added'],
  [
    'elements that may be null to take',
    taking(list(field('item'))),
    taking(list(field('item', utf8, true))),
    'minor parameter-accepts-null',
  ],
  [
    'elements that may be null to give',
    giving(list(field('item'))),
    giving(list(field('item', utf8, true))),
    'major result-may-be-null',
  ],
  // Types.
  ['another type to take', taking(utf8), taking(int64), 'major parameter-type-changed'],
  [
    'a wider type to take',
    taking({ kind: 'int', bitWidth: 32, signed: true, as: 'number' }),
    taking(int64),
    'major parameter-type-changed',
  ],
  [
    'a wider type to give',
    giving({ kind: 'float', bitWidth: 32 }),
    giving({ kind: 'float', bitWidth: 64 }),
    'major result-type-changed',
  ],
  [
    'another layout to take',
    taking(utf8),
    taking({ kind: 'utf8', layout: 'large' }),
    'minor parameter-layout-changed',
  ],
  [
    'another layout to give',
    giving(utf8),
    giving({ kind: 'utf8', layout: 'view' }),
    'major result-layout-changed',
  ],
  ['a bigint read as a number', taking(int64), taking(safeInt), 'major parameter-range-narrowed'],
  ['a number read as a bigint', taking(safeInt), taking(int64), 'patch parameter-representation-changed'],
  ['a number that is given as one', giving(int64), giving(safeInt), 'patch result-representation-changed'],
  [
    'a member more to take',
    taking(struct(field('x'))),
    taking(struct(field('x'), field('y'))),
    'major parameter-member-added',
  ],
  [
    'a member less to take',
    taking(struct(field('x'), field('y'))),
    taking(struct(field('x'))),
    'major parameter-member-removed',
  ],
  [
    'a member more to give',
    giving(struct(field('x'))),
    giving(struct(field('x'), field('y'))),
    'major result-member-added',
  ],
  [
    'a member less to give',
    giving(struct(field('x'), field('y'))),
    giving(struct(field('x'))),
    'major result-member-removed',
  ],
  [
    'members in another order',
    giving(struct(field('x'), field('y'))),
    giving(struct(field('y'), field('x'))),
    'major result-members-reordered',
  ],
  [
    'members to take in another order',
    taking(struct(field('x'), field('y'))),
    taking(struct(field('y'), field('x'))),
    'minor parameter-members-reordered',
  ],
  ['a variant less to give', giving(union('x', 'y')), giving(union('x')), 'major result-variant-removed'],
  // Parameters.
  ['a parameter more', parameters(field('a')), parameters(field('a'), field('b')), 'major parameter-added'],
  [
    'an optional one more',
    parameters(field('a')),
    parameters(field('a'), field('b', utf8, true)),
    'major parameter-added',
  ],
  ['a parameter less', parameters(field('a'), field('b')), parameters(field('a')), 'major parameter-removed'],
  [
    'another name',
    parameters(field('a'), field('b')),
    parameters(field('a'), field('c')),
    'major parameter-renamed',
  ],
  [
    'another order',
    parameters(field('a'), field('b')),
    parameters(field('b'), field('a')),
    'major parameters-reordered',
  ],
  // Kinds.
  ['a table function', {}, { kind: 'table' }, 'major kind-changed'],
  ['an aggregate', {}, keeping(utf8), 'major kind-changed'],
  ['whole columns', {}, { kind: 'vectorized' }, 'patch vectorized-changed'],
  ['a promise', {}, waiting({}), 'major became-async'],
  ['no promise', waiting({ maxInFlight: 7 }), {}, 'major became-sync'],
  // Aggregates.
  ['another state', keeping(utf8), keeping(int64), 'major state-changed'],
  [
    'a state whose members may be null',
    keeping(struct(field('x'))),
    keeping(struct(field('x', utf8, true))),
    'major state-changed',
  ],
  ['a state as a number', keeping(int64), keeping(safeInt), 'patch state-representation-changed'],
  ['retract', keeping(utf8), keeping(utf8, { retracts: true }), 'minor retract-added'],
  ['no retract', keeping(utf8, { retracts: true }), keeping(utf8), 'major retract-removed'],
  // Options.
  ['order', waiting({}), waiting({ ordered: true }), 'minor order-promised'],
  ['no order', waiting({ ordered: true }), waiting({}), 'major order-dropped'],
  ['order by a key', waiting({}), waiting({ orderBy: 'a' }), 'minor order-key-promised'],
  ['no order by a key', waiting({ orderBy: 'a' }), waiting({}), 'major order-key-dropped'],
  ['another key', waiting({ orderBy: 'a' }), waiting({ orderBy: 'b' }), 'major order-key-changed'],
  ['order in place of a key', waiting({ orderBy: 'a' }), waiting({ ordered: true }), 'minor order-promised'],
  ['determinism', {}, { options: { deterministic: true } }, 'minor determinism-promised'],
  ['no determinism', { options: { deterministic: true } }, {}, 'major determinism-dropped'],
  ['an error policy', {}, { options: { onError: 'null' } }, 'major error-policy-changed'],
  ['less time', waiting({}), waiting({ timeout: '1s' }), 'minor timeout-lowered'],
  ['more time', waiting({}), waiting({ timeout: '10s' }), 'patch timeout-raised'],
  ['a total time', waiting({}), waiting({ timeout: { total: '9s' } }), 'minor timeout-lowered'],
  ['retries', waiting({}), waiting({ retry: { retries: 2 } }), 'patch retries-more'],
  ['no retries', waiting({ retry: { retries: 2 } }), waiting({}), 'minor retries-fewer'],
  [
    'a condition',
    waiting({ retry: { retries: 2 } }),
    waiting({ retry: { retries: 2, when: () => true } }),
    'minor retry-condition-changed',
  ],
  [
    'another pace',
    waiting({ retry: { retries: 2 } }),
    waiting({ retry: { retries: 2, backoff: '1s' } }),
    'patch retry-pace-changed',
  ],
  ['batches', waiting({}), waiting({ batch: { maxRows: 10 } }), 'minor batching-changed'],
  [
    'larger batches',
    waiting({ batch: { maxRows: 10 } }),
    waiting({ batch: { maxRows: 20 } }),
    'patch batch-size-changed',
  ],
  ['a rate', waiting({}), waiting({ rateLimit: { perSecond: 5 } }), 'minor rate-lowered'],
  [
    'a higher rate',
    waiting({ rateLimit: { perSecond: 5 } }),
    waiting({ rateLimit: { perSecond: 9 } }),
    'patch rate-raised',
  ],
  [
    'a cache',
    waiting({ deterministic: true }),
    waiting({ deterministic: true, cache: { maxEntries: 9 } }),
    'patch cache-changed',
  ],
  [
    'calls in flight',
    waiting({ window: 9000 }),
    waiting({ window: 9000, maxInFlight: 9 }),
    'patch in-flight-changed',
  ],
  ['a window', waiting({}), waiting({ window: 90_000 }), 'patch window-changed'],
  // What SQL does not see.
  [
    'another file',
    {},
    { binding: { kind: 'function', module: 'src/g.ts', export: 'f' } },
    'patch function-moved',
  ],
  ['a description', {}, { description: 'It is.' }, 'patch description-changed'],
];

it.each(cases)('judges %s', (_, before, after, expected) => {
  expect(found(model(before), model(after))).toEqual([expected]);
});

it('judges by every rule that there is', () => {
  const elsewhere = [
    'abi-changed',
    'implementation-changed',
    'function-added',
    'function-removed',
    'function-renamed',
  ];
  const judged = cases.map(([, , , expected]) => expected.split(' ')[1]);
  expect([...new Set([...judged, ...elsewhere])].sort()).toEqual(Object.keys(rules).sort());
});

it('says nothing of the same functions, wherever they stand in their file', () => {
  const moved = model({ source: { file: 'src/f.ts', line: 99, column: 1 } });
  const { level, functions, changes } = diff(version('1.0.0', model()), version('1.0.0', moved));
  expect({ level, functions, changes }).toEqual({ level: null, functions: [], changes: [] });
});

it('says of a deeper part where it is', () => {
  const at = (type: ArrowType) => model(taking(list(field('item', struct(field('x', type))))));
  const { functions } = diff(version('1.0.0', at(utf8)), version('1.0.1', at(int64)));
  expect(functions[0]?.changes[0]?.message).toBe("'[].x' of parameter 'a' is Int64, and was Utf8");
});

it('knows a function by its TypeScript name where its SQL name is another', () => {
  const before = model({ name: 'city' });
  const after = model({ name: 'town', binding: before.binding, result: field('value', int64) });
  const { functions } = diff(version('1.0.0', before), version('1.0.1', after));
  expect(functions).toMatchObject([
    { udf: 'city', changes: [{ rule: 'function-renamed' }, { rule: 'result-type-changed' }] },
  ]);
  expect(functions[0]?.changes[0]?.message).toContain("name: 'city'");
});

it('knows a function by its signature where both names are others, and no other function has it', () => {
  expect(found(model({ name: 'city' }), model({ name: 'town' }))).toEqual(['major function-renamed']);
  const [old, one, two] = ['city', 'town', 'village'].map((name) => model({ name }));
  const { functions } = diff(
    version('1.0.0', old as UdfModel),
    version('1.0.1', one as UdfModel, two as UdfModel),
  );
  expect(functions.map(({ udf, changes }) => [udf, changes[0]?.rule])).toEqual([
    ['city', 'function-removed'],
    ['town', 'function-added'],
    ['village', 'function-added'],
  ]);
});

it('names the engines to which a function must be declared anew', () => {
  const { functions } = diff(version('1.0.0', model(giving(utf8))), version('1.0.1', model(giving(int64))));
  expect(functions[0]?.declarations).toEqual([
    'arroyo',
    'clickhouse',
    'databend',
    'duckdb',
    'risingwave',
    'spark',
  ]);
  const timeouts = diff(
    version('1.0.0', model(waiting({}))),
    version('1.0.1', model(waiting({ window: 90_000 }))),
  );
  expect(timeouts.functions[0]?.declarations).toEqual([]);
});

it('sees another ABI, and other bytes where nothing else has changed', () => {
  const before = version('1.0.0', model());
  const rules = (after: PackageVersion) =>
    diff(before, after).changes.map(({ level, rule }) => `${level} ${rule}`);
  expect(rules({ ...before, abi: 4, integrity: 'sha512-b' })).toEqual(['major abi-changed']);
  expect(rules({ ...before, integrity: 'sha512-b' })).toEqual(['patch implementation-changed']);
  expect(rules({ ...before, integrity: undefined })).toEqual([]);
});

it('is read by a person function by function', () => {
  const before = version('1.2.0', model({ name: 'city' }), model({ name: 'gone', ...giving(int64) }));
  const after = version(
    '1.2.1',
    model({ name: 'city', ...giving(utf8, true) }),
    model({ name: 'fresh', ...giving(safeInt) }),
  );
  expect(formatDiff(diff(before, after))).toMatchInlineSnapshot(`
    "@acme/geo 1.2.0 → 1.2.1: major

    - city(a: Utf8, b: Utf8) -> Utf8
    + city(a: Utf8, b: Utf8) -> Utf8?
        major  the result may be null, and never was where the function was called [result-may-be-null]
               Who takes every value as there meets a null. (readers)

    + fresh(a: Utf8, b: Utf8) -> Int64
        minor  is new [function-added]
               Nothing that was there before is touched.

    - gone(a: Utf8, b: Utf8) -> Int64
        major  is gone [function-removed]
               Statements that name it fail. (callers)

    next: 2.0.0 or later
    not seen:
        what a function computes: its body, its dependencies, the services that it asks
        what texts, numbers and Json values mean: formats, units, members
        what retry.when decides, and what open() and close() need: files, environment variables, the network
        the TypeScript that a package exports beside its functions
    "
  `);
});
