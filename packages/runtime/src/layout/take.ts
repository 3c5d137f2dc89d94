import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { ArrayOver, Column, ColumnValues } from '../column/abi.ts';
import { fixedWidth } from '../column/fixed-width.ts';
import {
  elementsOf,
  elementsOfFixed,
  gatherBits,
  gatherBytes,
  gatherFixed,
  spanEnds,
} from '../column/gather.ts';
import { setValid } from '../column/validity.ts';
import { inside, type Origin, tooLarge } from './damaged.ts';
import type { Nulls } from './import.ts';
import type { Memory, Write } from './memory.ts';
import { countMissing, identityRows, withoutNulls } from './rows.ts';
import { nullVariant, placeOf } from './union-rows.ts';

/** Rows of a column on their way into another. */
export interface Take {
  readonly field: ArrowField;
  readonly column: Column;
  /** -1 where a null stands. */
  readonly rows: Int32Array;
  readonly origin: Origin;
}

type Parts = Pick<Column, 'values' | 'offsets' | 'children'>;

const NO_CHILDREN: readonly Column[] = [];

/**
 * Finds the places of the parts of a column with the chosen rows, in the order in which they are chosen. Where a null
 * stands, there is one although the field may admit none.
 *
 * @throws SluiceError `invalid-argument` when they have more bytes or elements than offsets reach, before memory for
 *   them is taken
 */
export function planTake(take: Take, memory: Memory): Write<Column> {
  const { column, field, rows: chosen } = take;
  const rows = field.type.kind === 'null' ? chosen.map(() => -1) : withoutNulls(chosen, column.validity);
  return planRows(take, rows, rows, memory);
}

/**
 * `planTake` of what a column has inside: a row that a null around it hides is a null of its own only where the field
 * admits one.
 */
export function planInside(take: Take, memory: Memory): Write<Column> {
  const { column, field, rows: chosen } = take;
  if (field.nullable || field.type.kind === 'null') return planTake(take, memory);
  const rows = withoutNulls(chosen, column.validity);
  const shown = rows.map((row, at) => (row < 0 && (chosen[at] as number) >= 0 ? -1 : 0));
  return planRows(take, rows, shown, memory);
}

/**
 * @param rows those chosen, with -1 also for rows that are null in the column
 * @param shown -1 for the rows that are null in the result
 */
function planRows(take: Take, rows: Int32Array, shown: Int32Array, memory: Memory): Write<Column> {
  const nulls = planValidity(shown, memory);
  // The nulls of a union are those of its children, and stay those of the same variant.
  const parts = planParts(take.field.type.kind === 'union' ? take : { ...take, rows }, memory);
  return (buffer) => ({ ...nulls(buffer), ...parts(buffer) });
}

/** The nulls of a column whose rows are null where `rows` has -1. */
export function planValidity(rows: Int32Array, memory: Memory): Write<Nulls> {
  const { length } = rows;
  const nullCount = countMissing(rows);
  if (nullCount === 0) return () => ({ length, nullCount, validity: null });
  const bits = memory.filled(Int32Array, (length + 31) >> 5, (words) => {
    for (let at = 0; at < length; at++) if ((rows[at] as number) >= 0) setValid(words, at);
  });
  return (buffer) => ({ length, nullCount, validity: bits(buffer) });
}

function planParts({ field, column, rows, origin }: Take, memory: Memory): Write<Parts> {
  const { type } = field;
  const { length } = rows;
  switch (type.kind) {
    case 'null':
      return () => ({ values: null, offsets: null, children: NO_CHILDREN });
    case 'bool': {
      const from = column.values as Uint8Array; // a bitmap
      const bits = memory.filled(Uint8Array, ((length + 31) >> 5) * 4, (target) =>
        gatherBits(from, rows, target),
      );
      return (buffer) => ({ values: bits(buffer), offsets: null, children: NO_CHILDREN });
    }
    case 'utf8':
    case 'json':
    case 'binary': {
      const ends = spans(column, rows, origin);
      const offsets = memory.filled(Int32Array, length + 1, (target) => target.set(ends));
      const size = ends[length] as number; // there is one more end than rows
      const bytes = memory.filled(Uint8Array, size, (target) => gatherBytes(column, rows, ends, target));
      return (buffer) => ({ values: bytes(buffer), offsets: offsets(buffer), children: NO_CHILDREN });
    }
    case 'list':
    case 'map': {
      const ends = spans(column, rows, origin);
      const offsets = memory.filled(Int32Array, length + 1, (target) => target.set(ends));
      const elements = elementsOf(column, rows, ends);
      const child = planChild(elementOf(type), column, 0, elements, inside(origin, '[]'), memory);
      return (buffer) => ({ values: null, offsets: offsets(buffer), children: [child(buffer)] });
    }
    case 'fixed-list': {
      const elements = elementsOfFixed(rows, type.size);
      const child = planChild(type.element, column, 0, elements, inside(origin, '[]'), memory);
      return (buffer) => ({ values: null, offsets: null, children: [child(buffer)] });
    }
    case 'struct': {
      const members = type.fields.map((member, at) =>
        planChild(member, column, at, rows, inside(origin, `.${member.name}`), memory),
      );
      return (buffer) => ({ values: null, offsets: null, children: members.map((member) => member(buffer)) });
    }
    case 'dictionary': {
      const values = planValues(Int32Array, 1, column, rows, memory);
      const all = identityRows((column.children[0] as Column).length); // a dictionary's values
      const value = { ...field, type: type.value };
      const child = planChild(value, column, 0, all, origin, memory);
      return (buffer) => ({ values: values(buffer), offsets: null, children: [child(buffer)] });
    }
    case 'union':
      return planUnionRows(type, column, rows, origin, memory);
    default: {
      const { Elements, stride } = fixedWidth(type);
      const values = planValues(Elements, stride, column, rows, memory);
      return (buffer) => ({ values: values(buffer), offsets: null, children: NO_CHILDREN });
    }
  }
}

function planChild(
  field: ArrowField,
  column: Column,
  at: number,
  rows: Int32Array,
  origin: Origin,
  memory: Memory,
): Write<Column> {
  return planInside({ field, column: column.children[at] as Column, rows, origin }, memory); // one for each field
}

/** The children have their rows in the order of the union's. */
function planUnionRows(
  { variants }: ArrowType & { kind: 'union' },
  column: Column,
  rows: Int32Array,
  origin: Origin,
  memory: Memory,
): Write<Parts> {
  const chosen: number[][] = variants.map(() => []);
  const ids = new Int8Array(rows.length);
  const offsets = new Int32Array(rows.length);
  const missing = { variant: nullVariant(variants), place: -1 };
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    const { variant, place } = row < 0 ? missing : placeOf(column, row, missing);
    ids[at] = variant;
    const child = chosen[variant];
    if (child !== undefined) offsets[at] = child.push(place) - 1;
  }
  const children = variants.map(({ field }, at) =>
    planChild(
      field,
      column,
      at,
      Int32Array.from(chosen[at] as number[]),
      inside(origin, `.${field.name}`),
      memory,
    ),
  );
  const values = memory.filled(Int8Array, rows.length, (target) => target.set(ids));
  const positions = memory.filled(Int32Array, rows.length, (target) => target.set(offsets));
  return (buffer) => ({
    values: values(buffer),
    offsets: positions(buffer),
    children: children.map((child) => child(buffer)),
  });
}

/** The entries of a map are structs of key and value. */
function elementOf(type: ArrowType & { kind: 'list' | 'map' }): ArrowField {
  return type.kind === 'list'
    ? type.element
    : { name: 'entries', nullable: false, type: { kind: 'struct', fields: [type.key, type.value] } };
}

function planValues(
  Elements: ArrayOver,
  stride: number,
  column: Column,
  rows: Int32Array,
  memory: Memory,
): Write<ColumnValues> {
  const from = column.values as ColumnValues; // a column of fixed width has some
  return memory.filled(Elements, rows.length * stride, (target) => gatherFixed(from, rows, stride, target));
}

function spans(column: Column, rows: Int32Array, origin: Origin): Int32Array {
  const ends = spanEnds(column, rows);
  if (ends === undefined) throw tooLarge(origin);
  return ends;
}
