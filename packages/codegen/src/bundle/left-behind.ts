import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type * as esbuild from 'esbuild';
import { ts } from 'ts-morph';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { relativePath } from '../paths.ts';
import type { BundlePlaces } from './canonical-paths.ts';
import { chainTo, isOwn, spanInText } from './import-chain.ts';
import { messageSpan } from './location.ts';

/** esbuild tells of these only where it is asked to. In a `try`, whose `catch` has another way, it never does. */
export const dynamicImports: Record<string, esbuild.LogLevel> = {
  'unsupported-require-call': 'warning',
  'unsupported-dynamic-import': 'warning',
};

/** Packages that find a native addon beside the files of the package that asks, which the bundle leaves behind. */
const addonFinders: ReadonlySet<string> = new Set([
  'bindings',
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  'node-pre-gyp',
  '@mapbox/node-pre-gyp',
  'pkg-prebuilds',
]);

/** Warns of what the code of a bundle will look for when it runs, and a bundle has not. */
export function reportLeftBehind(
  {
    warnings,
    metafile,
    code,
  }: { warnings: readonly esbuild.Message[]; metafile: esbuild.Metafile; code: string },
  carried: ReadonlySet<string>,
  places: BundlePlaces,
  sink: DiagnosticSink,
): void {
  const isCarried = (path: string): boolean => carried.has(join(places.root, path).replaceAll('\\', '/'));
  for (const warning of warnings) {
    const { location } = warning;
    if (!Object.hasOwn(dynamicImports, warning.id) || location === null || !isCarried(location.file))
      continue;
    const what = warning.id === 'unsupported-dynamic-import' ? 'import(…)' : 'require(…)';
    const culprit = messageSpan(location, places);
    if (isGuarded(culprit.file, readIfThere(join(places.root, culprit.file)), culprit.line, culprit.column))
      continue;
    const { at, related } = chainTo(culprit, `which calls ${what}`, metafile, places);
    sink.report('dynamic-import', { what }, at, related);
  }
  const seeksFiles = /\bimport\.meta\b|\bsluice(Dirname|Filename)\b/.test(code);
  for (const [path, input] of Object.entries(metafile.inputs)) {
    if (!isCarried(path)) continue;
    const finder = input.imports.find(({ original }) => original !== undefined && addonFinders.has(original));
    if (finder?.original === undefined && !seeksFiles) continue;
    const text = readIfThere(join(places.root, path));
    if (finder?.original !== undefined) reportFinder(path, text, finder.original, metafile, places, sink);
    // Of the author's own files every use of their place is reported: see moved-paths.ts.
    if (seeksFiles && !isOwn(path)) reportFiles(path, text, metafile, places, sink);
  }
}

function reportFinder(
  path: string,
  text: string,
  finder: string,
  metafile: esbuild.Metafile,
  places: BundlePlaces,
  sink: DiagnosticSink,
): void {
  const call = unguardedCall(path, text, finder);
  if (call === undefined) return;
  const culprit = spanInText(text, path, call.start, call.length);
  const chain = chainTo(culprit, 'which finds its native code so', metafile, places);
  sink.report('native-lookup', { specifier: chain.specifier ?? finder, finder }, chain.at, chain.related);
}

/** The first place where a module is named outside of a `try`, whose `catch` would do without it. */
function unguardedCall(
  path: string,
  text: string,
  specifier: string,
): { start: number; length: number } | undefined {
  return unguarded(path, text, (node, source) => {
    if (!ts.isStringLiteral(node) || node.text !== specifier) return undefined;
    return { start: node.getStart(source), length: node.getWidth(source) };
  });
}

/** Whether a line and column, both from 1 on, are in a `try` with a `catch`. */
function isGuarded(path: string, text: string, line: number, column: number): boolean {
  return (
    unguarded(path, text, (node, source) => {
      const position = source.getPositionOfLineAndCharacter(line - 1, column - 1);
      const inside = node.getStart(source) <= position && position < node.end;
      return inside && node.getChildCount(source) === 0 ? true : undefined;
    }) === undefined
  );
}

/** The first answer that is given for a node outside of every `try`. */
function unguarded<T>(
  path: string,
  text: string,
  ask: (node: ts.Node, source: ts.SourceFile) => T | undefined,
): T | undefined {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const visit = (node: ts.Node): T | undefined => {
    if (ts.isTryStatement(node) && node.catchClause !== undefined) return visit(node.catchClause);
    return ask(node, source) ?? ts.forEachChild(node, visit);
  };
  return visit(source);
}

/** Names of a folder and the literals that follow: `join(__dirname, '..', 'rates.csv')`. */
const literal = String.raw`(?:'[^'\\\n]*'|"[^"\\\n]*")`;
const folderConst =
  /\b(?:const|let|var)\s+([\w$]+)\s*=\s*[^;\n]*(?:\bimport\.meta\.(?:url|dirname)\b|\b__dirname\b)[^;\n]*/g;

function reportFiles(
  path: string,
  text: string,
  metafile: esbuild.Metafile,
  places: BundlePlaces,
  sink: DiagnosticSink,
): void {
  if (!/\bimport\.meta\.(url|dirname)\b|\b__dirname\b/.test(text)) return;
  const folder = dirname(join(places.root, path));
  for (const { at: start, length, parts } of soughtFiles(text)) {
    const sought = resolve(folder, ...parts);
    const there = resolve(dirname(places.bundle), ...parts);
    if (sought === folder || !existsSync(sought) || existsSync(there)) continue;
    const culprit = spanInText(text, path, start, length);
    const chain = chainTo(culprit, 'which looks for it here', metafile, places);
    const file = parts.join('/').replace(/^\.\//, '');
    const place = relativePath(places.root, there);
    sink.report('file-left-behind', { file, place }, chain.at, chain.related);
  }
}

interface SoughtFile {
  readonly at: number;
  readonly length: number;
  readonly parts: readonly string[];
}

/** The files that a text names from its own folder on, as far as its words tell. */
function soughtFiles(text: string): readonly SoughtFile[] {
  const names = [...text.matchAll(folderConst)]
    .filter(([statement]) => !new RegExp(literal).test(statement.replace(/(['"])\.\/?\1/g, '')))
    .map(([, name = '']) => name.replaceAll('$', '\\$'));
  const folder = `(?:${['__dirname', String.raw`import\.meta\.dirname`, ...names].join('|')})`;
  const patterns = [
    new RegExp(String.raw`\bnew URL\(\s*(${literal})\s*,\s*(?:import\.meta\.url|${folder})\s*,?\s*\)`, 'g'),
    new RegExp(String.raw`\b(?:join|resolve)\(\s*${folder}((?:\s*,\s*${literal})+)\s*,?\s*\)`, 'g'),
    new RegExp(String.raw`(?<![\w$.])${folder}\s*\+\s*(${literal})`, 'g'),
  ];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => {
      const written = [...(match[1] ?? '').matchAll(new RegExp(literal, 'g'))].map(([each]) =>
        each.slice(1, -1),
      );
      // What is joined to a folder starts with a slash of its own.
      return {
        at: match.index,
        length: match[0].length,
        parts: written.map((part) => part.replace(/^\//, './')),
      };
    }),
  );
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // Emitted modules are in memory only, and look for nothing.
  }
}
