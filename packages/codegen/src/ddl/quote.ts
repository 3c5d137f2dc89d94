/** A name in SQL: as it is where it is plain and no word of the language, otherwise between quotation marks. */
export function quoteName(name: string, mark: '"' | '`'): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !reservedWords.has(name)) return name;
  return `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
}

/** Text in SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The lines of a description as comments that start with `mark`. */
export function commentLines(text: string | undefined, mark: string): readonly string[] {
  return text === undefined ? [] : text.split('\n').map((line) => `${mark} ${line}`.trimEnd());
}

/**
 * Words that may not stand as a name somewhere in one of the dialects. Those of DuckDB are all among them, which a test
 * asks DuckDB about, and with them those of PostgreSQL, which RisingWave follows. Quoting one too many does no harm.
 */
const reservedWords: ReadonlySet<string> = new Set(
  `all analyse analyze and anti any array as asc asof asymmetric at authorization between bigint binary bit boolean both
  by case cast char character check coalesce collate collation column columns concurrently constraint create cross
  current current_catalog current_date current_role current_time current_timestamp current_user database date dec decimal
  default deferrable delete desc describe distinct do double drop else end except exists explain extract false fetch float
  for foreign format freeze from full function generated glob global grant group grouping grouping_id having if ilike in
  initially inner inout insert int integer intersect interval into is isnull join key lambda lateral leading left like
  limit local localtime localtimestamp map national natural nchar none not notnull null nullif numeric offset on only or
  order out outer over overlaps overlay pivot pivot_longer pivot_wider placing position positional precision primary
  qualify range real references returning returns right row rows select semi session_user set setof settings show similar
  smallint some stage string struct substring summarize symmetric table tablesample then time timestamp tinyint to
  trailing treat trim true try_cast tuple union unique unpack unpivot update use user using value values varchar variadic
  variant verbose view virtual when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest
  xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(/\s+/),
);
