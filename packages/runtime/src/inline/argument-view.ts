import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Column, ColumnValues } from '../column/abi.ts';
import { fixedWidth } from '../layout/fixed-width.ts';
import type { ArrayOver } from '../layout/memory.ts';
import { viewColumns } from '../layout/pack-columns.ts';
import type { SourceArray, SourceField } from '../layout/source.ts';

const NO_CHILDREN: readonly Column[] = [];

/** Gives a parameter's column over the memory of a batch. */
export type ArgumentView = (array: SourceArray) => Column;

/**
 * The way from one column of a schema to one parameter. Values of fixed width that lie in a message as they do in a column
 * are looked at without a question more than that takes; everything else goes the general way, which costs a few
 * microseconds a batch.
 */
export function argumentView(udf: string, field: ArrowField, given: SourceField): ArgumentView {
  const origin = { udf, path: given.name };
  const general: ArgumentView = (array) => viewColumns([{ field, array, origin }])[0] as Column; // one each
  if (!isFixed(field.type, given)) return general;
  const { Elements, stride } = fixedWidth(field.type);
  return (array) => fixedColumn(array, Elements, stride) ?? general(array);
}

/** Whether a column of the parameter's type lies as an array of the given type does. */
function isFixed(type: ArrowType, { type: given }: SourceField): boolean {
  switch (given.kind) {
    case 'int':
    case 'float':
    case 'date':
      return type.kind === given.kind && type.bitWidth === given.bitWidth;
    case 'decimal':
      return type.kind === 'decimal' && type.bitWidth === given.bitWidth;
    case 'time':
    case 'timestamp':
    case 'duration':
    case 'interval':
      return type.kind === given.kind;
    default:
      return false;
  }
}

/** Undefined where the array is not whole, or its bitmap not as a column has it. */
function fixedColumn(
  { length, nullCount, validity: bitmap, values }: SourceArray,
  Elements: ArrayOver,
  stride: number,
): Column | undefined {
  if (!(values instanceof Elements) || values.length !== length * stride) return undefined;
  let validity: Int32Array | null = null;
  if (bitmap !== undefined) {
    const words = wordsOf(bitmap, length);
    if (words === undefined) return undefined;
    validity = words;
  } else if (nullCount !== 0) {
    return undefined;
  }
  // What is an instance of `Elements` is one of the arrays that columns are made of.
  return {
    length,
    nullCount,
    validity,
    values: values as ColumnValues,
    offsets: null,
    children: NO_CHILDREN,
  };
}

/** The bitmap in words, whose bits behind the last row must be 0; bodies are padded, so that there mostly are whole ones. */
function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array, length: number): Int32Array | undefined {
  const wordCount = (length + 31) >> 5;
  if (byteLength * 8 < length || (byteOffset & 3) !== 0) return undefined;
  if (byteOffset + 4 * wordCount > buffer.byteLength) return undefined;
  const words = new Int32Array(buffer, byteOffset, wordCount);
  const tail = length & 31;
  return tail === 0 || (words[wordCount - 1] as number) >>> tail === 0 ? words : undefined;
}
