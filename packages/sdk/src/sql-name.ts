/** The SQL name of a function whose options give none: `parseURLPath` is `parse_url_path`. */
export function toSqlName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
