import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { MAX_OFFSET } from '../column/offsets.ts';
import { isListView } from './coverage.ts';
import { damaged, inside, type Origin, tooLarge } from './damaged.ts';
import type { Part, PlanColumn } from './import.ts';
import { planListViews } from './list-views.ts';
import type { Memory, Write } from './memory.ts';
import { planOffsets, type Spans } from './rebase.ts';
import type { SourceArray } from './source.ts';

type Lists = Pick<Column, 'values' | 'offsets' | 'children'>;

/** Lists of any layout: those of a fixed size and views among them. */
export function planList(
  part: Part,
  type: ArrowType & { kind: 'list' },
  memory: Memory,
  plan: PlanColumn,
): Write<Lists> {
  const { type: given } = part.array;
  if (isListView(given)) return planListViews(part, type, memory, plan);
  const spans = given.kind === 'fixed-list' ? everySpan(part, given.size, memory) : planOffsets(part, memory);
  const child = childWith(part.array, spans.last, part.origin);
  const elements = planRange(type.element, child, spans, inside(part.origin, '[]'), memory, plan);
  return (buffer) => ({ values: null, offsets: spans.offsets(buffer), children: [elements(buffer)] });
}

/** The offsets of lists that all have `size` elements. */
function everySpan({ origin, start, length, readable }: Part, size: number, memory: Memory): Spans {
  if (readable * size > MAX_OFFSET) throw tooLarge(origin);
  const offsets = memory.filled(Int32Array, length + 1, (target) => {
    for (let row = 1; row <= length; row++) target[row] = Math.min(row, readable) * size;
  });
  return { offsets, first: start * size, last: (start + readable) * size };
}

export function planFixedList(
  { array, origin, start, length, readable }: Part,
  { size, element }: ArrowType & { kind: 'fixed-list' },
  memory: Memory,
  plan: PlanColumn,
): Write<Lists> {
  const elements = plan(
    {
      field: element,
      array: array.children[0],
      origin: inside(origin, '[]'),
      start: start * size,
      length: length * size,
      visible: readable * size,
    },
    memory,
  );
  return (buffer) => ({ values: null, offsets: null, children: [elements(buffer)] });
}

export function planMap(
  part: Part,
  { key, value }: ArrowType & { kind: 'map' },
  memory: Memory,
  plan: PlanColumn,
): Write<Lists> {
  const spans = planOffsets(part, memory);
  const entries = childWith(part.array, spans.last, part.origin);
  const keys = planRange(key, entries?.children[0], spans, inside(part.origin, '.keys()[]'), memory, plan);
  const values = planRange(
    value,
    entries?.children[1],
    spans,
    inside(part.origin, '.values()[]'),
    memory,
    plan,
  );
  return (buffer) => {
    const pair: Column = {
      length: spans.last - spans.first,
      nullCount: 0,
      validity: null,
      values: null,
      offsets: null,
      children: [keys(buffer), values(buffer)],
    };
    return { values: null, offsets: spans.offsets(buffer), children: [pair] };
  };
}

function planRange(
  field: ArrowField,
  array: SourceArray | undefined,
  { first, last }: Spans,
  origin: Origin,
  memory: Memory,
  plan: PlanColumn,
): Write<Column> {
  const length = last - first;
  return plan({ field, array, origin, start: first, length, visible: length }, memory);
}

/** The elements, of which the rows reach `last`. */
function childWith(array: SourceArray, last: number, origin: Origin): SourceArray | undefined {
  const child = array.children[0];
  const length = child?.length ?? 0;
  if (length < last) throw damaged(origin, `its offsets reach element ${last}, and it has ${length}`);
  return child;
}
