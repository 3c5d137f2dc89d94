import type { ArrowType } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { isNull, setValid } from '../column/validity.ts';
import { bitAt, readableRows } from './coverage.ts';
import { damaged, inside } from './damaged.ts';
import type { Given, PlanColumn } from './import.ts';
import type { Memory, Write } from './memory.ts';
import type { SourceType } from './source.ts';

type WantedUnion = ArrowType & { readonly kind: 'union' };
type GivenUnion = SourceType & { readonly kind: 'union' };

/** Type ids are signed bytes, none of them negative. */
const TYPE_IDS = 128;
const NO_SUCH_ID = -1;
/** As `Column` says it. */
const NO_SUCH_VARIANT = -1;

/** Which variant each row is, and where in its child. */
interface Positions {
  readonly variants: Int8Array;
  readonly rows: Int32Array;
  /** The rows of the child of each variant that are needed: from `first` up to `end`. */
  readonly first: Int32Array;
  readonly end: Int32Array;
}

/**
 * Unions of either mode. A variant is found by the name of its child. Nulls are those of the children, of which one
 * without content has none.
 */
export function planUnion(
  given: Given,
  wanted: WantedUnion,
  memory: Memory,
  plan: PlanColumn,
): Write<Column> {
  const { array, origin, start, length } = given;
  const type: GivenUnion =
    array.type.kind === 'union' ? array.type : { kind: 'union', mode: 'dense', typeIds: [], fields: [] };
  // Only apache-arrow, which fills a column up to its batch's length, gives a union a bitmap.
  const needed = (array.bitOffset + array.length + 7) >> 3;
  const { validity } = array;
  const bitmap = validity !== undefined && validity.byteLength >= needed ? validity : undefined;
  const readable = readableRows(array, start, bitmap, given.visible, origin);
  const positions = positionsOf(given, type, wanted, readable);

  const children = wanted.variants.map(({ field, content }, place) => {
    const end = positions.end[place] as number; // one a variant
    const first = Math.min(end, positions.first[place] as number);
    const count = end - first;
    const at = type.fields.findIndex(({ name }) => name === field.name);
    const child = content === 'none' ? undefined : array.children[at];
    const from = inside(origin, `.${field.name}`);
    return plan({ field, array: child, origin: from, start: first, length: count, visible: count }, memory);
  });

  const values = memory.filled(Int8Array, length, (target) => target.set(positions.variants));
  const offsets = memory.filled(Int32Array, length, (target) => {
    for (let row = 0; row < readable; row++) {
      const place = positions.variants[row] as number;
      // A variant that the type lacks has no child: its row stays 0.
      if (place >= 0) target[row] = (positions.rows[row] as number) - (positions.first[place] as number);
    }
  });
  const bits = memory.filled(Int32Array, (length + 31) >> 5, () => {});
  return (buffer) => {
    const column = {
      values: values(buffer),
      offsets: offsets(buffer),
      children: children.map((c) => c(buffer)),
    };
    const validities = column.children.map((child, place) =>
      wanted.variants[place]?.content === 'none' ? null : child.validity,
    );
    const words = bits(buffer);
    let nullCount = length;
    for (let row = 0; row < readable; row++) {
      if (bitmap !== undefined && !bitAt(bitmap, array.bitOffset + start + row)) continue;
      const place = positions.variants[row] as number;
      if (place >= 0 && isNull(validities[place] as Int32Array | null, column.offsets[row] as number))
        continue;
      setValid(words, row);
      nullCount--;
    }
    return { length, nullCount, validity: nullCount === 0 ? null : words, ...column };
  };
}

function positionsOf(
  { array, origin, start, length }: Given,
  type: GivenUnion,
  wanted: WantedUnion,
  readable: number,
): Positions {
  const { fieldOf, variantOf } = idTables(type, wanted);
  const variants = new Int8Array(length);
  const rows = new Int32Array(length);
  const first = new Int32Array(wanted.variants.length).fill(2_147_483_647);
  const end = new Int32Array(wanted.variants.length);
  for (let row = 0; row < readable; row++) {
    const id = array.typeIds?.[start + row] as number; // readableRows has counted them
    const field = fieldOf[id] ?? NO_SUCH_ID;
    if (field === NO_SUCH_ID) throw damaged(origin, `row ${row} has the type id ${id}, which its type lacks`);
    const at = type.mode === 'dense' ? Number(array.offsets?.[start + row]) : start + row;
    const size = array.children[field]?.length ?? 0;
    if (!(at >= 0 && at < size)) {
      throw damaged(
        origin,
        `row ${row} is at ${at} of '${type.fields[field]?.name}', which has ${size} rows`,
      );
    }
    const place = variantOf[id] as number; // of the same length
    variants[row] = place;
    rows[row] = at;
    if (place < 0) continue;
    if (at < (first[place] as number)) first[place] = at;
    if (at >= (end[place] as number)) end[place] = at + 1;
  }
  return { variants, rows, first, end };
}

/** For each type id, its field and the variant of the same name. */
function idTables(
  { typeIds, fields }: GivenUnion,
  { variants }: WantedUnion,
): { fieldOf: Int8Array; variantOf: Int8Array } {
  const fieldOf = new Int8Array(TYPE_IDS).fill(NO_SUCH_ID);
  const variantOf = new Int8Array(TYPE_IDS).fill(NO_SUCH_VARIANT);
  typeIds.forEach((id, at) => {
    fieldOf[id] = at;
    variantOf[id] = variants.findIndex(({ field }) => field.name === fields[at]?.name);
  });
  return { fieldOf, variantOf };
}
