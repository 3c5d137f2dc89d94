import { DataType, type MapRow, type RecordBatch, type Vector } from 'apache-arrow';

/** The values of a column as plain JavaScript: decimals as text, times as ISO text, unions as `{ member: value }`. */
export function cells(column: Vector): unknown[] {
  return Array.from({ length: column.length }, (_, row) => cell(column, row));
}

function cell(column: Vector, row: number): unknown {
  const { type } = column;
  if (DataType.isUnion(type)) return unionCell(column, row);
  const value = column.get(row);
  if (value === null) return null;
  if (DataType.isDecimal(type)) return decimalText(value, type.scale);
  if (DataType.isDate(type)) return new Date(Number(value)).toISOString().slice(0, 10);
  if (DataType.isTimestamp(type)) return new Date(Number(value)).toISOString();
  if (DataType.isList(type) || DataType.isFixedSizeList(type)) return cells(value);
  if (DataType.isMap(type)) return new Map(value as MapRow);
  if (!DataType.isStruct(type)) return value;
  return Object.fromEntries(
    type.children.map(({ name }, i) => [name, cell(column.getChildAt(i) as Vector, row)]),
  );
}

function unionCell(column: Vector, row: number): unknown {
  const [{ type, typeIds, valueOffsets }] = column.data as [(typeof column.data)[0]];
  const member = type.typeIdToChildIndex[typeIds[row]] as number;
  const child = column.getChildAt(member) as Vector;
  return { [type.children[member].name]: cell(child, valueOffsets[row] ?? row) };
}

function decimalText(words: Uint32Array, scale: number): string {
  const unsigned = words.reduceRight((sum, word) => (sum << 32n) + BigInt(word), 0n);
  const value = BigInt.asIntN(32 * words.length, unsigned);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? '.' : ''}${digits.slice(point)}`;
}

/** What became of each row: its value, or the message of its error. */
export function outcomes(output: RecordBatch, name: string): unknown[] {
  const errors = output.getChild(`${name}_error`);
  const values = cells(output.getChild(name) as Vector);
  return values.map((value, row) => errors?.get(row)?.message ?? value);
}
