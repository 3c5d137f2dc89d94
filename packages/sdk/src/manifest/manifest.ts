import type { ResolvedOptions } from '../resolved-options.ts';
import type { ArrowField } from './arrow-type.ts';

/**
 * The version of the contract between a bundle and the runtime that imports it: the shape of `BundleModule`
 * in `@sluice/runtime/column` and of this manifest. A runtime loads the version that it was built for and no other.
 */
export const ABI_VERSION = 3;

/** Where a function stands in its author's package. */
export interface SourcePosition {
  /** Relative to the package's folder, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

/** How the emitted adapter reaches the author's function. `module` is a path relative to the package's folder. */
export type UdfBinding =
  | { readonly kind: 'function'; readonly module: string; readonly export: string }
  | {
      readonly kind: 'static-method';
      readonly module: string;
      readonly export: string;
      readonly method: string;
    }
  /** One instance per worker thread, made by the class's constructor without arguments. */
  | {
      readonly kind: 'instance-method';
      readonly module: string;
      readonly export: string;
      readonly method: string;
    }
  /** An aggregate: its class, of which there is one instance per worker thread. */
  | { readonly kind: 'class'; readonly module: string; readonly export: string };

/** What every kind of function has. */
interface UdfBase {
  /** The SQL name, unique in its package. */
  readonly name: string;
  readonly options: ResolvedOptions;
  readonly parameters: readonly ArrowField[];
  /** Named `value`. */
  readonly result: ArrowField;
  /** Whether the function takes a `UdfContext` after its parameters. */
  readonly takesContext: boolean;
  readonly binding: UdfBinding;
  readonly source: SourcePosition;
  /** The first paragraph of the function's doc comment. */
  readonly description?: string;
}

/** A row in, a value out. */
export interface ScalarUdf extends UdfBase {
  readonly kind: 'scalar';
}

/** Whole columns in, a column of the same length out, synchronously. Rows with a null that the function does not admit are left out. */
export interface VectorizedUdf extends UdfBase {
  readonly kind: 'vectorized';
  /** What the function takes for each parameter: the values' typed array, or a `Column`. */
  readonly takes: readonly ('typed-array' | 'column')[];
}

/** A row in, none or more out: a generator, synchronous or not. `result` is what it yields. */
export interface TableUdf extends UdfBase {
  readonly kind: 'table';
}

/** Many rows in, one value out: a class. `parameters` are those of `accumulate` behind the state. */
export interface AggregateUdf extends UdfBase {
  readonly kind: 'aggregate';
  /** What `init` returns: a struct or another type, named `state`; never null. */
  readonly state: ArrowField;
  /** Whether the class has `retract`. */
  readonly retracts: boolean;
}

/** One function, as every back end sees it: adapters, manifest, engines. */
export type UdfModel = ScalarUdf | VectorizedUdf | TableUdf | AggregateUdf;

/** The contents of `udf.json`. */
export interface Manifest {
  readonly abi: number;
  readonly package: { readonly name: string; readonly version: string };
  readonly bundle: {
    /** Relative to the manifest. */
    readonly file: string;
    /** Subresource-integrity form: `sha512-<base64>`, over the bundle's bytes. */
    readonly integrity: string;
  };
  /** Sorted by name. */
  readonly udfs: readonly UdfModel[];
}
