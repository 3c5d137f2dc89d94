import { relative } from 'node:path';
import { describe } from '../../describe/describe.ts';
import { readModels } from '../read-models.ts';
import { exitCode, type Terminal } from '../terminal.ts';
import { unknownFunction } from '../unknown-function.ts';

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
