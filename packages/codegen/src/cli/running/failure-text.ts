import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { painter } from '../paint.ts';
import { showValue } from '../rows/convert/misfit.ts';
import type { RowFailure } from './run-rows.ts';

/** How failures are shown. */
export interface FailureFormat {
  /** The folder of the functions' sources. */
  readonly root: string;
  readonly colour: boolean;
}

/**
 * A row's failure for people: where the row stands, what it was called with, and the line of the author's TypeScript.
 *
 * ```
 * people.csv:3 - error udf-threw: no such city
 *   city(ip: "10.0.0.1")
 *   src/geo.ts:12:9
 *   12 |   throw new Error('no such city');
 *      |         ~
 * ```
 */
export function failureText(failure: RowFailure, { root, colour }: FailureFormat): string {
  const { target, chunk, row, code, message, attempts, at, args } = failure;
  const paint = painter(colour);
  const lines = [`${paint('cyan', chunk.place(row))} - ${paint('red', 'error')} ${code}: ${message}`];
  const shown = Object.entries(args).map(([name, value]) => `${name}: ${showValue(value)}`);
  if (code !== 'invalid-cell') {
    lines.push(
      `  ${target.model.name}(${shown.join(', ')})${attempts > 1 ? ` after ${attempts} attempts` : ''}`,
    );
  }
  if (at !== undefined)
    lines.push(`  ${paint('cyan', at)}`, ...frame(at, root, (text) => paint('red', text)));
  return `${lines.join('\n')}\n`;
}

/** The line of a source, and a mark under it; nothing where there is no such file. */
function frame(at: string, root: string, paint: (text: string) => string): readonly string[] {
  const [, file = '', line = '', column = ''] = /^(.*):(\d+):(\d+)$/.exec(at) ?? [];
  let text: string | undefined;
  try {
    text = readFileSync(join(root, file), 'utf8').split(/\r?\n/)[Number(line) - 1];
  } catch {
    return []; // The frame is an extra: what was built may have no sources beside it.
  }
  if (text === undefined) return [];
  const before = text.slice(0, Number(column) - 1).replace(/[^\t]/g, ' ');
  return [`  ${line} | ${text}`, `  ${' '.repeat(line.length)} | ${before}${paint('~')}`];
}

/** The failure as data. */
export function failureData({ target, chunk, row, code, message, attempts, at, args }: RowFailure): object {
  const place = at === undefined ? {} : { at };
  return {
    row: chunk.place(row),
    function: target.model.name,
    code,
    message,
    attempts,
    ...place,
    arguments: args,
  };
}
