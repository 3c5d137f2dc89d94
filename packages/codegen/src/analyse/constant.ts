import {
  type BinaryExpression,
  type BindingElement,
  type CallExpression,
  Node,
  type TemplateExpression,
  type VariableDeclaration,
} from 'ts-morph';
import { unwrap } from '../discover/unwrap.ts';
import { valueOfType } from './constant-type.ts';
import {
  binary,
  type Constant,
  decides,
  isText,
  type Known,
  type NotConstant,
  type OptionNodes,
  placeOf,
  unary,
} from './constant-value.ts';

/** Stands for every function: which one it is only the run can tell, but that it is one the options must say. */
const someFunction = (): never => {
  throw new Error("a function among a package's options was called to build it: please report this as a bug");
};

/**
 * Evaluates literals, objects, arrays, spreads, arithmetic on numbers, texts that are joined, choices, enum members, parts
 * of constants and references to consts, across files; an expression of a function's type is a function. Nothing is run.
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
  if (Node.isPrefixUnaryExpression(inner)) {
    const operand = evaluate(inner.getOperand(), new Map(), '', depth + 1);
    return 'notConstant' in operand
      ? operand
      : (unary(inner.getOperatorToken(), operand.value) ?? notConstant);
  }
  if (Node.isBinaryExpression(inner)) return evaluateBinary(inner, nodes, path, depth) ?? notConstant;
  if (Node.isConditionalExpression(inner)) {
    const condition = evaluate(inner.getCondition(), new Map(), '', depth + 1);
    if ('notConstant' in condition) return condition;
    return evaluate(condition.value ? inner.getWhenTrue() : inner.getWhenFalse(), nodes, path, depth + 1);
  }
  if (Node.isTemplateExpression(inner)) return evaluateTemplate(inner, depth) ?? notConstant;
  if (Node.isCallExpression(inner) && isObjectFreeze(inner)) {
    const [frozen] = inner.getArguments();
    return frozen === undefined ? notConstant : evaluate(frozen, nodes, path, depth + 1);
  }
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
    return (
      direct ?? evaluateMember(inner.getExpression(), inner.getName(), nodes, path, depth) ?? notConstant
    );
  }
  if (Node.isElementAccessExpression(inner)) {
    const argument = inner.getArgumentExpressionOrThrow();
    // Of an enum or a namespace the member itself is declared; of an object its owner must be looked into.
    const direct = evaluateReference(argument, nodes, path, depth);
    if (direct !== undefined && !Node.isIdentifier(argument)) return direct;
    const key = evaluate(argument, new Map(), '', depth + 1);
    if ('notConstant' in key) return key;
    return evaluateMember(inner.getExpression(), String(key.value), nodes, path, depth) ?? notConstant;
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

/** A part of a constant object or array: of its own, not one that all objects have. */
function evaluateMember(
  expression: Node,
  name: string,
  nodes: OptionNodes,
  path: string,
  depth: number,
): Constant | undefined {
  const within: OptionNodes = new Map();
  const owner = evaluate(expression, within, '', depth + 1);
  if (!('value' in owner) || typeof owner.value !== 'object' || owner.value === null) return undefined;
  for (const [option, place] of within) {
    if (path !== '' && option.startsWith(`${name}.`)) nodes.set(path + option.slice(name.length), place);
  }
  return memberOf(owner.value, name);
}

function memberOf(owner: unknown, name: string): Known | undefined {
  const known = typeof owner === 'object' && owner !== null && Object.hasOwn(owner, name);
  return known ? { value: (owner as Record<string, unknown>)[name] } : undefined;
}

function evaluateBinary(
  node: BinaryExpression,
  nodes: OptionNodes,
  path: string,
  depth: number,
): Constant | undefined {
  const operator = node.getOperatorToken().getKind();
  const left = evaluate(node.getLeft(), nodes, path, depth + 1);
  if ('notConstant' in left) return left;
  const decided = decides(operator, left.value);
  if (decided === true) return left;
  const right = evaluate(node.getRight(), nodes, path, depth + 1);
  if (decided === false || 'notConstant' in right) return right;
  return binary(operator, left.value, right.value);
}

function evaluateTemplate(node: TemplateExpression, depth: number): Constant | undefined {
  let text = node.getHead().getLiteralText();
  for (const span of node.getTemplateSpans()) {
    const part = evaluate(span.getExpression(), new Map(), '', depth + 1);
    if ('notConstant' in part) return part;
    if (!isText(part.value)) return undefined;
    text += `${part.value}${span.getLiteral().getLiteralText()}`;
  }
  return { value: text };
}

/** `Object.freeze(…)`, of the standard library's own Object. */
function isObjectFreeze(call: CallExpression): boolean {
  const callee = call.getExpression();
  if (!Node.isPropertyAccessExpression(callee) || callee.getName() !== 'freeze') return false;
  const owner = callee.getExpression();
  const declarations = owner.getSymbol()?.getDeclarations() ?? [];
  return (
    owner.getText() === 'Object' &&
    declarations.length > 0 &&
    declarations.every((declaration) =>
      /(^|\/)lib\.[^/]*\.d\.ts$/.test(declaration.getSourceFile().getFilePath()),
    )
  );
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
  if (Node.isExportAssignment(declaration))
    return evaluate(declaration.getExpression(), nodes, path, depth + 1);
  if (Node.isBindingElement(declaration)) return evaluateBinding(declaration, depth);
  if (Node.isPropertyDeclaration(declaration)) {
    const fixed = declaration.isStatic() && declaration.isReadonly();
    const initializer = fixed ? declaration.getInitializer() : undefined;
    return initializer === undefined ? undefined : evaluate(initializer, nodes, path, depth + 1);
  }
  if (!Node.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  const initializer = declaration.getInitializer();
  if (initializer !== undefined) return evaluate(initializer, nodes, path, depth + 1);
  // In a declaration file the value of a const is its type.
  return valueOfType(declaration.getType(), declaration);
}

function isConst(declaration: VariableDeclaration): boolean {
  return declaration.getVariableStatement()?.getDeclarationKind() === 'const';
}

/** `const { low, wait: { long } } = limits`. */
function evaluateBinding(element: BindingElement, depth: number): Known | undefined {
  const pattern = element.getParent();
  const from = pattern.getParent();
  if (!Node.isObjectBindingPattern(pattern) || element.getDotDotDotToken() !== undefined) return undefined;
  let whole: Constant | undefined;
  if (Node.isBindingElement(from)) whole = evaluateBinding(from, depth + 1);
  else if (Node.isVariableDeclaration(from) && isConst(from)) {
    const initializer = from.getInitializer();
    whole = initializer === undefined ? undefined : evaluate(initializer, new Map(), '', depth + 1);
  }
  if (whole === undefined || 'notConstant' in whole) return undefined;
  const name = element.getPropertyNameNode() ?? element.getNameNode();
  const key = Node.isStringLiteral(name) ? name.getLiteralValue() : name.getText();
  const found = memberOf(whole.value, key);
  // With a default, what is not there is something after all.
  return element.getInitializer() === undefined || found?.value !== undefined ? found : undefined;
}
