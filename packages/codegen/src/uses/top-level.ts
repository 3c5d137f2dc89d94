import { type CallExpression, Node, type SourceFile } from 'ts-morph';
import type { DiagnosticSink, RelatedSpan } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';
import type { LoadedPackage } from '../project.ts';
import { calledFunction } from './called-function.ts';
import { standardPath } from './standard-path.ts';

/** What a file should not do because somebody has imported it, and how to say that it does. */
const effects: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^(fetch|WebSocket|EventSource)$/, 'opens a connection'],
  [/^https?\.(get|request)$|^(net|tls|http2)\.(connect|createConnection)$/, 'opens a connection'],
  [/^(https?|http2|net|tls)\.create(Secure)?Server$|^dgram\.createSocket$/, 'starts a server'],
  [/^(setTimeout|setInterval|setImmediate|promises\.set(Timeout|Interval|Immediate))$/, 'starts a timer'],
  [/^console\.\w+$|^process\.(stdout|stderr)\.write$/, 'prints'],
  [/^process\.(exit|abort|kill|chdir)$/, 'acts on the whole process'],
  [/^process\.(on|once|addListener|prependListener)$/, 'listens to the whole process'],
  [/^child_process\.(exec|execFile|fork|spawn)(Sync)?$/, 'starts a process'],
  [/^(Worker|cluster\.fork)$/, 'starts a thread'],
  [/^fs\.(promises\.)?(write|append|mkdir|mkdtemp|rm|rmdir|unlink|rename|copy|cp)\w*$/, 'writes to the disk'],
];

/** Helpers call helpers; what is deeper than this is not looked at. */
const deepest = 8;

/** Warns of what a file does when it is loaded: every worker loads it, before the first row. */
export function checkTopLevel(source: SourceFile, pkg: LoadedPackage, sink: DiagnosticSink): void {
  visit(source, [], new Set(), pkg, sink);
}

/** @param through the calls by which a function is run, outermost first */
function visit(
  node: Node,
  through: readonly CallExpression[],
  seen: Set<Node>,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): void {
  node.forEachChild((child) => {
    if (runsLater(child) || isGuarded(child)) return;
    if (Node.isCallExpression(child) || Node.isNewExpression(child)) {
      const path = standardPath(child.getExpression());
      const effect = effects.find(([pattern]) => path !== undefined && pattern.test(path));
      if (effect !== undefined && path !== undefined) report(child, path, effect[1], through, pkg, sink);
      const called = Node.isCallExpression(child) ? calledFunction(child, pkg) : undefined;
      if (Node.isCallExpression(child) && called && !seen.has(called) && through.length < deepest) {
        seen.add(called);
        visit(called, [...through, child], seen, pkg, sink);
      }
    }
    visit(child, through, seen, pkg, sink);
  });
}

/** Functions are called by somebody else, if at all; fields of instances are made with them. */
function runsLater(node: Node): boolean {
  if (Node.isPropertyDeclaration(node)) return !node.isStatic();
  return Node.isFunctionLikeDeclaration(node) || Node.isFunctionExpression(node) || Node.isTypeNode(node);
}

/** `if (import.meta.main)`, `if (process.argv[1] === …)`: what follows runs only where the file is the program. */
function isGuarded(node: Node): boolean {
  return (
    Node.isIfStatement(node) &&
    /\bimport\.meta\b|\bprocess\.argv\b|\brequire\.main\b/.test(node.getExpression().getText())
  );
}

function report(
  node: Node,
  path: string,
  what: string,
  through: readonly CallExpression[],
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): void {
  const [first, ...rest] = [...through, node];
  if (first === undefined) return;
  const related: readonly RelatedSpan[] = rest.map((place, index) => ({
    ...spanOf(place, pkg.root),
    message: index === rest.length - 1 ? `${path} ${what}` : 'which calls this',
  }));
  sink.report('top-level-effect', { path, what }, spanOf(first, pkg.root), related);
}
