import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { DeclaredFunction } from '../discover/declaration.ts';
import type { LoadedPackage } from '../project.ts';
import type { ReadOptions } from './read-options.ts';

/** One function, or one method of an aggregate, while it is analysed. */
export interface Analysis {
  readonly declaration: DeclaredFunction;
  readonly pkg: LoadedPackage;
  readonly sink: DiagnosticSink;
  /** How messages call the function: as its author does. */
  readonly udf: string;
  readonly read: ReadOptions;
}
