/** Words that no emitted binding may have: TypeScript's own, and the names that every emitted function uses. */
const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield
  aggregate args base bitmap bits byGroup combination context end error errors everyRow everyWord fn group groupCount groups
  mask memory next ones result returned row rowCount rows run states strict table texts udf valid validRows value values word
  words yielded
  Array Date Error Map Int8Array Int16Array Int32Array Uint8Array Uint16Array Uint32Array Float32Array Float64Array
  BigInt BigInt64Array BigUint64Array Math Number Object Promise Symbol Uint8ClampedArray globalThis`.split(
    /\s+/,
  ),
);

/** Hands out identifiers, each once. */
export class Scope {
  private readonly taken = new Set<string>();

  /** `wanted`, with what no identifier may contain left out, or with a number behind it where it is taken. */
  name(wanted: string): string {
    const base = toIdentifier(wanted);
    let name = base;
    for (let count = 2; this.taken.has(name) || reserved.has(name); count++) name = `${base}${count}`;
    this.taken.add(name);
    return name;
  }
}

/** The nearest identifier: `max-speed` becomes `maxSpeed`, `2nd` becomes `_2nd`. */
export function toIdentifier(text: string): string {
  const joined = text.replace(/[^\p{ID_Continue}$]+(.)?/gu, (_, next: string | undefined) =>
    (next ?? '').toUpperCase(),
  );
  return /^[\p{ID_Start}_$]/u.test(joined) ? joined : `_${joined}`;
}

/** The same in Pascal case, for a class. */
export function toPascal(text: string): string {
  const identifier = toIdentifier(text);
  return identifier.charAt(0).toUpperCase() + identifier.slice(1);
}

/** A property's name as a key of an object literal or type. */
export function toKey(name: string): string {
  // As a plain key it would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) ? name : quote(name);
}

/** The access to a property of that name. */
export function toMember(name: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) ? `.${name}` : `[${quote(name)}]`;
}

/** A string literal in single quotes. */
export function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}

/** A text in a comment: what would end it is escaped, as in a string. */
export function commentText(text: string): string {
  return text
    .replace(/[\n\r\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('*/', '*\\/');
}
