import { type Expression, Node } from 'ts-morph';

/** The expression without the parentheses and type assertions around it. */
export function unwrap(expression: Expression): Expression {
  let node = expression;
  while (isWrapper(node)) node = node.getExpression();
  return node;
}

/** The expression with the parentheses and type assertions around it. */
export function wrapped(expression: Expression): Node {
  let node: Node = expression;
  for (let parent = node.getParent(); parent !== undefined && isWrapper(parent); parent = node.getParent()) {
    node = parent;
  }
  return node;
}

function isWrapper(node: Node) {
  return (
    Node.isParenthesizedExpression(node) ||
    Node.isAsExpression(node) ||
    Node.isTypeAssertion(node) ||
    Node.isSatisfiesExpression(node) ||
    Node.isNonNullExpression(node)
  );
}
