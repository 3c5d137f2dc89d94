import { Scope } from 'ts-morph';
import type { ClassNode } from './declaration.ts';

/** What keeps `new` without arguments from making an instance. */
export type ConstructorObstacle =
  | { readonly kind: 'abstract' }
  | { readonly kind: 'not-public'; readonly visibility: string }
  /** `parameters`: the names of those that are required, as a list in words. */
  | { readonly kind: 'arguments'; readonly parameters: string };

/** Why an adapter cannot make an instance of a class; undefined where it can. */
export function obstacleToNew(owner: ClassNode): ConstructorObstacle | undefined {
  if (owner.isAbstract()) return { kind: 'abstract' };
  const made = inheritedConstructor(owner);
  if (made === undefined) return undefined;
  const scope = made.getScope();
  if (scope !== Scope.Public) return { kind: 'not-public', visibility: scope };
  const overloads = made.getOverloads();
  const callable = overloads.length > 0 ? overloads : [made];
  const required = callable.map((candidate) =>
    candidate.getParameters().filter((parameter) => !parameter.isOptional() && !parameter.isRestParameter()),
  );
  if (required.some((parameters) => parameters.length === 0)) return undefined;
  const parameters = (required[0] ?? []).map((parameter) => `'${parameter.getName()}'`).join(', ');
  return { kind: 'arguments', parameters };
}

function inheritedConstructor(owner: ClassNode) {
  for (let current: ClassNode | undefined = owner; current !== undefined; current = current.getBaseClass()) {
    const made = current.getConstructors()[0];
    if (made !== undefined) return made;
  }
  return undefined;
}
