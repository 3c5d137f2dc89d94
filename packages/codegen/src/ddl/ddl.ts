import type { Manifest, UdfModel } from '@sluice/sdk/manifest';
import type { DdlOptions } from './engine.ts';
import { engines } from './engines.ts';
import type { EngineName } from './names.ts';

/** What declares a package's functions to an engine. */
export interface Ddl {
  /** Statements or a configuration; empty where no function can be declared. */
  readonly text: string;
  /** The functions that are not among them, in their order. */
  readonly skipped: readonly { readonly udf: string; readonly reason: string }[];
}

/**
 * The statements or the configuration with which an engine knows a package's functions. Only models are read: a package
 * that was built needs neither sources nor a compiler for it.
 *
 * @example
 * ```ts
 * const { models, package: pkg } = await list('./my-udfs/dist');
 * if (pkg) console.log(ddl('risingwave', models, pkg, { url: 'http://udfs:8815' }).text);
 * ```
 */
export function ddl(
  engine: EngineName,
  models: readonly UdfModel[],
  pkg: Manifest['package'],
  options: DdlOptions = {},
): Ddl {
  const { frame, declare } = engines[engine];
  const texts: string[] = [];
  const skipped: { udf: string; reason: string }[] = [];
  for (const udf of models) {
    const declaration = declare(udf, pkg, options);
    if ('text' in declaration) texts.push(declaration.text);
    else skipped.push({ udf: udf.name, reason: declaration.reason });
  }
  if (texts.length === 0) return { text: '', skipped };
  const { before, between, after } = frame(pkg, options);
  return { text: `${before}${texts.join(between)}${after}`, skipped };
}
