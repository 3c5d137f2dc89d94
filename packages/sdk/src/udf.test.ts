import { expect, it } from 'vitest';
import {
  getUdfMetadata,
  isSluiceError,
  type RetryOptions,
  type UdfContext,
  type UdfMetadata,
  udf,
} from './index.ts';

const thrown = (act: () => unknown): { code?: string; message: string } => {
  try {
    act();
  } catch (error) {
    if (isSluiceError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return { message: 'nothing was thrown' };
};

/** The same decorator as JavaScript and wrong types reach it. */
const untyped = udf as (...args: unknown[]) => (...args: unknown[]) => unknown;

class Geo {
  readonly suffix: string = '!';

  @udf({ async: true, ordered: true, timeout: '2s', maxInFlight: 500 })
  static async city(ip: string, ctx?: UdfContext): Promise<string> {
    return `${ip}#${ctx?.attempt ?? 0}`;
  }

  @udf()
  shout(text: string): string {
    return text + this.suffix;
  }
}

it('decorated methods, static and of an instance, are called as before', async () => {
  expect(await Geo.city('::1')).toBe('::1#0');
  expect(new Geo().shout('a')).toBe('a!');
  expect(Geo.city.name).toBe('city');
});

it('a method carries its resolved options and the name that was chosen', () => {
  expect(getUdfMetadata(Geo.city)).toMatchObject({
    options: { async: true, ordered: true, timeoutMs: 2000, maxInFlight: 500, windowRows: 32_000 },
  });
  expect(getUdfMetadata(new Geo().shout)?.options).toMatchObject({ async: false, timeoutMs: 5000 });
  expect(getUdfMetadata(Geo.city)).not.toHaveProperty('name');
  expect(getUdfMetadata(udf({ name: 'twice' }, (n: number): number => 2 * n))?.name).toBe('twice');
});

it('udf() returns the very function that it was given', () => {
  const half = (value: number): number => value / 2;
  expect(udf({}, half)).toBe(half);
  expect(getUdfMetadata(half)?.options.onError).toBe('fail');
});

it('legacy decorators mark the method of the descriptor and name its class in errors', () => {
  class Legacy {
    static one(): number {
      return 1;
    }
    two(): number {
      return 2;
    }
  }
  const decorate = (target: object, key: string, options: object): unknown =>
    untyped(options)(target, key, Object.getOwnPropertyDescriptor(target, key));
  expect(decorate(Legacy, 'one', {})).toBeUndefined();
  expect(getUdfMetadata(Legacy.one)?.options.async).toBe(false);
  expect(thrown(() => decorate(Legacy.prototype, 'two', { ordered: true })).message).toMatch(
    /^@udf\(\) on Legacy\.two: ordered needs async: true/,
  );
});

it('metadata cannot be changed afterwards', () => {
  const fn = udf({ async: true, retry: { retries: 3 } }, async (text: string): Promise<string> => text);
  const metadata = getUdfMetadata(fn);
  expect([metadata, metadata?.options, metadata?.options.retry].map((part) => Object.isFrozen(part))).toEqual(
    [true, true, true],
  );
});

it('the retry predicate is in the metadata beside the options, which stay plain JSON', () => {
  const when = (error: unknown): boolean => error instanceof TypeError;
  const mark = (retry: RetryOptions): UdfMetadata | undefined =>
    getUdfMetadata(udf({ async: true, retry }, async (text: string): Promise<string> => text));
  const conditional = mark({ retries: 3, when });
  expect(conditional?.retryWhen).toBe(when);
  expect(JSON.parse(JSON.stringify(conditional?.options))).toEqual(conditional?.options);
  expect(conditional?.options.retry?.conditional).toBe(true);
  expect(mark({ retries: 3 })).not.toHaveProperty('retryWhen');
});

it('what was not decorated has no metadata, whatever it is', () => {
  class Derived extends Geo {}
  expect(getUdfMetadata(Derived)).toBeUndefined();
  // An inherited method is the same function.
  expect(getUdfMetadata(Derived.city)).toBe(getUdfMetadata(Geo.city));
  for (const other of [() => 1, Geo, Geo.city.bind(Geo), {}, null, undefined, 5]) {
    expect(getUdfMetadata(other)).toBeUndefined();
  }
});

it('wrong options throw when the class is defined, all of them, naming the method', () => {
  const error = thrown(
    () =>
      class {
        // @ts-expect-error the compiler reports the same
        @udf({ maxInFlight: 0, timeout: '5 parsecs', orderd: true })
        static broken(text: string): string {
          return text;
        }
      },
  );
  expect(error.code).toBe('invalid-options');
  expect(error.message.split('\n')).toEqual([
    '@udf() on broken:',
    "  - unknown option 'orderd': did you mean 'ordered'?",
    expect.stringContaining('  - maxInFlight needs async: true'),
    expect.stringContaining('  - timeout needs async: true'),
    expect.stringContaining('  - maxInFlight must be a whole number from 1 to 1000000, not 0'),
    expect.stringContaining("  - timeout: unknown time unit 'parsecs'"),
  ]);
});

it('wrong options of a plain function name it, where it has a name', () => {
  function lookUp(): number {
    return 1;
  }
  expect(thrown(() => untyped({ onError: 'x' }, lookUp)).message).toMatch(
    /^udf\(\) on lookUp: onError must be/,
  );
  expect(thrown(() => untyped({ onError: 'x' }, () => 1)).message).toMatch(/^udf\(\): onError must be/);
});

it('the decorator without its parentheses says so, in either mode', () => {
  const bare = /@udf needs parentheses: write @udf\(\)/;
  const context = { kind: 'method', name: 'm', private: false };
  expect(thrown(() => untyped(() => 1, context)).message).toMatch(bare);
  expect(thrown(() => untyped({}, 'm', { value: () => 1 })).message).toMatch(bare);
  expect(thrown(() => untyped(class {}, 'm', { value: () => 1 })).message).toMatch(bare);
});

it('only public methods with a text name can be decorated', () => {
  const on = (context: object): string => thrown(() => untyped()(() => 1, context)).message;
  const method = { kind: 'method', name: 'm', private: false };
  expect(on({ ...method, kind: 'getter' })).toContain('@udf() on m: it stands on a method');
  expect(on({ ...method, private: true, name: '#m' })).toContain('@udf() on #m: the method must be public');
  expect(on({ ...method, name: Symbol('m') })).toContain('the method must be public and named by text');
  expect(thrown(() => untyped()({}, 'field')).message).toContain('it stands on a method');
  expect(thrown(() => untyped()(class {})).message).toContain('it stands on a method');
  expect(thrown(() => untyped({}, 5)).message).toContain('needs a function after its options');
});

it('a function is published once', () => {
  expect(thrown(() => udf({ name: 'again' }, Geo.city as never)).message).toContain('is a UDF already');
});
