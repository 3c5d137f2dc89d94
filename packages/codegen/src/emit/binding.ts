import type { UdfModel } from '@sluice/sdk/manifest';
import { type ModuleWriter, modulePath } from './module-writer.ts';
import { toIdentifier, toMember } from './scope.ts';

/** How an adapter calls the author's function. */
export interface Binding {
  /** The expression for the decorated function itself, which carries its metadata. */
  readonly decorated: string;
  /** The instance whose method is called; undefined where the module's `fn` is. */
  readonly instance: { readonly type: string; readonly initial: string; readonly method: string } | undefined;
}

/** The file of the instances, beside the adapters. */
export const INSTANCES = './instances.ts';

/** Imports the author's function and binds it to its class or instance. */
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
      return { decorated: imported, instance: undefined };
    case 'static-method': {
      const method = `${imported}${toMember(binding.method)}`;
      module.block([`const fn = ${method}.bind(${imported});`]);
      return { decorated: method, instance: undefined };
    }
    case 'instance-method': {
      const getter = getters.get(classKey(model)) as string; // emit() names one for each such class
      return {
        decorated: `${imported}.prototype${toMember(binding.method)}`,
        instance: {
          type: imported,
          initial: `${module.import(INSTANCES, getter, getter)}()`,
          method: toMember(binding.method),
        },
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
