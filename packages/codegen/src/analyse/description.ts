import { type JSDocableNode, Node } from 'ts-morph';
import type { Declaration } from '../discover/discover.ts';

/** The first paragraph of a function's doc comment, on one line; undefined without one. */
export function describe({ fn, nameNode }: Declaration): string | undefined {
  const documented = [nameNode.getParent()?.getParent()?.getParent(), nameNode.getParent(), fn].find(
    (node): node is Node & JSDocableNode => Node.isJSDocable(node) && node.getJsDocs().length > 0,
  );
  const text = documented?.getJsDocs().at(-1)?.getDescription().trim().replaceAll('\r\n', '\n');
  const paragraph = text?.split(/\n[ \t]*\n/)[0]?.replace(/\s+/g, ' ');
  return paragraph === '' ? undefined : paragraph;
}
