import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Node, Project, Symbol as TsSymbol, Type } from 'ts-morph';
import { textOf } from '../type-text.ts';

/** Why a type, or a part of it, has no Arrow type. */
export type TypeProblem = {
  /** The property, of some object around, that has it. */ readonly declared?: TsSymbol;
} & (
  | {
      readonly code: 'unmappable-type' | 'any-type' | 'unresolved-type' | 'misplaced-view';
      /** Where in the value: `trip.deep.m`; the root alone for the whole. */
      readonly path: string;
      /** As TypeScript writes it. */
      readonly type: string;
      /** What to do, as the end of a sentence; may be empty. */
      readonly hint: string;
    }
  | {
      readonly code: 'duplicate-field';
      readonly path: string;
      readonly first: string;
      readonly field: string;
    }
);

/** What a type is mapped for. */
export interface TypeUse {
  readonly project: Project;
  /** Where the type is written: names in messages are those in scope here. */
  readonly at: Node;
  /** A parameter must admit every value of its column; a result may be narrower than its column. */
  readonly role: 'parameter' | 'result';
  /** Whether the function goes on after it has returned, when a view of its arguments shows other rows. */
  readonly async?: boolean;
}

/** What keeps the work on a type that grows in several places at once from having no end. */
export interface Extent {
  entered: number;
  /** Whether it was too much: nothing more is looked into, and that was said once. */
  exceeded: boolean;
}

/** A type while it is mapped. */
export interface Mapping extends TypeUse {
  readonly problems: TypeProblem[];
  /** The objects around the one that is mapped: one that comes again is recursive. */
  readonly around: readonly Type[];
  /** How much of the type was looked into, in all places together. */
  readonly extent: Extent;
  /** Maps a part of the type. The modules of a kind of type each meet the others only here, and so in no circle. */
  field(name: string, type: Type, path: string, mapping: Mapping): ArrowField;
}

/** A type in one place of a signature, without null and undefined. */
export interface Place {
  /** Of a union each member, else the type alone. Never empty. */
  readonly members: readonly [Type, ...Type[]];
  /** Whether null or undefined was beside them. */
  readonly nullable: boolean;
  /** What messages show. */
  readonly shown: Type;
  readonly path: string;
}

/** Stands where a problem was reported: a model with problems is never built. */
export const nothing: ArrowType = { kind: 'struct', fields: [] };

/** Reports that a place has no Arrow type. */
export function fail(
  { shown, path }: Pick<Place, 'shown' | 'path'>,
  mapping: Mapping,
  hint: string,
  code: 'unmappable-type' | 'any-type' | 'unresolved-type' | 'misplaced-view' = 'unmappable-type',
): ArrowType {
  mapping.problems.push({ code, path, type: textOf(shown, mapping.at, mapping.project), hint });
  return nothing;
}

/** Arrow itself sets no bound; a deeper type than this is a generic that grows without end. */
const deepest = 32;

/** How many lists, maps and objects one type may be made of: far more than any engine takes. */
const largest = 10_000;

/** The mapping of what is inside an object; undefined, and reported, where it would not end. */
export function enter(
  type: Type,
  place: Pick<Place, 'shown' | 'path'>,
  mapping: Mapping,
): Mapping | undefined {
  const { around, extent } = mapping;
  if (extent.exceeded) return undefined;
  if (around.some((outer) => outer.compilerType === type.compilerType)) {
    fail(place, mapping, ', because it contains itself: flatten it, or use Json');
    return undefined;
  }
  extent.entered++;
  extent.exceeded = around.length >= deepest || extent.entered > largest;
  if (around.length >= deepest) {
    fail(place, mapping, `, because it is nested more than ${deepest} deep: flatten it, or use Json`);
    return undefined;
  }
  if (extent.exceeded) {
    fail(place, mapping, `, because its type has more than ${largest} parts: flatten it, or use Json`);
    return undefined;
  }
  return { ...mapping, around: [...around, type] };
}

/** The members of a union, or the type alone. */
export function membersOf(type: Type): readonly Type[] {
  return type.isUnion() ? type.getUnionTypes() : [type];
}

/** The parts of an intersection, or the type alone. */
export function partsOf(type: Type): readonly Type[] {
  return type.isIntersection() ? type.getIntersectionTypes() : [type];
}
