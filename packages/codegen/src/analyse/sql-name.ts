/** What engines agree on as a function's name, as the option `name` must be too: at most 63 characters. */
export function isSqlName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(name);
}

/** The SQL name of a function whose options give none: `parseURLPath` is `parse_url_path`. */
export function toSqlName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
