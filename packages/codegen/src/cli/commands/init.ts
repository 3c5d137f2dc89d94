import { join, relative, resolve } from 'node:path';
import { nearestName } from '@sluice/sdk/manifest';
import { init, inTheWay, isPackageName, nameFromFolder } from '../../init/init.ts';
import { type TemplateName, templateNames, templates } from '../../init/templates.ts';
import { readVersion } from '../../version.ts';
import { exitCode, type Terminal } from '../terminal.ts';

/** Options of `sluice init`. */
export interface InitCommandOptions {
  readonly template?: TemplateName;
  readonly name?: string;
  readonly force?: boolean;
}

/** `sluice init [dir]` */
export async function runInit(dir: string, options: InitCommandOptions, terminal: Terminal): Promise<number> {
  const folder = resolve(terminal.workingDirectory, dir);
  const obstacles = options.force === true ? [] : inTheWay(folder);
  if (obstacles.length > 0) {
    terminal.stderr(
      `error: ${dir} is not empty, it holds ${listSome(obstacles)}: give another folder, or write over it with --force\n`,
    );
    return exitCode.diagnostics;
  }
  if (options.name !== undefined && !isPackageName(options.name)) {
    terminal.stderr(`error: ${nameProblem(options.name)}\n`);
    return exitCode.usage;
  }
  const template = options.template ?? (await askTemplate(terminal));
  const name = template && (options.name ?? (await askName(nameFromFolder(folder), terminal)));
  if (template === undefined || name === undefined) {
    terminal.stderr('\n');
    return exitCode.cancelled;
  }
  const files = init(folder, { template, name, version: readVersion() });
  const shown = relative(terminal.workingDirectory, folder).replaceAll('\\', '/');
  for (const file of files) terminal.stdout(`${join(shown, file).replaceAll('\\', '/')}\n`);
  const manager = packageManager(process.env['npm_config_user_agent']);
  const enter = shown === '' ? '' : `cd ${shown}, then `;
  terminal.stderr(`\n${name} is ready: ${enter}${manager} install, ${manager} test, ${manager} start\n`);
  return exitCode.ok;
}

/** The template of the user's choice; undefined where the user leaves. Nobody to ask chooses the first. */
async function askTemplate({ ask, stderr }: Terminal): Promise<TemplateName | undefined> {
  const [first] = templateNames;
  if (ask === undefined) return first;
  stderr('Which template?\n');
  for (const [at, name] of templateNames.entries())
    stderr(`  ${at + 1}  ${name.padEnd(10)} ${templates[name]}\n`);
  for (;;) {
    const answer = (await ask(`1 to ${templateNames.length}, or a name (${first}): `))?.trim();
    if (answer === undefined) return undefined;
    if (answer === '') return first;
    const chosen = templateNames.find((name, at) => answer === name || answer === String(at + 1));
    if (chosen !== undefined) return chosen;
    const nearest = nearestName(answer, templateNames);
    stderr(`there is no template '${answer}'${nearest === undefined ? '' : `: did you mean ${nearest}?`}\n`);
  }
}

/** The name of the user's choice; undefined where the user leaves. Nobody to ask takes the folder's. */
async function askName(standard: string, { ask, stderr }: Terminal): Promise<string | undefined> {
  if (ask === undefined) return standard;
  for (;;) {
    const answer = (await ask(`The package's name (${standard}): `))?.trim();
    if (answer === undefined) return undefined;
    if (answer === '') return standard;
    if (isPackageName(answer)) return answer;
    stderr(`${nameProblem(answer)}\n`);
  }
}

function nameProblem(name: string): string {
  return `'${name}' is no name for an npm package: lower-case letters, digits, '-', '_' and '.', as in my-udfs or @acme/geo`;
}

/** The first few names, and how many more there are. */
function listSome(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** Whichever package manager runs this: `npm/10.8.2 node/…` is npm. */
function packageManager(userAgent: string | undefined): string {
  const name = userAgent?.split('/')[0];
  return name === 'pnpm' || name === 'yarn' || name === 'bun' ? name : 'npm';
}
