import type { Type } from 'ts-morph';
import { compareText } from '../diagnostics/diagnostic.ts';
import { textOf } from '../type-text.ts';
import { textLiteral } from './map-primitive.ts';
import { propertiesOf } from './map-struct.ts';
import type { TypeUse } from './mapping.ts';

/** What one property is in one member of a union. */
type Label =
  | { readonly kind: 'text'; readonly text: string }
  /** A literal that is no text. */
  | { readonly kind: 'literal'; readonly type: Type }
  | { readonly kind: 'optional' | 'absent' }
  | { readonly kind: 'open'; readonly type: Type };

interface Candidate {
  readonly name: string;
  /** One for each member of the union, in its order. */
  readonly labels: readonly Label[];
  /** The sum of the places at which the members have it: the tag is mostly written first. */
  readonly place: number;
}

/**
 * The property that tells the members of a union of objects apart, and its literal in each of them; or what to change,
 * as the end of a sentence, where there is none.
 */
export function findTag(
  members: readonly Type[],
  use: TypeUse,
): { readonly tag: string; readonly literals: readonly string[] } | { readonly hint: string } {
  const candidates = candidatesOf(members, use);
  for (const { name, labels } of candidates) {
    const literals = labels.flatMap((label) => (label.kind === 'text' ? [label.text] : []));
    if (new Set(literals).size === members.length) return { tag: name, literals };
  }
  const hint =
    repeated(candidates, members, use) ?? noText(candidates) ?? incomplete(candidates, members, use);
  return { hint: hint ?? `; ${add('kind', members)}` };
}

/** All properties of all members, those first that stand first. */
function candidatesOf(members: readonly Type[], { at }: TypeUse): readonly Candidate[] {
  const lists = members.map(propertiesOf);
  const names = new Set(lists.flat().map((property) => property.getName()));
  const candidates = [...names].map((name): Candidate => {
    let place = 0;
    const labels = lists.map((properties): Label => {
      const index = properties.findIndex((property) => property.getName() === name);
      const property = properties[index];
      if (property === undefined) return { kind: 'absent' };
      place += index;
      if (property.isOptional()) return { kind: 'optional' };
      const type = property.getTypeAtLocation(at);
      const text = textLiteral(type);
      if (text !== undefined) return { kind: 'text', text };
      return { kind: type.isLiteral() && !type.isUnion() ? 'literal' : 'open', type };
    });
    return { name, labels, place };
  });
  return candidates.sort((a, b) => a.place - b.place || compareText(a.name, b.name));
}

/** A property that has a text in each member, and the same in two. */
function repeated(
  candidates: readonly Candidate[],
  members: readonly Type[],
  use: TypeUse,
): string | undefined {
  const found = candidates.find(({ labels }) => labels.every(({ kind }) => kind === 'text'));
  if (found === undefined) return undefined;
  const texts = found.labels.map((label) => (label.kind === 'text' ? label.text : ''));
  const again = texts.findIndex((text, index) => texts.indexOf(text) < index);
  const text = texts[again] ?? '';
  const first = members[texts.indexOf(text)];
  const second = members[again];
  const both = [first, second].map((member) => member && textOf(member, use.at, use.project)).join(' and ');
  return `; both ${both} have ${found.name}: '${text}': give each another`;
}

/** A property that has a literal of its own in each member, and not all of them are texts. */
function noText(candidates: readonly Candidate[]): string | undefined {
  const found = candidates.find(({ labels }) => {
    const shown = labels.map(literalOf);
    return !shown.includes(undefined) && new Set(shown).size === labels.length;
  });
  if (found === undefined) return undefined;
  const { name, labels } = found;
  const edits = labels.map((label) => `${name}: '${literalOf(label)}'`).slice(0, 2);
  return `; ${name} is no text in each of its objects: use string literals, as in ${edits.join(' and ')}`;
}

function literalOf(label: Label): string | undefined {
  if (label.kind === 'text') return label.text;
  return label.kind === 'literal' ? label.type.getText() : undefined;
}

/** A property that has a text in some members. */
function incomplete(
  candidates: readonly Candidate[],
  members: readonly Type[],
  use: TypeUse,
): string | undefined {
  const texts = ({ labels }: Candidate): number => labels.filter(({ kind }) => kind === 'text').length;
  const [best] = [...candidates].sort((a, b) => texts(b) - texts(a));
  if (best === undefined || texts(best) === 0) return undefined;
  const { name, labels } = best;
  const index = labels.findIndex(({ kind }) => kind !== 'text');
  const label = labels[index];
  const member = members[index];
  if (label === undefined || member === undefined) return undefined;
  const text = textOf(member, use.at, use.project);
  const problem = {
    text: '',
    absent: `has no ${name}`,
    optional: `need not have its ${name}`,
    open: `may have more than one ${name}`,
    literal: `has a ${name} that is no text`,
  }[label.kind];
  return `; ${text} ${problem}: ${add(name, [member])}`;
}

function add(name: string, members: readonly Type[]): string {
  const names = members.map((member) => member.getAliasSymbol()?.getName() ?? namedSymbol(member));
  const edits = members.slice(0, 2).map((_, index) => {
    const own = names[index];
    return own === undefined ? `${name}: '${'ab'[index]}'` : `${name}: '${own.toLowerCase()}'`;
  });
  return `give ${members.length === 1 ? 'it' : 'each of its objects'} one string literal of its own, as in ${edits.join(' and ')}`;
}

function namedSymbol(type: Type): string | undefined {
  return type.isAnonymous() || type.isIntersection() ? undefined : type.getSymbol()?.getName();
}
