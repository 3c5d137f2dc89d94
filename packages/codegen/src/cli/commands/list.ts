import { resolve } from 'node:path';
import type { UdfModel } from '@sluice/sdk/manifest';
import { list } from '../../list.ts';
import { formatOptions, formatSignature } from '../../signature.ts';
import { reportDiagnostics } from '../talk.ts';
import type { Terminal } from '../terminal.ts';

/** `sluice list [dir]` */
export async function runList(
  folder: string,
  options: { readonly out: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const { models, diagnostics } = await list(resolve(terminal.workingDirectory, folder), {
    outDir: options.out,
  });
  const code = reportDiagnostics(diagnostics, folder, terminal);
  if (options.json === true) terminal.stdout(`${JSON.stringify(models, undefined, 2)}\n`);
  else terminal.stdout(models.map(describeModel).join(''));
  return code;
}

function describeModel(model: UdfModel): string {
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
