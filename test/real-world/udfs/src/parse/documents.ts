import { type Json, type JsonValue, udf } from '@sluice/sdk';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { JSONPath } from 'jsonpath-plus';

const xml = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@' });

/** A feed of a partner as JSON, for the JSON functions of the engine. */
export const xmlToJson = udf({ deterministic: true, onError: 'capture' }, (text: string): Json => {
  const problem = XMLValidator.validate(text);
  if (problem !== true) throw new SyntaxError(`line ${problem.err.line}: ${problem.err.msg}`);
  return xml.parse(text) as JsonValue;
});

/** All that a path finds in a document, each as text. */
export const jsonPath = udf({ deterministic: true }, (document: Json, path: string): string[] => {
  if (document === null || typeof document !== 'object') return [];
  const found: unknown[] = JSONPath({ path, json: document, wrap: true, eval: false });
  return found.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
});
