import { quote } from '../describe-value.ts';
import { isNull } from '../validity.ts';
import { UdfValueError, unexpectedNull } from '../value-error.ts';

/**
 * Refuses a list that has a null among its elements, which its type does not admit.
 * @param validity of the elements, `start` to `end` of which are the list
 */
export function refuseNulls(
  validity: Int32Array | null,
  start: number,
  end: number,
  path: string,
  expected: string,
): void {
  if (validity === null) return;
  for (let at = start; at < end; at++) if (isNull(validity, at)) unexpectedNull(path, expected);
}

/** Reports a value of a union that is of none of the variants which its type has. */
export function unknownVariant(path: string, tags: readonly string[]): never {
  throw new UdfValueError(
    'invalid-argument',
    `\`${path}\` is of a variant that its type lacks: it has ${tags.map(quote).join(', ')}`,
  );
}
