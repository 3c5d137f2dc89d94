/**
 * What stands for a row's arguments in a cache: equal arguments give equal keys, different ones different keys.
 * A single string or bigint stands for itself.
 */
export function cacheKey(args: readonly unknown[]): unknown {
  if (args.length === 1 && (typeof args[0] === 'string' || typeof args[0] === 'bigint')) return args[0];
  return args.map(encode).join(',');
}

function encode(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : encodeObject(value);
    default:
      return String(value);
  }
}

function encodeObject(value: object): string {
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
