import { ABI_VERSION, type UdfModel } from '@sluice/sdk/manifest';
import { emitAggregateModule } from './aggregate-module.ts';
import { emitAsyncModule } from './async-module.ts';
import { classKey, INSTANCES, type InstanceGetters } from './binding.ts';
import { indent, printCode } from './code.ts';
import { ModuleWriter, modulePath } from './module-writer.ts';
import { signatureText } from './parameters.ts';
import { commentText, quote, Scope, toIdentifier } from './scope.ts';
import { emitSyncModule } from './sync-module.ts';
import { emitTableModule } from './table-module.ts';
import { emitVectorizedModule } from './vectorized-module.ts';

/** One emitted TypeScript file. `path` is relative to the adapters' folder. */
export interface EmittedFile {
  readonly path: string;
  readonly contents: string;
}

/** Where the adapters will stand. */
export interface EmitOptions {
  /** The relative path from the adapters' folder to the package's folder, with forward slashes: `'../..'`. */
  readonly packageRoot: string;
  /** Modules that were emitted before: what is in it is not made again. @default none */
  readonly known?: EmittedModules;
}

/** The modules of models, which are data that nothing changes: the same object at the same place gives the same text. */
export type EmittedModules = WeakMap<UdfModel, { readonly key: string; readonly contents: string }>;

/**
 * Emits the adapters of a package: one module a function, `instances.ts` where methods of instances are among them, and
 * `entry.ts`, which exports what the runtime imports. The same models give the same bytes, in any order.
 *
 * @returns the files, sorted by path
 */
export function emit(models: readonly UdfModel[], options: EmitOptions): readonly EmittedFile[] {
  for (const model of models) refuseUncallable(model);
  const sorted = [...models].sort((a, b) => compare(a.name, b.name));
  const getters = nameInstances(sorted);
  const paths = nameFiles(sorted);
  const files = sorted.map((model): EmittedFile => {
    const key = JSON.stringify([options.packageRoot, getters.get(classKey(model))]);
    const known = options.known?.get(model);
    const contents =
      known?.key === key ? known.contents : emitModule(model, header(model), options.packageRoot, getters);
    options.known?.set(model, { key, contents });
    return { path: paths.get(model.name) as string, contents }; // nameFiles names each model's
  });
  if (getters.size > 0) files.push(emitInstances(sorted, getters, options.packageRoot));
  files.push(emitEntry(sorted, paths, getters));
  return files.sort((a, b) => compare(a.path, b.path));
}

function emitModule(
  model: UdfModel,
  header: readonly string[],
  packageRoot: string,
  getters: InstanceGetters,
): string {
  switch (model.kind) {
    case 'vectorized':
      return emitVectorizedModule(model, header, packageRoot, getters);
    case 'aggregate':
      return emitAggregateModule(model, header, packageRoot, getters);
    case 'table':
      if (!model.options.async) return emitTableModule(model, header, packageRoot, getters);
      return emitAsyncModule(model, header, packageRoot, getters);
    case 'scalar':
      return (model.options.async ? emitAsyncModule : emitSyncModule)(model, header, packageRoot, getters);
  }
}

/** The analysis lets no such model through. */
function refuseUncallable({ kind, name, options, takesContext, parameters }: UdfModel): void {
  const bug = (what: string): Error => new Error(`the model of ${name} ${what}: please report this as a bug`);
  if (takesContext && !options.async) throw bug('takes a context but is not async');
  if (options.batch === undefined) return;
  if (kind !== 'scalar') throw bug('takes batches but is no scalar function');
  if (!options.async) throw bug('takes batches but is not async');
  if (parameters.length === 0) throw bug('takes batches but has no parameter');
}

function header(model: UdfModel): string[] {
  const { file, line, column } = model.source;
  return [
    `// ${commentText(signatureText(model))} of ${commentText(file)}:${line}:${column}, written by \`sluice build\`: not to be edited.`,
  ];
}

/** A file name for each function: apart from the two fixed ones, and apart on file systems that ignore case. */
function nameFiles(models: readonly UdfModel[]): Map<string, string> {
  const taken = new Set(['entry', 'instances']);
  const paths = new Map<string, string>();
  for (const { name } of models) {
    let stem = name;
    // A SQL name has no dot, so this cannot meet another function's.
    for (let count = 2; taken.has(stem.toLowerCase()); count++) stem = `${name}.${count}`;
    taken.add(stem.toLowerCase());
    paths.set(name, `${stem}.ts`);
  }
  return paths;
}

function nameInstances(models: readonly UdfModel[]): InstanceGetters {
  const scope = new Scope();
  const getters = new Map<string, string>();
  for (const model of models) {
    const { binding } = model;
    if (!isOfInstance(model) || getters.has(classKey(model))) continue;
    const stem = binding.module.replace(/^.*\//, '').replace(/\.\w+$/, '');
    const name = toIdentifier(binding.export === 'default' ? stem : binding.export);
    getters.set(classKey(model), scope.name(`${name.charAt(0).toLowerCase()}${name.slice(1)}Instance`));
  }
  return getters;
}

function emitInstances(
  models: readonly UdfModel[],
  getters: InstanceGetters,
  packageRoot: string,
): EmittedFile {
  const module = new ModuleWriter();
  for (const getter of getters.values()) module.scope.name(getter);
  const done = new Set<string>();
  for (const model of models) {
    const key = classKey(model);
    const getter = getters.get(key);
    if (getter === undefined || !isOfInstance(model) || done.has(key)) continue;
    done.add(key);
    const { export: exported, module: source } = model.binding;
    const wanted = exported === 'default' ? 'Author' : toIdentifier(exported);
    const imported = module.import(modulePath(packageRoot, source), exported, wanted);
    const kept = module.scope.name(getter.replace(/Instance(\d*)$/, '$1'));
    module.block([
      `let ${kept}: ${imported} | undefined;`,
      '',
      `/** The one instance of ${imported} in this thread, made when it is first needed. */`,
      `export function ${getter}(): ${imported} {`,
      ...indent([`${kept} ??= new ${imported}();`, `return ${kept};`]),
      '}',
    ]);
  }
  return {
    path: INSTANCES.slice(2),
    contents: module.print(['// Written by `sluice build`: not to be edited.']),
  };
}

function emitEntry(
  models: readonly UdfModel[],
  paths: ReadonlyMap<string, string>,
  getters: InstanceGetters,
): EmittedFile {
  const module = new ModuleWriter();
  for (const own of ['abi', 'udfs', 'instances']) module.scope.name(own);
  const udfs = models.map((model) => module.import(`./${paths.get(model.name)}`, 'udf', model.name));
  const type = module.useType('BundleUdf');
  module.block([
    `export const abi = ${ABI_VERSION};`,
    '',
    ...(udfs.length === 0
      ? [`export const udfs: readonly ${type}[] = [];`]
      : [`export const udfs: readonly ${type}[] = [`, ...udfs.map((udf) => `  ${udf},`), '];']),
  ]);
  if (getters.size > 0) exportInstances(models, getters, module);
  return { path: 'entry.ts', contents: module.print(['// Written by `sluice build`: not to be edited.']) };
}

/** The classes of which there are instances, for the runtime to open and close, in the order of their names. */
function exportInstances(models: readonly UdfModel[], getters: InstanceGetters, module: ModuleWriter): void {
  const ofClass = new Map<string, UdfModel[]>([...getters.keys()].map((key) => [key, []]));
  for (const model of models) if (isOfInstance(model)) ofClass.get(classKey(model))?.push(model);
  const lines = [...getters]
    .map(([key, getter]) => {
      const own = ofClass.get(key) ?? [];
      return { className: own[0]?.binding.export ?? '', key, getter, names: own.map(({ name }) => name) };
    })
    .sort((a, b) => compare(a.className, b.className) || compare(a.key, b.key))
    .flatMap(({ className, getter, names }) =>
      printCode(
        {
          open: '{ ',
          items: [
            `className: ${quote(className)}`,
            { open: 'udfs: [', items: names.map(quote), close: ']' },
            `get: ${module.import(INSTANCES, getter, getter)}`,
          ],
          close: ' },',
        },
        1,
      ),
    );
  const type = module.useType('BundleInstance');
  module.block([`export const instances: readonly ${type}[] = [`, ...indent(lines), '];']);
}

function isOfInstance({ binding }: UdfModel): boolean {
  return binding.kind === 'instance-method' || binding.kind === 'class';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
