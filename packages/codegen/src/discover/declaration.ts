import type { UdfBinding } from '@sluice/sdk/manifest';
import type {
  CallExpression,
  ClassDeclaration,
  ClassExpression,
  Node,
  ParameteredNode,
  ReturnTypedNode,
  Signature,
} from 'ts-morph';
import type { SourceSpan } from '../diagnostics/diagnostic.ts';

/** A place where an author declares a UDF, and how the bundle reaches it. */
export type Declaration = DeclaredFunction | DeclaredAggregate;

interface Declared {
  /** The function or class as its author calls it; undefined for an anonymous default export. */
  readonly name: string | undefined;
  /** Where the name stands, or the declaration where there is none. */
  readonly nameNode: Node;
  readonly options: Node | undefined;
  /** The call of `udf` or of the decorator, in which the options are written. */
  readonly call: CallExpression;
  /** How the author declares it, as the start of an edit. */
  readonly form: '@udf' | 'udf' | '@aggregate';
  readonly binding: UdfBinding;
  /** The place to report for a node of the function, which may stand in another package. */
  spanOf(node: Node): SourceSpan;
}

/** A method or a function. */
export interface DeclaredFunction extends Declared {
  readonly kind: 'function';
  readonly signatures: readonly Signature[];
  /** The node that writes the parameters and the result. */
  readonly fn: Node & ParameteredNode & ReturnTypedNode;
}

/** A class with the methods of an aggregate, or so its author says. */
export interface DeclaredAggregate extends Declared {
  readonly kind: 'aggregate';
  readonly owner: ClassNode;
}

/** A class, with a name or without. */
export type ClassNode = ClassDeclaration | ClassExpression;
