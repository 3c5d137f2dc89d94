import { ddl } from '../../ddl/ddl.ts';
import type { EngineName } from '../../ddl/names.ts';
import { readModels } from '../read-models.ts';
import { exitCode, type Terminal } from '../terminal.ts';
import { unknownFunction } from '../unknown-function.ts';

/** Options of `sluice ddl`. */
export interface DdlCommandOptions {
  readonly out: string;
  readonly only?: readonly string[];
  readonly url?: string;
  readonly command?: string;
}

/** `sluice ddl <engine> [package]` */
export async function runDdl(
  engine: EngineName,
  where: string,
  { out, only, ...options }: DdlCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const { models, package: pkg, code } = await readModels(where, { out }, terminal);
  if (pkg === undefined) return code;
  const unknown = only?.find((name) => models.every((model) => model.name !== name));
  if (unknown !== undefined) {
    terminal.stderr(`error: ${unknownFunction(unknown, models, where)}\n`);
    return code === exitCode.ok ? exitCode.usage : code;
  }
  const chosen = only === undefined ? models : models.filter(({ name }) => only.includes(name));
  const { text, skipped } = ddl(engine, chosen, pkg, options);
  terminal.stdout(text);
  for (const { udf, reason } of skipped) terminal.stderr(`skipped ${udf}: ${reason}\n`);
  return text === '' ? exitCode.diagnostics : code;
}
