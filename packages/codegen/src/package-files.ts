import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type CompilerOptions, ts } from 'ts-morph';
import { compareText, type DiagnosticSink, wholeFile } from './diagnostics/diagnostic.ts';
import { relativePath } from './paths.ts';

/** What a package is made of, before any source is read. */
export interface PackageFiles {
  /** The package's folder: absolute, with symbolic links resolved. */
  readonly root: string;
  readonly name: string;
  readonly version: string;
  /** Whether the author wrote a tsconfig.json. */
  readonly configured: boolean;
  readonly options: CompilerOptions;
  /** Absolute: where `options` come from, where tsconfig.json only refers to others. */
  readonly tsconfig?: string;
  /** The author's sources, sorted: no tests, no declaration files, nothing that was built. */
  readonly sources: readonly string[];
  /** The package's own declaration files, which may declare what is global. */
  readonly declarations: readonly string[];
}

/**
 * Reads package.json and tsconfig.json, and finds the sources. Undefined when something in the way was reported.
 *
 * @param outDir what `sluice build` writes, relative to the folder: not among the sources
 */
export function readPackageFiles(
  folder: string,
  outDir: string,
  sink: DiagnosticSink,
): PackageFiles | undefined {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    sink.report('folder-not-found', { folder }, wholeFile('.'));
    return undefined;
  }
  const root = realpathSync(folder);
  const manifest = readPackageJson(root, sink);
  const config = readTsconfig(root, sink);
  if (manifest === undefined || config === undefined) return undefined;

  const output = resolve(root, outDir);
  const files = config.files.filter((file) => isInside(file, root) && !isInside(file, output));
  const sources = files.filter(isSource).sort(compareText);
  if (sources.length === 0) {
    sink.report('no-sources', {}, wholeFile('package.json'));
    return undefined;
  }
  return {
    root,
    ...manifest,
    configured: config.written,
    options: config.options,
    ...(config.tsconfig === undefined ? {} : { tsconfig: config.tsconfig }),
    sources,
    declarations: files.filter(isDeclarationFile),
  };
}

/** What a package without a tsconfig.json is read with. It will be bundled, so it may import as bundlers allow. */
export const defaultOptions: CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.esnext.disposable.d.ts'],
  types: [],
  strict: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
};

function readPackageJson(
  root: string,
  sink: DiagnosticSink,
): Pick<PackageFiles, 'name' | 'version'> | undefined {
  const path = join(root, 'package.json');
  if (!existsSync(path)) {
    sink.report('no-package-json', {}, wholeFile('.'));
    return undefined;
  }
  const invalid = (problem: string): undefined => {
    sink.report('invalid-package-json', { problem }, wholeFile('package.json'));
  };
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return invalid(`is not JSON: ${(error as Error).message}`); // JSON.parse throws nothing but SyntaxError.
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return invalid('is not an object');
  const { name, version = '0.0.0' } = json as { name?: unknown; version?: unknown };
  if (typeof name !== 'string' || name === '') {
    return invalid('has no "name": add one, such as "name": "my-udfs"');
  }
  if (typeof version !== 'string')
    return invalid('has a "version" that is not a string: write it as "1.0.0"');
  return { name, version };
}

interface Config {
  /** Whether the author wrote it. */
  readonly written: boolean;
  readonly options: CompilerOptions;
  /** Where they come from, where that is another file that tsconfig.json refers to. */
  readonly tsconfig?: string;
  /** Absolute. */
  readonly files: readonly string[];
}

function readTsconfig(root: string, sink: DiagnosticSink): Config | undefined {
  const path = join(root, 'tsconfig.json');
  if (!existsSync(path)) return { written: false, options: defaultOptions, files: walk(root) };
  const host: ts.ParseConfigFileHost = {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    getCurrentDirectory: () => root,
    onUnRecoverableConfigFileDiagnostic: () => undefined, // It is among the errors too.
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(path, {}, host);
  const errors = (parsed?.errors ?? []).filter((error) => !tolerated.includes(error.code));
  for (const error of errors) {
    const problem = ts.flattenDiagnosticMessageText(error.messageText, ' ');
    if (error.file === undefined || error.start === undefined) {
      sink.report('invalid-tsconfig', { problem }, wholeFile('tsconfig.json'));
    } else {
      const { line, character } = ts.getLineAndCharacterOfPosition(error.file, error.start);
      const file = relativePath(root, error.file.fileName);
      const span = { file, line: line + 1, column: character + 1, length: error.length ?? 1 };
      sink.report('invalid-tsconfig', { problem }, span);
    }
  }
  if (parsed === undefined || errors.length > 0) return undefined;
  const missing = parsed.fileNames.find((file) => !existsSync(file));
  if (missing !== undefined) {
    const problem = `it names '${relativePath(root, missing)}', which does not exist`;
    sink.report('invalid-tsconfig', { problem }, wholeFile('tsconfig.json'));
    return undefined;
  }
  // A tsconfig.json that only refers to others names no files: then every source in the folder counts.
  if (parsed.fileNames.length > 0) return { written: true, options: parsed.options, files: parsed.fileNames };
  return { written: true, ...(referred(parsed, host) ?? { options: parsed.options }), files: walk(root) };
}

/** References to references are followed so far. */
const MAX_REFERENCES = 64;

/**
 * The project, of those that a configuration refers to, that has the functions: the first with a source that imports the sdk,
 * or else the first with a source.
 */
function referred(
  { projectReferences = [] }: ts.ParsedCommandLine,
  host: ts.ParseConfigFileHost,
): Pick<Config, 'options' | 'tsconfig'> | undefined {
  const queue = projectReferences.map((reference) => ts.resolveProjectReferencePath(reference) as string);
  let first: Pick<Config, 'options' | 'tsconfig'> | undefined;
  for (let i = 0; i < Math.min(queue.length, MAX_REFERENCES); i++) {
    const tsconfig = queue[i] as string; // i is one of queue
    const parsed = existsSync(tsconfig) ? ts.getParsedCommandLineOfConfigFile(tsconfig, {}, host) : undefined;
    if (parsed === undefined) continue;
    const found = { options: parsed.options, tsconfig };
    const sources = parsed.fileNames.filter((file) => isSource(file) && existsSync(file));
    if (sources.some((file) => /['"]@sluice\/sdk['"]/.test(readFileSync(file, 'utf8')))) return found;
    if (sources.length > 0) first ??= found;
    for (const reference of parsed.projectReferences ?? []) {
      const path = ts.resolveProjectReferencePath(reference) as string;
      if (!queue.includes(path)) queue.push(path);
    }
  }
  return first;
}

/**
 * TypeScript's codes for a configuration that names no files, which may well refer to others, and for options and
 * values that are unknown: those of a newer TypeScript are, and of any other its own compiler tells.
 */
const tolerated: readonly number[] = [18002, 18003, 5023, 5025, 6046];

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return /\.[cm]?tsx?$/.test(entry.name) ? [path] : [];
    const skipped = !entry.isDirectory() || entry.name === 'node_modules' || entry.name.startsWith('.');
    return skipped || existsSync(join(path, 'package.json')) ? [] : walk(path);
  });
}

function isDeclarationFile(path: string): boolean {
  return /\.d\.([^./]+\.)?[cm]?ts$/.test(path);
}

function isSource(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path) && !isDeclarationFile(path) && !/\.(test|spec)\.[cm]?tsx?$/.test(path);
}

function isInside(path: string, folder: string): boolean {
  const relative = relativePath(folder, path);
  return relative !== '' && !relative.startsWith('../') && !relative.split('/').includes('node_modules');
}
