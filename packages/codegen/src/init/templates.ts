import { fileURLToPath } from 'node:url';

/** What `sluice init` can start a package from, and what each is for: a folder of `templates/` each. */
export const templates = {
  sync: 'parsers: a row in, a value out',
  http: 'asks an HTTP service about each row: timeout, retries, many calls in flight',
  batch: 'asks a model about many rows at once: micro-batches, an error for each row',
  aggregate: 'many rows in, one value out: a class whose states merge',
} as const;

/** The name of a template. */
export type TemplateName = keyof typeof templates;

/** Every template's name, the one that is taken where nothing is said first. */
export const templateNames: readonly TemplateName[] = Object.keys(templates) as TemplateName[]; // Its keys are that type.

/** Where a template's files are: beside `dist` in what is published, beside `src` here. */
export function templateFolder(name: TemplateName): string {
  return fileURLToPath(new URL(`../../templates/${name}`, import.meta.url));
}
