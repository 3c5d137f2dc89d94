import type { ArrowField, Manifest, UdfModel } from '@sluice/sdk/manifest';
import type { Lack, TypeNames } from './type-name.ts';

/** What an engine is told of where functions are. */
export interface DdlOptions {
  /** The address of the Flight server. @default 'http://127.0.0.1:8815' */
  readonly url?: string;
  /** What starts a worker: the package and the function follow it. */
  readonly command?: string;
}

/** An engine that functions can be declared to. */
export interface Engine {
  /** Its name as it writes itself. */
  readonly title: string;
  /** How a Markdown code block of its statements is marked. */
  readonly language: string;
  /** What stands around the declarations, a newline at the end of each. */
  frame(pkg: Manifest['package'], options: DdlOptions): Frame;
  /** What declares one function, or why it cannot be: a sentence without its first words. */
  declare(udf: UdfModel, pkg: Manifest['package'], options: DdlOptions): Declaration;
}

/** The text around the declarations of functions. */
export interface Frame {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

/** The text that declares a function, or why there is none. */
export type Declaration = { readonly text: string } | { readonly reason: string };

/** The types of a function as an engine names them. */
export interface NamedSignature {
  readonly parameters: readonly string[];
  readonly result: string;
}

/** Names the types of a function's parameters and result, or says which of them the engine lacks, and what would do. */
export function nameSignature(
  udf: UdfModel,
  title: string,
  typeNames: TypeNames,
): NamedSignature | { readonly reason: string } {
  const parameters: string[] = [];
  for (const field of udf.parameters) {
    const name = typeNames(field.type);
    if (typeof name !== 'string') return { reason: lackReason(title, `parameter ${field.name}`, name) };
    parameters.push(name);
  }
  const result = typeNames(udf.result.type);
  if (typeof result !== 'string') return { reason: lackReason(title, 'the result', result) };
  return { parameters, result };
}

function lackReason(title: string, place: string, { type, path, instead }: Lack): string {
  const where = path === '' ? place : `${place}, at ${path}`;
  return `${title} has no counterpart of ${type}, the type of ${where}: declare it as ${instead}`;
}

/** Why an engine takes no aggregates, and what does. */
export function noAggregates(
  { name }: UdfModel,
  title: string,
  collect: string,
): { readonly reason: string } {
  return {
    reason:
      `${title} takes no aggregates from outside: declare a function of arrays and call it with ${collect}, ` +
      `or run udfs.aggregate('${name}') of @sluice/runtime`,
  };
}

/** The columns of a table function's row: the members of a struct, or one column of the function's name. */
export function rowFields({ name, result }: UdfModel): readonly ArrowField[] {
  return result.type.kind === 'struct' ? result.type.fields : [{ ...result, name }];
}

/** The address of a Flight server in the scheme that an engine wants. */
export function addressOf({ url = 'http://127.0.0.1:8815' }: DdlOptions, schemes: Schemes): string {
  // Not taken apart by URL, which drops a port that is the standard of the scheme: gRPC has none.
  const [, scheme, host] = /^([^:]*):\/\/([^/]*)/.exec(url) ?? [];
  return `${scheme === 'https' || scheme === 'grpc+tls' ? schemes.tls : schemes.plain}://${host}`;
}

interface Schemes {
  readonly plain: string;
  readonly tls: string;
}
