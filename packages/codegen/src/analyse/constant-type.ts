import type { Node, Type } from 'ts-morph';
import type { Known } from './constant-value.ts';

/** Objects of objects of a declaration file are looked into so deep. */
const MAX_DEPTH = 8;

/** The one value that a type admits, as declaration files say it of constants; undefined where there are more. */
export function valueOfType(type: Type, at: Node, depth = 0): Known | undefined {
  if (type.isBooleanLiteral()) return { value: type.getText(at) === 'true' };
  if (type.isLiteral()) return { value: type.getLiteralValue() };
  if (type.isNull()) return { value: null };
  if (type.isUndefined()) return { value: undefined };
  const plain =
    type.isObject() && !type.isArray() && !type.isTuple() && type.getCallSignatures().length === 0;
  if (!plain || depth > MAX_DEPTH) return undefined;
  const object: Record<string, unknown> = {};
  for (const property of type.getProperties()) {
    const known = property.isOptional()
      ? undefined
      : valueOfType(property.getTypeAtLocation(at), at, depth + 1);
    if (known === undefined) return undefined;
    object[property.getName()] = known.value;
  }
  return { value: object };
}
