/** Emitted lines are broken where they would be longer. */
const LINE_WIDTH = 110;

/** An expression: text, or a list in brackets that is broken one item a line where it is long. */
export type Code = string | Group;

/** `open` may begin with anything that stands before the bracket. */
export interface Group {
  readonly open: string;
  readonly items: readonly Code[];
  readonly close: string;
}

/** The expression with `text` before it. */
export function prefix(text: string, code: Code): Code {
  return typeof code === 'string' ? text + code : { ...code, open: text + code.open };
}

/** The expression with `text` behind it. */
export function suffix(code: Code, text: string): Code {
  return typeof code === 'string' ? code + text : { ...code, close: code.close + text };
}

/** `(a as b)` without its parentheses, where it stands alone. */
export function unwrap(code: Code): Code {
  return typeof code === 'string' && /^\([^()]*\)$/.test(code) ? code.slice(1, -1) : code;
}

/** The lines of a statement that will stand `depth` steps in. */
export function printCode(code: Code, depth: number): string[] {
  const flat = flatten(code);
  if (typeof code === 'string' || flat.length + 2 * depth <= LINE_WIDTH) return [flat];
  const [only] = code.items;
  if (code.items.length === 1 && typeof only === 'object') {
    // `fn({`, not two brackets on two lines.
    return printCode(
      { ...only, open: code.open + only.open, close: only.close.trimStart() + code.close },
      depth,
    );
  }
  const items = code.items.flatMap((item) => printCode(suffix(item, ','), depth + 1));
  return [code.open.trimEnd(), ...items.map((line) => `  ${line}`), code.close.trimStart()];
}

/** Each line that is not empty, two spaces further in for each step. */
export function indent(lines: readonly string[], steps = 1): string[] {
  return lines.map((line) => (line === '' ? line : '  '.repeat(steps) + line));
}

function flatten(code: Code): string {
  return typeof code === 'string' ? code : code.open + code.items.map(flatten).join(', ') + code.close;
}
