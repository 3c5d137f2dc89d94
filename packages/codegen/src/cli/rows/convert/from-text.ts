import type { ArrowType } from '@sluice/sdk/manifest';
import { type FromJson, fromJson } from './from-json.ts';
import { Misfit } from './misfit.ts';

/** Makes what a function is given of the text of a cell. */
export type FromText = (text: string) => unknown;

/**
 * Reads cells of CSV as values of a type: text as it stands, numbers and booleans as they are written, all else as
 * `fromJson` takes it; lists, structs, maps and unions as JSON.
 *
 * @returns Throws `Misfit`. What an empty cell is, its reader knows.
 */
export function fromText(type: ArrowType): FromText {
  const json = fromJson(type);
  switch (type.kind) {
    case 'bool':
      return (text) => {
        if (/^(true|t|yes|1)$/i.test(text)) return true;
        if (/^(false|f|no|0)$/i.test(text)) return false;
        throw new Misfit(text, type, 'true or false');
      };
    case 'float':
      return (text) => (isNumber(text) ? Number(text) : json(text.trim()));
    case 'list':
    case 'fixed-list':
    case 'struct':
    case 'map':
    case 'union':
    case 'json':
      return (text) => json(parse(text, type));
    case 'dictionary':
      return type.values === undefined ? fromText(type.value) : json;
    case 'utf8':
    case 'uuid':
    case 'binary':
    case 'fixed-binary':
      return json;
    case 'null':
    case 'int':
    case 'decimal':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'duration':
    case 'interval':
      return trimmed(json);
  }
}

function trimmed(read: FromJson): FromText {
  return (text) => read(text.trim());
}

/** As JavaScript writes numbers, in decimal digits only. */
function isNumber(text: string): boolean {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text);
}

function parse(text: string, type: ArrowType): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Misfit(text, type, 'a value of JSON');
  }
}
