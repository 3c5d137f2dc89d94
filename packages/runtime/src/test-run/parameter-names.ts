/**
 * The names of a function's parameters, as its text has them: types are erased by then, names are not. Undefined where the
 * text cannot be read: a native function, a pattern in the place of a name.
 */
export function parameterNames(fn: (...args: never[]) => unknown): string[] | undefined {
  const text = Function.prototype.toString
    .call(fn)
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .trim();
  const single = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(text)?.[1];
  if (single !== undefined) return [single];
  const open = text.indexOf('(');
  if (open < 0 || text.endsWith('{ [native code] }')) return undefined;
  const names: string[] = [];
  let depth = 0;
  let parameter = '';
  for (let at = open; at < text.length; at++) {
    const char = text[at] as string; // within the text
    if (char === "'" || char === '"' || char === '`') {
      const end = closingQuote(text, at);
      if (depth > 0) parameter += '""';
      at = end;
      continue;
    }
    if (')]}'.includes(char)) depth--;
    if (depth === 0 || (depth === 1 && char === ',')) {
      if (depth === 0 && at === open) {
        depth++;
        continue;
      }
      if (parameter.trim() !== '') {
        const name = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?:=|$)/u.exec(parameter)?.[1];
        names.push(name ?? '');
      }
      if (depth === 0) return names;
      parameter = '';
      continue;
    }
    if ('([{'.includes(char)) depth++;
    parameter += char;
  }
  return undefined;
}

function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[open]) return at;
  }
  return text.length;
}
