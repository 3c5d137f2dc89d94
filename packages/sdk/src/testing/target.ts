import { SluiceError } from '../errors.ts';
import { getUdfMetadata, type UdfMetadata } from '../metadata.ts';
import { toSqlName } from '../sql-name.ts';
import type { Target, TestedKind } from './driver.ts';
import type { AnyClass, AnyFunction } from './target-types.ts';

/** How to test each kind of function. */
const TESTERS: Readonly<Record<TestedKind, string>> = {
  scalar: 'testUdf',
  table: 'testTable',
  batch: 'testBatch',
  vectorized: 'testVectorized',
};

/** @throws SluiceError `unknown-udf` where nothing is declared, or it is of another kind */
export function findTarget(
  kind: TestedKind,
  owner: AnyFunction | AnyClass,
  method: string | undefined,
  name: string | undefined,
): Target {
  const found = method === undefined ? ofFunction(kind, owner) : ofMethod(kind, owner as AnyClass, method);
  const target = name === undefined ? found : { ...found, name };
  const actual = kindOf(target.metadata);
  if (actual !== 'row' && actual !== kind) throw otherKind(target.name, actual);
  if (actual === 'row' && (kind === 'batch' || kind === 'vectorized')) {
    const option = kind === 'batch' ? 'batch: { maxRows: 64 }' : 'vectorized: true';
    throw refused(`${target.name} has no option \`${kind}\`: use testUdf, or declare it with { ${option} }`);
  }
  return target;
}

function ofFunction(kind: TestedKind, fn: unknown): Target {
  const metadata = getUdfMetadata(fn);
  const name = typeof fn === 'function' && fn.name !== '' ? fn.name : 'udf';
  if (metadata === undefined) {
    throw refused(
      `${name} is not declared: give ${TESTERS[kind]} a function from udf(options, fn), or a class and a method of it`,
    );
  }
  return { kind, fn: fn as Target['fn'], metadata, name: sqlName(metadata, name) };
}

function ofMethod(kind: TestedKind, owner: AnyClass, method: string): Target {
  const statics = owner as unknown as Record<string, unknown>;
  const isStatic = typeof statics[method] === 'function';
  const fn = isStatic ? statics[method] : (owner.prototype as Record<string, unknown>)[method];
  const metadata = getUdfMetadata(fn);
  if (metadata === undefined) {
    const known = [...functionsOf(owner), ...functionsOf(owner.prototype as object)].map(([key]) => key);
    const has = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    throw refused(`${owner.name} has no function ${method} that is declared with @udf(): ${has}`);
  }
  const target = { kind, fn: fn as Target['fn'], metadata, name: sqlName(metadata, method) };
  if (isStatic) return { ...target, on: owner };
  const udfs = functionsOf(owner.prototype as object).map(([key, data]) => sqlName(data, key));
  return {
    ...target,
    owner: { make: owner as unknown as new () => object, name: owner.name, udfs: udfs.sort() },
  };
}

/** Methods that are declared, with what their decorators left. */
function functionsOf(holder: object): [string, UdfMetadata][] {
  return Object.entries(Object.getOwnPropertyDescriptors(holder)).flatMap(([key, { value }]) => {
    const metadata = getUdfMetadata(value);
    return metadata === undefined ? [] : [[key, metadata] as [string, UdfMetadata]];
  });
}

function sqlName({ name }: UdfMetadata, own: string): string {
  return name ?? toSqlName(own);
}

/** That a function is a table function only its types say. */
function kindOf({ options }: UdfMetadata): 'row' | 'batch' | 'vectorized' {
  if (options.vectorized) return 'vectorized';
  return options.batch === undefined ? 'row' : 'batch';
}

function otherKind(name: string, kind: 'batch' | 'vectorized'): SluiceError {
  const what = kind === 'batch' ? 'a batch function' : 'a vectorized function';
  return refused(`${name} is ${what}: use ${TESTERS[kind]}`);
}

function refused(message: string): SluiceError {
  return new SluiceError('unknown-udf', message);
}
