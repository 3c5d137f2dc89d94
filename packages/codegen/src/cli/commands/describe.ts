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
  const { models, found, code } = await readModels(where, options, terminal);
  if (found === undefined) return code;
  const chosen = name === undefined ? models : models.filter((model) => model.name === name);
  if (name !== undefined && chosen.length === 0) {
    terminal.stderr(`error: ${unknownFunction(name, models, where)}\n`);
    return code === exitCode.ok ? exitCode.usage : code;
  }
  if (options.json === true) {
    const data = name === undefined ? chosen : chosen[0];
    terminal.stdout(`${JSON.stringify(data, undefined, 2)}\n`);
  } else {
    terminal.stdout(chosen.map((model) => describe(model, found.location)).join('\n'));
  }
  return code;
}
