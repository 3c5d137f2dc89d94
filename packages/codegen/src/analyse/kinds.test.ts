import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formatSignature } from '../signature.ts';
import { modelsOf } from '../testing/analyse-source.ts';

/** An example of the sdk's README. */
const example = (kind: string): string =>
  readFileSync(new URL(`../../../../test/types/ok/kind-${kind}.ts`, import.meta.url), 'utf8');

it.each([
  [
    'table',
    [
      'commits(name: Utf8) -> table(Struct<sha: Utf8, at: Timestamp(ms, UTC)>)',
      'words(text: Utf8) -> table(Utf8)',
    ],
  ],
  ['vectorized', ['celsius(fahrenheit: Float64) -> Float64', 'domain(emails: Utf8?) -> Utf8?']],
  ['aggregate', ['weighted_mean(value: Float64, weight: Float64) -> Float64? (aggregate)']],
])('the examples of %s functions are what they are given for', (kind, signatures) => {
  const models = modelsOf(example(kind));
  expect(models.map((model) => [model.kind, formatSignature(model)])).toEqual(
    signatures.map((signature) => [kind, signature]),
  );
});
