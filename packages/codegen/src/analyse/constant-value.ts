import { Node, SyntaxKind } from 'ts-morph';

/** A value that is known when the package is built, or the nodes that keep it from being known. */
export type Constant = Known | { readonly notConstant: readonly NotConstant[] };

export interface Known {
  readonly value: unknown;
}

/** A place that holds no constant. */
export interface NotConstant {
  readonly node: Node;
  /** Where its value comes from, when that is another place. */
  readonly because?: Node;
}

/** Where each option of an object is written: `window.rows` for a nested one. */
export type OptionNodes = Map<string, Node>;

/** Among the options, where the author will look; what is behind a name stands elsewhere. */
export function placeOf(found: NotConstant, place: Node, nodes: OptionNodes): NotConstant {
  const places = [place, ...nodes.values()];
  const inside = places.some((outer) => outer === found.node || found.node.getAncestors().includes(outer));
  if (inside) return found;
  const written = Node.isPropertyAssignment(place) ? place.getInitializerOrThrow() : place;
  return { node: written, because: found.because ?? found.node };
}

/** What an operator makes of a constant; undefined where that is not for us to say. */
export function unary(operator: SyntaxKind, value: unknown): Known | undefined {
  switch (operator) {
    case SyntaxKind.MinusToken:
      return typeof value === 'number' ? { value: -value } : undefined;
    case SyntaxKind.PlusToken:
      return typeof value === 'number' ? { value } : undefined;
    case SyntaxKind.ExclamationToken:
      return { value: !value };
    default:
      return undefined;
  }
}

/** What an operator makes of two constants: of numbers, and of texts that are joined. */
export function binary(operator: SyntaxKind, a: unknown, b: unknown): Known | undefined {
  if (operator === SyntaxKind.EqualsEqualsEqualsToken) return { value: a === b };
  if (operator === SyntaxKind.ExclamationEqualsEqualsToken) return { value: a !== b };
  if (operator === SyntaxKind.PlusToken && (typeof a === 'string' || typeof b === 'string')) {
    return isText(a) && isText(b) ? { value: `${a}${b}` } : undefined;
  }
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
    case SyntaxKind.PercentToken:
      return { value: a % b };
    case SyntaxKind.AsteriskAsteriskToken:
      return { value: a ** b };
    default:
      return undefined;
  }
}

/** Whether the value on the left is that of the whole, by itself; undefined for an operator that needs both. */
export function decides(operator: SyntaxKind, left: unknown): boolean | undefined {
  switch (operator) {
    case SyntaxKind.QuestionQuestionToken:
      return left !== undefined && left !== null;
    case SyntaxKind.BarBarToken:
      return Boolean(left);
    case SyntaxKind.AmpersandAmpersandToken:
      return !left;
    default:
      return undefined;
  }
}

/** What a template or a text that is joined has the same text for, whenever it is asked. */
export function isText(value: unknown): value is string | number | bigint | boolean | null | undefined {
  return value === null || value === undefined || typeof value !== 'object';
}
