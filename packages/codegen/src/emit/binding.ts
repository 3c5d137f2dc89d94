import type { UdfModel } from '@sluice/sdk/manifest';
import { type ModuleWriter, modulePath } from './module-writer.ts';
import { toIdentifier, toMember } from './scope.ts';

/** How an adapter calls the author's function. */
export interface Binding {
  /** The expression for the decorated function itself, which carries its metadata. */
  readonly decorated: string;
  /** The class or instance whose method is called; undefined where the module's `fn` is. An aggregate's names no method. */
  readonly receiver: { readonly type: string; readonly initial: string; readonly method: string } | undefined;
}

/** The expression whose type is that of the function. */
export function calleeType(binding: Binding): string {
  return binding.receiver === undefined ? 'fn' : binding.decorated;
}

/** The file of the instances, beside the adapters. */
export const INSTANCES = './instances.ts';

/** Imports the author's function, and what it is a method of. */
export function bind(
  model: UdfModel,
  packageRoot: string,
  getters: InstanceGetters,
  module: ModuleWriter,
): Binding {
  const { binding } = model;
  const wanted = binding.export === 'default' ? 'author' : binding.export;
  const imported = module.import(
    modulePath(packageRoot, binding.module),
    binding.export,
    toIdentifier(wanted),
  );
  switch (binding.kind) {
    case 'function':
      // A constant beside the loop is called 10 % faster than the import itself, which is a live binding.
      module.block([`const fn = ${imported};`]);
      return { decorated: imported, receiver: undefined };
    case 'static-method': {
      const method = toMember(binding.method);
      return {
        decorated: `${imported}${method}`,
        receiver: { type: `typeof ${imported}`, initial: imported, method },
      };
    }
    case 'instance-method': {
      const getter = getters.get(classKey(model)) as string; // emit() names one for each such class
      return {
        decorated: `${imported}.prototype${toMember(binding.method)}`,
        receiver: {
          type: imported,
          initial: `${module.import(INSTANCES, getter, getter)}()`,
          method: toMember(binding.method),
        },
      };
    }
    case 'class': {
      const getter = getters.get(classKey(model)) as string; // as above
      return {
        decorated: imported,
        receiver: { type: imported, initial: `${module.import(INSTANCES, getter, getter)}()`, method: '' },
      };
    }
  }
}

/** The name of the function in `instances.ts` that gives a class's instance, by `classKey`. */
export type InstanceGetters = ReadonlyMap<string, string>;

/** What tells classes apart: the same name may be exported by two modules. */
export function classKey(model: UdfModel): string {
  return `${model.binding.module}#${model.binding.export}`;
}
