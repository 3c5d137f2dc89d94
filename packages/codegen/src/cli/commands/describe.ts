import { relative } from 'node:path';
import { nearestName, type UdfModel } from '@sluice/sdk/manifest';
import { describe } from '../../describe/describe.ts';
import { readModels } from '../read-models.ts';
import { exitCode, type Terminal } from '../terminal.ts';

/** `sluice describe [name] [package]` */
export async function runDescribe(
  name: string | undefined,
  where: string,
  options: { readonly out: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const { models, folder, code } = await readModels(where, options, terminal);
  if (folder === undefined) return code;
  const chosen = name === undefined ? models : models.filter((model) => model.name === name);
  if (name !== undefined && chosen.length === 0) {
    terminal.stderr(`error: ${unknownFunction(name, models, where)}\n`);
    return code === exitCode.ok ? exitCode.usage : code;
  }
  if (options.json === true) {
    const data = name === undefined ? chosen : chosen[0];
    terminal.stdout(`${JSON.stringify(data, undefined, 2)}\n`);
  } else {
    const location = relative(terminal.workingDirectory, folder).replaceAll('\\', '/') || '.';
    terminal.stdout(chosen.map((model) => describe(model, location)).join('\n'));
  }
  return code;
}

/** Says that there is no such function, and which ones there are. */
export function unknownFunction(name: string, models: readonly UdfModel[], where: string): string {
  const names = models.map((model) => model.name);
  const nearest = nearestName(name, names);
  if (nearest !== undefined) return `no function '${name}' in ${where}: did you mean '${nearest}'?`;
  return names.length === 0
    ? `no function '${name}' in ${where}: it has none`
    : `no function '${name}' in ${where}: it has ${names.join(', ')}`;
}
