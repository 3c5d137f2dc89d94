import { SluiceError } from '@sluice/sdk';
import type { UdfModel } from '@sluice/sdk/manifest';

/** What is known of a function's parameters where its types are gone. */
export interface Nullability {
  readonly udf: string;
  readonly names: readonly string[] | undefined;
  readonly nullable: readonly boolean[] | undefined;
}

/** Whether a row is not to be called: a null stands for a parameter that admits none. */
export function skipsRow({ udf, names, nullable }: Nullability, args: readonly unknown[]): boolean {
  return args.some((value, parameter) => {
    if (value !== null && value !== undefined) return false;
    if (nullable !== undefined) return nullable[parameter] !== true;
    const name = names?.[parameter];
    const what = name === undefined || name === '' ? `parameter #${parameter}` : `parameter '${name}'`;
    const flags = args.map(() => 'false').join(', ');
    throw new SluiceError(
      'invalid-argument',
      `${udf}: a row has a null for ${what}, and whether its type admits null the run cannot see: ` +
        `say nullable: [${flags}], with true for each parameter that does`,
      { udf },
    );
  });
}

/** The compiler's model of a function; undefined where there are no models. */
export function modelOf(udf: string, models: readonly UdfModel[] | undefined): UdfModel | undefined {
  if (models === undefined) return undefined;
  const model = models.find(({ name }) => name === udf);
  if (model !== undefined) return model;
  const known = models.map(({ name }) => name).join(', ');
  throw new SluiceError('unknown-udf', `${udf} is none of the \`models\`: they are ${known}`, { udf });
}
