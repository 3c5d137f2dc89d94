import type { Json } from '../rows/convert/to-json.ts';

/** What a function gave for a row of the sample. */
export interface RowResult {
  /** Where the row stands: `people.csv:3`; of an aggregate, its group. */
  readonly place: string;
  readonly args: Readonly<Record<string, Json>>;
  /** Of a table function, what it yielded; undefined where the row failed. */
  readonly value: Json | undefined;
  /** `udf-threw: no such city` */
  readonly error?: string;
}

/** A row whose result is another than before. */
export interface RowChange {
  /** Undefined where there was no such row, or no run before. */
  readonly before: RowResult | undefined;
  /** Undefined where there is no such row any more. */
  readonly after: RowResult | undefined;
}

/** The rows that differ, in order. Rows are the same by where they stand, and by their turn where several stand there. */
export function diffResults(
  before: readonly RowResult[] | undefined,
  after: readonly RowResult[],
): readonly RowChange[] {
  const old = byPlace(before ?? []);
  const changes: RowChange[] = [];
  for (const [key, row] of byPlace(after)) {
    const known = old.get(key);
    old.delete(key);
    if (known === undefined || textOf(known) !== textOf(row)) changes.push({ before: known, after: row });
  }
  for (const row of old.values()) changes.push({ before: row, after: undefined });
  return changes;
}

function byPlace(rows: readonly RowResult[]): Map<string, RowResult> {
  const turns = new Map<string, number>();
  return new Map(
    rows.map((row) => {
      const turn = turns.get(row.place) ?? 0;
      turns.set(row.place, turn + 1);
      return [`${row.place}\0${turn}`, row];
    }),
  );
}

function textOf({ value, error }: RowResult): string {
  return error === undefined ? JSON.stringify(value) : `error ${error}`;
}
