import type { ArrowType } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { MAX_OFFSET } from '../column/offsets.ts';
import { borrowed, NO_BUFFER } from './borrowed.ts';
import { bitAt } from './coverage.ts';
import { damaged, inside, tooLarge } from './damaged.ts';
import type { Part, PlanColumn } from './import.ts';
import type { Memory, Write } from './memory.ts';
import { planTake } from './take.ts';

/**
 * Arrow columnar format, list-view layout: lists lie anywhere among the elements, in any order, over each other, with
 * elements of no list between them. Where they lie one behind the other they are lists as any.
 *
 * @throws SluiceError `invalid-argument` when one reaches behind the elements, or all have too many for 32 bits
 */
export function planListViews(
  part: Part,
  { element }: ArrowType & { kind: 'list' },
  memory: Memory,
  plan: PlanColumn,
): Write<Pick<Column, 'values' | 'offsets' | 'children'>> {
  const { length } = part;
  const { starts, ends, first, last, inOrder } = placesOf(part);
  const array = part.array.children[0];
  const origin = inside(part.origin, '[]');
  const count = last - first;
  const range = { field: element, array, origin, start: first, length: count, visible: count };
  const elements = inOrder
    ? plan(range, memory)
    : planTake(
        {
          field: element,
          column: plan(range, borrowed)(NO_BUFFER),
          rows: rowsOf(starts, ends, first),
          origin,
        },
        memory,
      );
  const offsets = memory.filled(Int32Array, length + 1, (target) => target.set(ends));
  return (buffer) => ({ values: null, offsets: offsets(buffer), children: [elements(buffer)] });
}

interface Places {
  /** Where each row's elements begin; those of a null, and of an empty list, nowhere. */
  readonly starts: Int32Array;
  /** Where each row ends in the column that is made, from 0. */
  readonly ends: Int32Array;
  /** The elements that the rows reach. */
  readonly first: number;
  readonly last: number;
  /** Whether each list begins where the one before it ends. */
  readonly inOrder: boolean;
}

function placesOf({ array, bitmap, origin, start, length, readable }: Part): Places {
  const { offsets, sizes } = array;
  const given = array.children[0]?.length ?? 0;
  const starts = new Int32Array(length);
  const ends = new Int32Array(length + 1);
  let end = 0;
  let first = given;
  let last = 0;
  let inOrder = true;
  for (let row = 0; row < readable; row++) {
    const at = start + row;
    const isNull = bitmap !== undefined && !bitAt(bitmap, array.bitOffset + at);
    const size = isNull ? 0 : Number(sizes?.[at]); // there are readable ones
    if (size !== 0) {
      const place = Number(offsets?.[at]);
      if (!(place >= 0 && size > 0 && place + size <= given)) {
        throw damaged(origin, `row ${row} has ${size} elements from ${place} on, and there are ${given}`);
      }
      if (end > 0 && place !== last) inOrder = false;
      starts[row] = place;
      first = Math.min(first, place);
      last = Math.max(last, place + size);
      end += size;
      if (end > MAX_OFFSET) throw tooLarge(origin);
    }
    ends[row + 1] = end;
  }
  ends.fill(end, readable + 1);
  return { starts, ends, first: Math.min(first, last), last, inOrder };
}

/** The rows of the elements, counted from the first that is reached. */
function rowsOf(starts: Int32Array, ends: Int32Array, first: number): Int32Array {
  const { length } = starts;
  const rows = new Int32Array(ends[length] as number); // one more end than rows
  for (let row = 0; row < length; row++) {
    let from = (starts[row] as number) - first;
    for (let to = ends[row] as number; to < (ends[row + 1] as number); to++) rows[to] = from++;
  }
  return rows;
}
