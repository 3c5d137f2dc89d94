import type { UdfModel } from '@sluice/sdk/manifest';
import { formatOptions, formatSignature } from '../../signature.ts';
import { readModels } from '../read-models.ts';
import type { Terminal } from '../terminal.ts';

/** `sluice list [package]` */
export async function runList(
  where: string,
  options: { readonly out: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const { models, code } = await readModels(where, options, terminal);
  if (options.json === true) terminal.stdout(`${JSON.stringify(models, undefined, 2)}\n`);
  else terminal.stdout(models.map(summarise).join(''));
  return code;
}

function summarise(model: UdfModel): string {
  const { file, line, column } = model.source;
  const options = formatOptions(model.options);
  return [
    formatSignature(model),
    ...(model.description === undefined ? [] : [`  ${model.description}`]),
    ...(options === '' ? [] : [`  ${options}`]),
    `  ${file}:${line}:${column}`,
    '',
  ].join('\n');
}
