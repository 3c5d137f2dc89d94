import { type ArrowField, formatNested, type UdfBinding, type UdfModel } from '@sluice/sdk/manifest';
import { compareFields, type TypeDifference } from './compare-types.ts';
import { type Change, changeOf, type RuleId } from './rules.ts';

/** What is another in how a function is called and what it gives, its options aside. */
export function compareSignatures(before: UdfModel, after: UdfModel): readonly Change[] {
  return [
    ...compareKinds(before, after),
    ...compareParameters(before.parameters, after.parameters),
    ...compareFields(before.result, after.result).map((found) => judge('result', 'the result', found)),
    ...compareAggregates(before, after),
    ...compareWords(before, after),
  ];
}

const kindText = {
  scalar: 'a scalar function',
  vectorized: 'a scalar function',
  table: 'a table function',
  aggregate: 'an aggregate',
} as const;

function compareKinds(before: UdfModel, after: UdfModel): readonly Change[] {
  const [from, to] = [kindText[before.kind], kindText[after.kind]];
  if (from !== to) return [changeOf('kind-changed', { from, to })];
  if (before.options.async !== after.options.async) {
    return [changeOf(after.options.async ? 'became-async' : 'became-sync', {})];
  }
  if (before.kind === after.kind) return [];
  const rows = ({ kind }: UdfModel) => (kind === 'vectorized' ? 'whole columns' : 'one row');
  return [changeOf('vectorized-changed', { from: rows(before), to: rows(after) })];
}

/** By name where the names are the same in another order, otherwise by position, as SQL passes them. */
function compareParameters(before: readonly ArrowField[], after: readonly ArrowField[]): readonly Change[] {
  const names = (fields: readonly ArrowField[]) => fields.map(({ name }) => name);
  const [old, current] = [names(before), names(after)];
  const changes: Change[] = [];
  const kept = old.filter((name) => current.includes(name));
  const order = current.filter((name) => old.includes(name));
  if (kept.join() !== order.join()) {
    changes.push(changeOf('parameters-reordered', { from: old.join(', '), to: current.join(', ') }));
  }
  // A parameter without a namesake may be one that was renamed: the one that stands in its place now.
  const partner = (field: ArrowField, index: number): ArrowField | undefined => {
    const same = after.find(({ name }) => name === field.name);
    const other = after[index];
    return same ?? (other !== undefined && !old.includes(other.name) ? other : undefined);
  };
  const taken = new Set<ArrowField>();
  for (const [index, field] of before.entries()) {
    const place = parameterText(field);
    const other = partner(field, index);
    // Of the same length: otherwise what stands in a place need not be what stood there.
    if (other === undefined || (other.name !== field.name && before.length !== after.length)) {
      changes.push(changeOf('parameter-removed', { place }));
      continue;
    }
    taken.add(other);
    if (other.name !== field.name) changes.push(changeOf('parameter-renamed', { place, to: other.name }));
    changes.push(...compareFields(field, other).map((found) => judge('parameter', place, found)));
  }
  for (const field of after) {
    if (taken.has(field)) continue;
    changes.push(changeOf('parameter-added', { place: parameterText(field), to: formatNested(field) }));
  }
  return changes;
}

function parameterText({ name }: ArrowField): string {
  return `parameter '${name}'`;
}

function compareAggregates(before: UdfModel, after: UdfModel): readonly Change[] {
  if (before.kind !== 'aggregate' || after.kind !== 'aggregate') return [];
  const changes = compareFields(before.state, after.state).map((found) => judge('state', 'the state', found));
  if (before.retracts !== after.retracts) {
    changes.push(changeOf(after.retracts ? 'retract-added' : 'retract-removed', {}));
  }
  return changes;
}

function compareWords(before: UdfModel, after: UdfModel): readonly Change[] {
  const changes: Change[] = [];
  const [from, to] = [bindingText(before.binding), bindingText(after.binding)];
  if (from !== to) changes.push(changeOf('function-moved', { from, to }));
  if (before.description !== after.description) changes.push(changeOf('description-changed', {}));
  return changes;
}

/** `Geo.city in src/geo.ts` */
export function bindingText(binding: UdfBinding): string {
  const name = 'method' in binding ? `${binding.export}.${binding.method}` : binding.export;
  return `${name} in ${binding.module}`;
}

/** What a difference means depends on who gives the value: the caller a parameter, the function its result. */
const judgements = {
  parameter: {
    'type-changed': 'parameter-type-changed',
    'layout-changed': 'parameter-layout-changed',
    'member-added': 'parameter-member-added',
    'member-removed': 'parameter-member-removed',
    'members-reordered': 'parameter-members-reordered',
    'variant-added': 'parameter-variant-added',
    'variant-removed': 'parameter-variant-removed',
    'value-added': 'parameter-value-added',
    'value-removed': 'parameter-value-removed',
    'null-added': 'parameter-accepts-null',
    'null-removed': 'parameter-refuses-null',
    'range-narrowed': 'parameter-range-narrowed',
    'representation-changed': 'parameter-representation-changed',
  },
  result: {
    'type-changed': 'result-type-changed',
    'layout-changed': 'result-layout-changed',
    'member-added': 'result-member-added',
    'member-removed': 'result-member-removed',
    'members-reordered': 'result-members-reordered',
    'variant-added': 'result-variant-added',
    'variant-removed': 'result-variant-removed',
    'value-added': 'result-value-added',
    'value-removed': 'result-value-removed',
    'null-added': 'result-may-be-null',
    'null-removed': 'result-never-null',
    'range-narrowed': 'result-representation-changed',
    'representation-changed': 'result-representation-changed',
  },
  // A state is given and taken, by versions of either side: it may not change at all.
  state: {
    'type-changed': 'state-changed',
    'layout-changed': 'state-changed',
    'member-added': 'state-changed',
    'member-removed': 'state-changed',
    'members-reordered': 'state-changed',
    'variant-added': 'state-changed',
    'variant-removed': 'state-changed',
    'value-added': 'state-changed',
    'value-removed': 'state-changed',
    'null-added': 'state-changed',
    'null-removed': 'state-changed',
    'range-narrowed': 'state-representation-changed',
    'representation-changed': 'state-representation-changed',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<TypeDifference['how'], RuleId>>>>;

function judge(
  position: keyof typeof judgements,
  place: string,
  { how, path, from, to }: TypeDifference,
): Change {
  const where = path === '' ? place : `${partText(path)} of ${place}`;
  return changeOf(judgements[position][how], { place: where, from, to });
}

const parts: Readonly<Record<string, string>> = {
  '[]': 'an element',
  '[key]': 'a key',
  '[value]': 'a value',
};

/** `'city'`, `an element`, `'visits[].at'` */
function partText(path: string): string {
  return parts[path] ?? `'${path.replace(/^\./, '')}'`;
}
