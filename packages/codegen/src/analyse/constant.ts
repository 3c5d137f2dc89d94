import { Node, SyntaxKind } from 'ts-morph';
import { unwrap } from '../discover/unwrap.ts';

/** A value that is known when the package is built, or the nodes that keep it from being known. */
export type Constant = { readonly value: unknown } | { readonly notConstant: readonly NotConstant[] };

/** A place that holds no constant. */
export interface NotConstant {
  readonly node: Node;
  /** Where its value comes from, when that is another place. */
  readonly because?: Node;
}

/** Where each option of an object is written: `window.rows` for a nested one. */
export type OptionNodes = Map<string, Node>;

/** Stands for every function: which one it is only the run can tell, but that it is one the options must say. */
const someFunction = (): never => {
  throw new Error("a function among a package's options was called to build it: please report this as a bug");
};

/**
 * Evaluates literals, objects, arrays, spreads, arithmetic on numbers, strings that are joined, enum members and
 * references to consts, across files; an expression of a function's type is a function. Nothing is run.
 *
 * @param nodes collects the place of each property, under its path after `path`
 */
export function evaluate(node: Node, nodes: OptionNodes = new Map(), path = '', depth = 0): Constant {
  const constant = evaluateData(node, nodes, path, depth);
  return 'notConstant' in constant && isFunction(node) ? { value: someFunction } : constant;
}

function isFunction(node: Node): boolean {
  return node.getType().getCallSignatures().length > 0;
}

function evaluateData(node: Node, nodes: OptionNodes, path: string, depth: number): Constant {
  const inner = Node.isExpression(node) ? unwrap(node) : node;
  const notConstant = { notConstant: [{ node: inner }] };
  // A const that refers to itself, through others, is an error when it runs; here it would be an endless loop.
  if (depth > 64) return notConstant;

  if (Node.isStringLiteral(inner) || Node.isNoSubstitutionTemplateLiteral(inner)) {
    return { value: inner.getLiteralValue() };
  }
  if (Node.isNumericLiteral(inner) || Node.isBigIntLiteral(inner)) return { value: inner.getLiteralValue() };
  if (Node.isTrueLiteral(inner)) return { value: true };
  if (Node.isFalseLiteral(inner)) return { value: false };
  if (Node.isNullLiteral(inner)) return { value: null };
  if (Node.isPrefixUnaryExpression(inner)) return negate(inner, depth) ?? notConstant;
  if (Node.isBinaryExpression(inner)) return arithmetic(inner, depth) ?? notConstant;
  if (Node.isTemplateExpression(inner)) return notConstant;
  if (Node.isArrayLiteralExpression(inner)) {
    const values = inner.getElements().map((element) => evaluate(element, new Map(), '', depth + 1));
    return (
      values.find((value) => 'notConstant' in value) ?? {
        value: values.map((value) => 'value' in value && value.value),
      }
    );
  }
  if (Node.isObjectLiteralExpression(inner)) return evaluateObject(inner, nodes, path, depth);
  if (Node.isIdentifier(inner)) {
    if (inner.getText() === 'undefined') return { value: undefined };
    return evaluateReference(inner, nodes, path, depth) ?? notConstant;
  }
  if (Node.isPropertyAccessExpression(inner)) {
    const direct = evaluateReference(inner.getNameNode(), nodes, path, depth);
    if (direct !== undefined) return direct;
    const within: OptionNodes = new Map();
    const owner = evaluate(inner.getExpression(), within, '', depth + 1);
    if ('value' in owner && typeof owner.value === 'object' && owner.value !== null) {
      const name = inner.getName();
      const property = Object.entries(owner.value).find(([key]) => key === name);
      for (const [option, place] of within) {
        if (path !== '' && option.startsWith(`${name}.`)) nodes.set(path + option.slice(name.length), place);
      }
      if (property !== undefined) return { value: property[1] };
    }
  }
  return notConstant;
}

function evaluateObject(
  node: Node & { getProperties(): Node[] },
  nodes: OptionNodes,
  path: string,
  depth: number,
): Constant {
  const object: Record<string, unknown> = {};
  const notConstant: NotConstant[] = [];
  for (const property of node.getProperties()) {
    if (Node.isSpreadAssignment(property)) {
      const spread = evaluate(property.getExpression(), nodes, path, depth + 1);
      if ('notConstant' in spread)
        notConstant.push(...spread.notConstant.map((found) => placeOf(found, property, nodes)));
      else Object.assign(object, spread.value);
      continue;
    }
    const key = keyOf(property, depth);
    if (key === undefined) {
      notConstant.push({ node: property });
      continue;
    }
    const keyPath = path === '' ? key : `${path}.${key}`;
    // What an earlier spread said of its parts is overwritten as a whole.
    for (const option of nodes.keys()) if (option.startsWith(`${keyPath}.`)) nodes.delete(option);
    nodes.set(keyPath, property);
    const value = evaluateProperty(property, nodes, keyPath, depth + 1);
    if ('notConstant' in value)
      notConstant.push(...value.notConstant.map((found) => placeOf(found, property, nodes)));
    else object[key] = value.value;
  }
  return notConstant.length > 0 ? { notConstant } : { value: object };
}

/** Among the options, where the author will look; what is behind a name stands elsewhere. */
export function placeOf(found: NotConstant, place: Node, nodes: OptionNodes): NotConstant {
  const places = [place, ...nodes.values()];
  const inside = places.some((outer) => outer === found.node || found.node.getAncestors().includes(outer));
  if (inside) return found;
  const written = Node.isPropertyAssignment(place) ? place.getInitializerOrThrow() : place;
  return { node: written, because: found.because ?? found.node };
}

function keyOf(property: Node, depth: number): string | undefined {
  if (Node.isShorthandPropertyAssignment(property)) return property.getName();
  if (!Node.isPropertyAssignment(property))
    return Node.isMethodDeclaration(property) ? property.getName() : undefined;
  const name = property.getNameNode();
  if (Node.isIdentifier(name)) return name.getText();
  if (Node.isStringLiteral(name) || Node.isNoSubstitutionTemplateLiteral(name)) return name.getLiteralValue();
  if (!Node.isComputedPropertyName(name)) return undefined;
  const key = evaluate(name.getExpression(), new Map(), '', depth + 1);
  return 'value' in key && typeof key.value === 'string' ? key.value : undefined;
}

function evaluateProperty(property: Node, nodes: OptionNodes, path: string, depth: number): Constant {
  if (Node.isPropertyAssignment(property)) {
    const initializer = property.getInitializer();
    return initializer === undefined
      ? { notConstant: [{ node: property }] }
      : evaluate(initializer, nodes, path, depth);
  }
  if (Node.isShorthandPropertyAssignment(property)) {
    const symbol = property.getValueSymbol();
    if (property.getName() === 'undefined') return { value: undefined };
    const declared = (symbol?.getAliasedSymbol() ?? symbol)?.getValueDeclaration();
    const value = declared === undefined ? undefined : evaluateDeclaration(declared, nodes, path, depth);
    const found = value ?? { notConstant: [{ node: property }] };
    const named = property.getNameNode();
    return 'notConstant' in found && isFunction(named) ? { value: someFunction } : found;
  }
  return Node.isMethodDeclaration(property) ? { value: someFunction } : { notConstant: [{ node: property }] };
}

function evaluateReference(
  name: Node,
  nodes: OptionNodes,
  path: string,
  depth: number,
): Constant | undefined {
  const symbol = name.getSymbol();
  const declaration = (symbol?.getAliasedSymbol() ?? symbol)?.getValueDeclaration();
  return declaration === undefined ? undefined : evaluateDeclaration(declaration, nodes, path, depth);
}

function evaluateDeclaration(
  declaration: Node,
  nodes: OptionNodes,
  path: string,
  depth: number,
): Constant | undefined {
  if (Node.isEnumMember(declaration)) {
    const value = declaration.getValue();
    return value === undefined ? undefined : { value };
  }
  if (!Node.isVariableDeclaration(declaration)) return undefined;
  if (declaration.getVariableStatement()?.getDeclarationKind() !== 'const') return undefined;
  const initializer = declaration.getInitializer();
  if (initializer !== undefined) return evaluate(initializer, nodes, path, depth + 1);
  // In a declaration file the value of a const is its type.
  const type = declaration.getType();
  return type.isLiteral() ? { value: type.getLiteralValue() } : undefined;
}

function negate(node: Node, depth: number): Constant | undefined {
  if (!Node.isPrefixUnaryExpression(node)) return undefined;
  const operand = evaluate(node.getOperand(), new Map(), '', depth + 1);
  if ('notConstant' in operand) return operand;
  switch (node.getOperatorToken()) {
    case SyntaxKind.MinusToken:
      return typeof operand.value === 'number' ? { value: -operand.value } : undefined;
    case SyntaxKind.PlusToken:
      return typeof operand.value === 'number' ? operand : undefined;
    case SyntaxKind.ExclamationToken:
      return { value: !operand.value };
    default:
      return undefined;
  }
}

function arithmetic(node: Node, depth: number): Constant | undefined {
  if (!Node.isBinaryExpression(node)) return undefined;
  const left = evaluate(node.getLeft(), new Map(), '', depth + 1);
  const right = evaluate(node.getRight(), new Map(), '', depth + 1);
  if ('notConstant' in left) return left;
  if ('notConstant' in right) return right;
  const [a, b] = [left.value, right.value];
  const operator = node.getOperatorToken().getKind();
  if (typeof a === 'string' && typeof b === 'string' && operator === SyntaxKind.PlusToken)
    return { value: a + b };
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (operator) {
    case SyntaxKind.PlusToken:
      return { value: a + b };
    case SyntaxKind.MinusToken:
      return { value: a - b };
    case SyntaxKind.AsteriskToken:
      return { value: a * b };
    case SyntaxKind.SlashToken:
      return { value: a / b };
    case SyntaxKind.AsteriskAsteriskToken:
      return { value: a ** b };
    default:
      return undefined;
  }
}
