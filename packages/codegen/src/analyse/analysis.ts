import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { Declaration } from '../discover/discover.ts';
import type { LoadedPackage } from '../project.ts';
import type { ReadOptions } from './read-options.ts';

/** One declaration while it is analysed. */
export interface Analysis {
  readonly declaration: Declaration;
  readonly pkg: LoadedPackage;
  readonly sink: DiagnosticSink;
  /** How messages call the function: as its author does. */
  readonly udf: string;
  readonly read: ReadOptions;
}
