import { Node } from 'ts-morph';
import type { Analysis } from '../analyse/analysis.ts';
import type { RelatedSpan } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';
import { calledFunction } from './called-function.ts';
import { standardPath } from './standard-path.ts';

/** What gives another value each time, whatever it is called with. */
const calls: ReadonlySet<string> = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  'crypto.randomBytes',
  'crypto.randomInt',
  'crypto.randomFillSync',
  'process.hrtime',
  'process.hrtime.bigint',
  'process.uptime',
  'process.memoryUsage',
  'process.cpuUsage',
  'Temporal.Now.instant',
  'Temporal.Now.plainDateISO',
  'Temporal.Now.plainDateTimeISO',
  'Temporal.Now.plainTimeISO',
  'Temporal.Now.zonedDateTimeISO',
  'uuid.v1',
  'uuid.v4',
  'uuid.v6',
  'uuid.v7',
  'nanoid.nanoid',
]);

/** Helpers call helpers; what is deeper than this is not looked at. */
const deepest = 8;

/** Warns of what a function that claims to be deterministic, or a helper of the package's that it calls, asks of the world. */
export function checkDeterminism(analysis: Analysis): void {
  const { declaration, pkg, read } = analysis;
  if (!read.options.deterministic || !pkg.sources.includes(declaration.fn.getSourceFile())) return;
  trace(declaration.fn, [], new Set([declaration.fn]), analysis);
}

/** @param through the calls by which the function is reached, outermost first */
function trace(fn: Node, through: readonly Node[], seen: Set<Node>, analysis: Analysis): void {
  fn.forEachDescendant((node) => {
    const what = changing(node);
    if (what !== undefined) report(node, what, through, analysis);
    if (!Node.isCallExpression(node) || through.length >= deepest) return;
    const called = calledFunction(node, analysis.pkg);
    if (called === undefined || seen.has(called) || called.getAncestors().includes(fn)) return;
    seen.add(called);
    trace(called, [...through, node], seen, analysis);
  });
}

/** How a node reads what changes; undefined where it does not. */
function changing(node: Node): string | undefined {
  if (Node.isNewExpression(node)) {
    const bare = node.getArguments().length === 0 && standardPath(node.getExpression()) === 'Date';
    return bare ? 'calls new Date()' : undefined;
  }
  if (Node.isCallExpression(node)) {
    const path = standardPath(node.getExpression());
    return path !== undefined && (calls.has(path) || path === 'Date') ? `calls ${path}()` : undefined;
  }
  if (Node.isIdentifier(node) ? node.getText() !== 'env' : !Node.isPropertyAccessExpression(node))
    return undefined;
  const declares = Node.isPropertyAccessExpression(node.getParent()) && node.getText() === 'env';
  if (declares && node.getParent()?.getLastChild() === node) return undefined;
  return standardPath(node) === 'process.env' ? 'reads process.env' : undefined;
}

function report(node: Node, what: string, through: readonly Node[], { sink, udf, pkg }: Analysis): void {
  const [first, ...rest] = [...through, node];
  if (first === undefined) return;
  const related: readonly RelatedSpan[] = rest.map((place, index) => ({
    ...spanOf(place, pkg.root),
    message: index === rest.length - 1 ? `which ${what}` : 'which calls this',
  }));
  const helper = through.length === 0 ? '' : `, through ${calleeText(through[0])}()`;
  sink.report('not-deterministic', { udf, what: `${what}${helper}` }, spanOf(first, pkg.root), related);
}

function calleeText(call: Node | undefined): string {
  return Node.isCallExpression(call) ? call.getExpression().getText().replace(/\s+/g, ' ') : '';
}
