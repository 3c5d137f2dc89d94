/**
 * What stands for a row's arguments in a cache: equal arguments give equal keys, different ones different keys.
 * A single string or bigint stands for itself.
 */
export function cacheKey(args: readonly unknown[]): unknown {
  if (args.length === 1 && (typeof args[0] === 'string' || typeof args[0] === 'bigint')) return args[0];
  return args.map((value) => encodeValue(value)).join(',');
}

/**
 * A value as text: equal values have equal texts, different ones different texts.
 *
 * @param negativeZero the text of -0: another than that of 0 where the two are different values
 */
export function encodeValue(value: unknown, negativeZero: '-0' | '0' = '-0'): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? negativeZero : String(value);
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : encodeObject(value, (member) => encodeValue(member, negativeZero));
    default:
      return String(value);
  }
}

function encodeObject(value: object, encode: (member: unknown) => string): string {
  if (value instanceof Date) return `@${value.getTime()}`;
  if (value instanceof Uint8Array) {
    return `#${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}`;
  }
  if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`;
  if (value instanceof Map) return `<${[...value].map(([k, v]) => `${encode(k)}:${encode(v)}`).join(',')}>`;
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${encode(member)}`)
    .join(',')}}`;
}
