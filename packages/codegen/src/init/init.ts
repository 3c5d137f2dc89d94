import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compareText } from '../diagnostics/diagnostic.ts';
import { type TemplateName, templateFolder } from './templates.ts';

/** What a package is made from. */
export interface InitOptions {
  readonly template: TemplateName;
  /** The npm name of the package. */
  readonly name: string;
  /** That of the packages of Sluice that the package will need: this one's own. */
  readonly version: string;
}

/** The name that every template has in the place of its own. */
const placeholder = 'my-udfs';

/**
 * npm leaves a .gitignore out of what it publishes, and tools take a package.json inside of a package for a mistake: templates
 * have them under other names.
 */
const renamed: Readonly<Record<string, string>> = {
  gitignore: '.gitignore',
  '_package.json': 'package.json',
};

/**
 * Writes a package from a template.
 *
 * @returns the files, relative to the folder, sorted
 */
export function init(folder: string, options: InitOptions): readonly string[] {
  const source = templateFolder(options.template);
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(source.length + 1));
  const written: string[] = [];
  for (const file of files) {
    const path = join(dirname(file), renamed[basename(file)] ?? basename(file));
    const text = readFileSync(join(source, file), 'utf8').replaceAll(placeholder, options.name);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path === 'package.json' ? fillVersions(text, options.version) : text);
    written.push(path.replaceAll('\\', '/'));
  }
  return written.sort(compareText);
}

/** What is in a folder and would be in the way of a package: anything but a repository that waits for its first commit. */
export function inTheWay(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name !== '.git')
      .sort(compareText);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // readdir throws nothing but system errors.
    throw error;
  }
}

/** A name that npm takes: lower case, without a dot or a line in front. */
export function isPackageName(name: string): boolean {
  return name.length <= 214 && /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/.test(name);
}

/** The package's name, made from that of its folder: `My UDFs` is `my-udfs`. */
export function nameFromFolder(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9._~-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '');
  return isPackageName(name) ? name : placeholder;
}

/** The packages of Sluice are released together, so that they belong together by version too. */
function fillVersions(packageJson: string, version: string): string {
  return packageJson.replace(/("@sluice\/[a-z]+": )"\*"/g, `$1"^${version}"`);
}
