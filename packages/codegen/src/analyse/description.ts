import { type JSDocableNode, Node } from 'ts-morph';
import type { Declaration } from '../discover/declaration.ts';

/** The first paragraph of a function's or class's doc comment, on one line; undefined without one. */
export function describe(declaration: Declaration): string | undefined {
  const { nameNode } = declaration;
  const written = declaration.kind === 'function' ? declaration.fn : declaration.owner;
  const documented = [nameNode.getParent()?.getParent()?.getParent(), nameNode.getParent(), written].find(
    (node): node is Node & JSDocableNode => Node.isJSDocable(node) && node.getJsDocs().length > 0,
  );
  const text = documented?.getJsDocs().at(-1)?.getDescription().trim().replaceAll('\r\n', '\n');
  const paragraph = text?.split(/\n[ \t]*\n/)[0]?.replace(/\s+/g, ' ');
  return paragraph === '' ? undefined : paragraph;
}
