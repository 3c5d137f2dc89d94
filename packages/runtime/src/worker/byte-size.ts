const BYTES_PER_VALUE = 8;

/** What a value weighs once it is in a column, about: texts by their UTF-16 length, numbers as eight bytes. */
export function byteSize(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return BYTES_PER_VALUE;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let bytes = 0;
  if (value instanceof Map) for (const [key, member] of value) bytes += byteSize(key) + byteSize(member);
  else if (Array.isArray(value)) for (const element of value) bytes += byteSize(element);
  else for (const member of Object.values(value)) bytes += byteSize(member);
  return bytes + BYTES_PER_VALUE;
}
