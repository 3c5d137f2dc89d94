import { expect, it } from 'vitest';
import * as bundled from './bundled.ts';
import * as sdk from './index.ts';

it('has every name that authors import', () => {
  expect(Object.keys(bundled).sort()).toEqual(Object.keys(sdk).sort());
});

it('leaves options that every copy of the sdk resolves', () => {
  const when = (): boolean => true;
  const written = { async: true, name: 'renamed', retry: { retries: 2, when } };
  const fn = async (): Promise<number> => 1;
  expect(bundled.udf(written, fn)).toBe(fn);
  const declared = sdk.udf(written, async () => 1);
  expect(sdk.getUdfMetadata(fn)).toEqual(sdk.getUdfMetadata(declared));
  expect(sdk.getUdfMetadata(fn)?.retryWhen).toBe(when);
  expect(Object.isFrozen(sdk.getUdfMetadata(fn)?.options)).toBe(true);
});

it('stands on methods, under decorators of both kinds, and leaves them as they are', () => {
  const method = (): number => 1;
  const descriptor = { value: method };
  const decorate = bundled.udf({ deterministic: true }) as (...args: unknown[]) => unknown;
  expect(decorate({}, 'method', descriptor)).toBeUndefined();
  expect(sdk.getUdfMetadata(method)?.options.deterministic).toBe(true);
  const other = (): number => 2;
  expect(
    (bundled.udf(undefined) as typeof decorate)(other, { kind: 'method', name: 'other' }),
  ).toBeUndefined();
  expect(sdk.getUdfMetadata(other)?.options).toEqual(sdk.getUdfMetadata(sdk.udf({}, () => 1))?.options);
  expect(sdk.getUdfMetadata(() => 1)).toBeUndefined();
});

it('stands on the class of an aggregate', () => {
  class Mine {}
  class Declared {}
  bundled.aggregate({ name: 'mine', deterministic: true })(Mine);
  (sdk.aggregate({ name: 'mine', deterministic: true }) as (target: unknown) => void)(Declared);
  expect(sdk.getUdfMetadata(Mine)).toEqual(sdk.getUdfMetadata(Declared));
  expect(sdk.getUdfMetadata(class extends Mine {})).toBeUndefined();
});
