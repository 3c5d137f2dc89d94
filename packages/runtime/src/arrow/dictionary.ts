import {
  type Data,
  type DataType,
  type Dictionary,
  makeData,
  Type,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow';

/** The type of the values: a dictionary's, where the array is encoded as one. */
export function plainType(type: DataType): DataType {
  return type.typeId === Type.Dictionary ? (type as Dictionary).dictionary : type;
}

/** The array with every row's value in place of its index, where it is dictionary-encoded; else the array itself. */
export function expandDictionary(data: Data): Data {
  if (data.typeId !== Type.Dictionary) return data;
  const values = data.dictionary?.data ?? [];
  const [first] = values;
  if (first?.typeId === Type.Utf8 && values.length === 1) return gatherUtf8(data, first as Data<Utf8>);
  // Other value types, and dictionaries that grew by deltas, are rare: apache-arrow's own row path is good enough.
  return vectorFromArray([...new Vector([data])], plainType(data.type)).data[0] as Data;
}

function gatherUtf8(data: Data, dictionary: Data<Utf8>): Data {
  const { length } = data;
  const indices = data.values as ArrayLike<number | bigint>;
  const source = dictionary.values;
  const sourceOffsets = dictionary.valueOffsets;
  const offsets = new Int32Array(length + 1);
  const bitmap = new Uint8Array((length + 7) >> 3);
  const nullable = data.nullCount > 0 || dictionary.nullCount > 0;
  let nullCount = 0;
  let end = 0;
  for (let i = 0; i < length; i++) {
    const index = Number(indices[i]);
    const valid = !nullable || (data.getValid(i) && dictionary.getValid(index));
    if (valid) {
      bitmap[i >> 3] = (bitmap[i >> 3] as number) | (1 << (i & 7)); // i >> 3 is within the bitmap
      end += (sourceOffsets[index + 1] ?? 0) - (sourceOffsets[index] ?? 0);
    } else {
      nullCount++;
    }
    offsets[i + 1] = end;
  }
  const bytes = new Uint8Array(end);
  for (let i = 0; i < length; i++) {
    const start = offsets[i] as number; // i ≤ length
    if (offsets[i + 1] === start) continue;
    const from = sourceOffsets[Number(indices[i])] as number; // a valid row's index is in the dictionary
    for (let b = start, stop = offsets[i + 1] as number, s = from; b < stop; b++, s++)
      bytes[b] = source[s] as number;
  }
  const plain = { type: new Utf8(), length, nullCount, valueOffsets: offsets, data: bytes };
  return makeData(nullCount === 0 ? plain : { ...plain, nullBitmap: bitmap });
}
