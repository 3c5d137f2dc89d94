import {
  type ArrowField,
  type ArrowType,
  formatNested,
  formatType,
  type UnionVariant,
} from '@sluice/sdk/manifest';

/** How one part of a type is another than before. What that means depends on whether the part is given or taken. */
export interface TypeDifference {
  readonly how:
    | 'type-changed'
    | 'layout-changed'
    | 'member-added'
    | 'member-removed'
    | 'members-reordered'
    | 'variant-added'
    | 'variant-removed'
    | 'value-added'
    | 'value-removed'
    | 'null-added'
    | 'null-removed'
    | 'range-narrowed'
    | 'representation-changed';
  /** The part: `.city`, `[]`, `[key]`; empty for the whole. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** Every difference between two fields, the names at the top aside. */
export function compareFields(before: ArrowField, after: ArrowField, path = ''): readonly TypeDifference[] {
  const found = [...compareTypes(before.type, after.type, path)];
  const at = { path, from: formatNested(before), to: formatNested(after) };
  if (before.nullable !== after.nullable) {
    found.push({ ...at, how: after.nullable ? 'null-added' : 'null-removed' });
  } else if (before.nullAs !== after.nullAs) {
    found.push({ ...at, how: 'representation-changed' });
  }
  return found;
}

function compareTypes(before: ArrowType, after: ArrowType, path: string): readonly TypeDifference[] {
  const at = { path, from: formatType(before), to: formatType(after) };
  const changed: readonly TypeDifference[] = [{ ...at, how: 'type-changed' }];
  // A dictionary and its values are read alike, and so are text and a union of literals.
  if (before.kind === 'dictionary' || after.kind === 'dictionary') return compareEncoded(before, after, at);
  if (before.kind !== after.kind) return changed;
  switch (before.kind) {
    case 'list':
    case 'fixed-list': {
      const other = after as typeof before; // of the same kind
      if (before.kind === 'fixed-list' && before.size !== (other as typeof before).size) return changed;
      const element = compareFields(before.element, other.element, `${path}[]`);
      return [...element, ...compareLayout(before, other, at)];
    }
    case 'struct': {
      const other = after as typeof before; // of the same kind
      return compareMembers(before.fields, other.fields, path, 'member', (a, b) =>
        compareFields(a, b, `${path}.${a.name}`),
      );
    }
    case 'map': {
      const other = after as typeof before; // of the same kind
      return [
        ...compareFields(before.key, other.key, `${path}[key]`),
        ...compareFields(before.value, other.value, `${path}[value]`),
      ];
    }
    case 'union': {
      const other = after as typeof before; // of the same kind
      if (before.mode !== other.mode || before.tag !== other.tag) return changed;
      return compareVariants(before.variants, other.variants, path);
    }
    case 'utf8':
    case 'binary':
      return compareLayout(before, after as typeof before, at);
    default:
      if (at.from !== at.to) return changed;
      return compareRepresentation(before, after, at);
  }
}

type At = Pick<TypeDifference, 'path' | 'from' | 'to'>;

interface LaidOut {
  readonly layout?: string;
  readonly as?: string;
}

function compareLayout(before: LaidOut, after: LaidOut, at: At): readonly TypeDifference[] {
  if (before.layout !== after.layout) return [{ ...at, how: 'layout-changed' }];
  return before.as === after.as ? [] : [{ ...at, how: 'representation-changed' }];
}

function compareRepresentation(before: ArrowType, after: ArrowType, at: At): readonly TypeDifference[] {
  const [was, is] = [before, after].map((type) => ('as' in type ? type.as : undefined));
  if (was === is) return [];
  const narrowed = before.kind === 'int' && was === 'bigint' && is === 'number';
  return [{ ...at, how: narrowed ? 'range-narrowed' : 'representation-changed' }];
}

function compareEncoded(before: ArrowType, after: ArrowType, at: At): readonly TypeDifference[] {
  const [old, current] = [before, after].map((type) =>
    type.kind === 'dictionary' ? type : { value: type, values: undefined },
  );
  if (old === undefined || current === undefined) return [];
  const inner = compareTypes(old.value, current.value, at.path);
  if (inner.some(({ how }) => how === 'type-changed')) return [{ ...at, how: 'type-changed' }];
  const encoding: readonly TypeDifference[] =
    before.kind === after.kind ? [] : [{ ...at, how: 'layout-changed' }];
  return [...encoding, ...inner, ...compareValues(old.values, current.values, at.path)];
}

/** @param before undefined where any text may be */
function compareValues(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
  path: string,
): readonly TypeDifference[] {
  if (before === undefined && after === undefined) return [];
  const any = 'any other text';
  const at = { path, from: any, to: any };
  if (before === undefined) return [{ ...at, how: 'value-removed' }];
  if (after === undefined) return [{ ...at, how: 'value-added' }];
  const quoted = (values: readonly string[]) => values.map((value) => JSON.stringify(value)).join(', ');
  const removed = before.filter((value) => !after.includes(value));
  const added = after.filter((value) => !before.includes(value));
  return [
    ...(removed.length > 0 ? [{ path, how: 'value-removed', from: quoted(removed), to: '' } as const] : []),
    ...(added.length > 0 ? [{ path, how: 'value-added', from: '', to: quoted(added) } as const] : []),
  ];
}

function compareVariants(
  before: readonly UnionVariant[],
  after: readonly UnionVariant[],
  path: string,
): readonly TypeDifference[] {
  const contents = new Map(after.map(({ field, content }) => [field.name, content]));
  const fields = (variants: readonly UnionVariant[]) => variants.map(({ field }) => field);
  return compareMembers(fields(before), fields(after), path, 'variant', (a, b) => {
    const inner = `${path}.${a.name}`;
    const content = before.find(({ field }) => field === a)?.content;
    if (content === contents.get(a.name)) return compareFields(a, b, inner);
    return [{ path: inner, how: 'type-changed', from: formatNested(a), to: formatNested(b) }];
  });
}

/** Members and variants are found by name. */
function compareMembers(
  before: readonly ArrowField[],
  after: readonly ArrowField[],
  path: string,
  what: 'member' | 'variant',
  compare: (before: ArrowField, after: ArrowField) => readonly TypeDifference[],
): readonly TypeDifference[] {
  const found: TypeDifference[] = [];
  const text = (field: ArrowField) => `${field.name}: ${formatNested(field)}`;
  const kept: string[] = [];
  for (const field of before) {
    const other = after.find(({ name }) => name === field.name);
    if (other === undefined) found.push({ path, how: `${what}-removed`, from: text(field), to: '' });
    else {
      kept.push(field.name);
      found.push(...compare(field, other));
    }
  }
  const names = new Set(kept);
  for (const field of after) {
    if (!names.has(field.name)) found.push({ path, how: `${what}-added`, from: '', to: text(field) });
  }
  const now = after.map(({ name }) => name).filter((name) => names.has(name));
  if (now.join() !== kept.join()) {
    found.push({ path, how: 'members-reordered', from: kept.join(', '), to: now.join(', ') });
  }
  return found;
}
