import type { Manifest, UdfModel } from '@sluice/sdk/manifest';
import { ddl } from '../ddl/ddl.ts';
import { type EngineName, engineNames } from '../ddl/names.ts';
import { compareText } from '../diagnostics/diagnostic.ts';
import { formatSignature } from '../signature.ts';
import { compareOptions } from './compare-options.ts';
import { bindingText, compareSignatures } from './compare-signatures.ts';
import { type Change, changeOf, type Level, largest, unseen } from './rules.ts';

/** One version of a package: what `udf.json` says, or what its sources would make it say. */
export interface PackageVersion {
  readonly package: Manifest['package'];
  readonly udfs: readonly UdfModel[];
  /** Undefined where it was not built. */
  readonly abi?: number | undefined;
  readonly integrity?: string | undefined;
}

/** What changed in one function. */
export interface FunctionDiff {
  /** Its SQL name; the old one where it was renamed. */
  readonly udf: string;
  /** Its signature; null where there is none. */
  readonly before: string | null;
  readonly after: string | null;
  /** The largest first. */
  readonly changes: readonly Change[];
  /** The engines that must be told of it anew: what `sluice ddl` prints for them is another text. */
  readonly declarations: readonly EngineName[];
}

/** What changed between two versions of a package. */
export interface PackageDiff {
  readonly from: Manifest['package'];
  readonly to: Manifest['package'];
  /** What the next version number must say; null where nothing has changed. */
  readonly level: Level | null;
  /** Of the package as a whole. */
  readonly changes: readonly Change[];
  /** Those that changed, by SQL name. */
  readonly functions: readonly FunctionDiff[];
  /** What is not compared, and may have changed all the same. */
  readonly unseen: readonly string[];
}

/**
 * What changed between two versions of a package, what that asks of its version number, and of whom. Pure: two
 * manifests in, data out.
 *
 * @example
 * ```ts
 * const { level, functions } = diff(
 *   { package: old.package, udfs: old.udfs },
 *   { package: current.package, udfs: current.udfs },
 * );
 * ```
 */
export function diff(before: PackageVersion, after: PackageVersion): PackageDiff {
  const functions = pair(before.udfs, after.udfs)
    .map(([old, current]) => compare(old, current, after.package))
    .filter(({ changes }) => changes.length > 0)
    .sort((a, b) => compareText(a.udf, b.udf));
  const changes = comparePackages(before, after, functions);
  const level = largest([...changes, ...functions.flatMap((each) => each.changes)].map((each) => each.level));
  return { from: before.package, to: after.package, level: level ?? null, changes, functions, unseen };
}

function comparePackages(
  before: PackageVersion,
  after: PackageVersion,
  functions: readonly FunctionDiff[],
): readonly Change[] {
  const changes: Change[] = [];
  if (before.abi !== undefined && after.abi !== undefined && before.abi !== after.abi) {
    changes.push(changeOf('abi-changed', { from: before.abi, to: after.abi }));
  }
  const built = before.integrity !== undefined && after.integrity !== undefined;
  // Where a signature changed, so did the bundle: to say it would be no news.
  if (built && before.integrity !== after.integrity && functions.length === 0 && changes.length === 0) {
    changes.push(changeOf('implementation-changed', {}));
  }
  return changes;
}

type Pair = readonly [before: UdfModel | undefined, after: UdfModel | undefined];

/** By SQL name; those without a namesake by where they stand in TypeScript, or else by the only signature that fits. */
function pair(before: readonly UdfModel[], after: readonly UdfModel[]): readonly Pair[] {
  const current = new Map(after.map((model) => [model.name, model]));
  const pairs: Pair[] = before.flatMap((model): Pair[] => {
    const other = current.get(model.name);
    current.delete(model.name);
    return other === undefined ? [] : [[model, other]];
  });
  let gone = before.filter(({ name }) => !after.some((model) => model.name === name));
  let fresh = [...current.values()];
  for (const key of [bindingKey, shapeKey]) {
    for (const model of gone) {
      const [match, ...others] = fresh.filter((other) => key(other) === key(model));
      const rivals = gone.filter((other) => key(other) === key(model));
      if (match === undefined || others.length > 0 || rivals.length > 1) continue;
      pairs.push([model, match]);
      fresh = fresh.filter((other) => other !== match);
    }
    gone = gone.filter((model) => !pairs.some(([old]) => old === model));
  }
  return [
    ...pairs,
    ...gone.map((model): Pair => [model, undefined]),
    ...fresh.map((model): Pair => [undefined, model]),
  ];
}

const bindingKey = ({ binding }: UdfModel): string => bindingText(binding);

/** A function without parameters is like many. */
function shapeKey(model: UdfModel): string {
  const { kind, parameters, result, options, name } = model;
  return parameters.length === 0 ? name : JSON.stringify([kind, parameters, result, options]);
}

function compare(
  before: UdfModel | undefined,
  after: UdfModel | undefined,
  pkg: Manifest['package'],
): FunctionDiff {
  return {
    udf: before?.name ?? after?.name ?? '',
    before: before === undefined ? null : formatSignature(before),
    after: after === undefined ? null : formatSignature(after),
    changes: changesOf(before, after).toSorted((a, b) => rank(a) - rank(b)),
    declarations:
      before === undefined || after === undefined
        ? []
        : engineNames.filter((name) => declared(name, before, pkg) !== declared(name, after, pkg)),
  };
}

function changesOf(before: UdfModel | undefined, after: UdfModel | undefined): readonly Change[] {
  if (before === undefined) return [changeOf('function-added', {})];
  if (after === undefined) return [changeOf('function-removed', {})];
  const renamed = before.name === after.name ? [] : [changeOf('function-renamed', namesOf(before, after))];
  const compared = [...compareSignatures(before, after), ...compareOptions(before, after)];
  // The name was changed on purpose; that it follows the TypeScript name is no second change.
  return [...renamed, ...compared.filter(({ rule }) => renamed.length === 0 || rule !== 'function-moved')];
}

function namesOf(before: UdfModel, after: UdfModel) {
  return { from: before.name, to: after.name };
}

function rank({ level }: Change): number {
  return ['major', 'minor', 'patch'].indexOf(level);
}

/** What declares a function to an engine, or why it cannot be. The version is not in it: two of them are compared. */
function declared(engine: EngineName, model: UdfModel, pkg: Manifest['package']): string {
  const { text, skipped } = ddl(engine, [model], pkg);
  return text === '' ? `-- ${skipped.length}` : text;
}
