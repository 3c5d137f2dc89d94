import {
  type ArrowFunction,
  type CallExpression,
  type FunctionExpression,
  Node,
  type Signature,
} from 'ts-morph';
import type { DiagnosticSink, Remedy } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';
import { fixOf, insertBefore } from '../fix/edits.ts';
import { relativePath } from '../paths.ts';
import type { LoadedPackage } from '../project.ts';
import { textOf } from '../type-text.ts';
import type { DeclaredFunction } from './declaration.ts';
import { findExport } from './exports.ts';
import { constOf } from './place.ts';
import { isSdkSymbol } from './sdk-symbol.ts';
import { unwrap, wrapped } from './unwrap.ts';

/** What a call of `udf` declares. */
export function fromCall(
  call: CallExpression,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): DeclaredFunction | undefined {
  if (Node.isDecorator(call.getParent()) || !isSdkSymbol(call.getExpression(), 'udf')) return undefined;
  const place = exportOfCall(call, pkg, sink);
  if (place === undefined) return undefined;

  const [options, given] = call.getArguments();
  const udfArguments = (found: string, remedy: Remedy = {}): undefined => {
    sink.report('udf-arguments', { found }, spanOf(given ?? options ?? call, pkg.root), [], remedy);
  };
  if (options === undefined) return udfArguments('there is neither');
  if (given === undefined) {
    if (options.getType().getCallSignatures().length === 0) return udfArguments('the function is missing');
    const fix = fixOf('add the options {}', insertBefore(options, '{}, ', pkg));
    return udfArguments('the options are missing', { fix });
  }
  const { fn, signatures } = writtenFunction(given);
  if (fn === undefined) {
    return udfArguments(`the second is of type ${textOf(given.getType(), given, pkg.project)}`);
  }
  // A function named by reference may be declared in another package, where the author cannot edit.
  const here = pkg.sources.includes(fn.getSourceFile());
  return {
    kind: 'function',
    name: place.name ?? ownName(fn),
    nameNode: place.nameNode,
    signatures,
    fn,
    options,
    call,
    form: 'udf',
    binding: {
      kind: 'function',
      module: relativePath(pkg.root, call.getSourceFile().getFilePath()),
      export: place.exported,
    },
    spanOf: (at) => spanOf(here || at.getSourceFile() === call.getSourceFile() ? at : given, pkg.root),
  };
}

interface WrittenFunction {
  readonly signatures: readonly Signature[];
  readonly fn: DeclaredFunction['fn'] | undefined;
}

function writtenFunction(given: Node): WrittenFunction {
  // Asked for the type of a function that stands in the call, the checker would first prove that the call is right.
  if (isInline(given)) return { signatures: [given.getSignature()], fn: given };
  const signatures = given.getType().getCallSignatures();
  const inline = Node.isExpression(given) ? unwrap(given) : given;
  if (isInline(inline)) return { signatures, fn: signatures.length === 0 ? undefined : inline };
  const declaration: Node | undefined = signatures[0]?.getDeclaration();
  const written = Node.isParametered(declaration) && Node.isReturnTyped(declaration);
  return { signatures, fn: written ? declaration : undefined };
}

function isInline(node: Node): node is ArrowFunction | FunctionExpression {
  return Node.isArrowFunction(node) || Node.isFunctionExpression(node);
}

function ownName(fn: Node): string | undefined {
  if (Node.isFunctionExpression(fn) || Node.isFunctionDeclaration(fn)) return fn.getName();
  return undefined;
}

interface CallPlace {
  readonly name: string | undefined;
  readonly nameNode: Node;
  readonly exported: string;
}

function exportOfCall(call: CallExpression, pkg: LoadedPackage, sink: DiagnosticSink): CallPlace | undefined {
  const outer = wrapped(call).getParent();
  if (Node.isExportAssignment(outer) && !outer.isExportEquals()) {
    return { name: undefined, nameNode: call, exported: 'default' };
  }
  const variable = constOf(call);
  if (variable === undefined) {
    sink.report('misplaced-udf-call', {}, spanOf(call.getExpression(), pkg.root));
    return undefined;
  }
  const name = variable.getName();
  const exported = findExport(variable.getNameNode());
  if (exported === undefined) {
    const parameters = { what: `const ${name}`, edit: `export const ${name}` };
    const statement = variable.getVariableStatement();
    const fix = statement && fixOf(`export const ${name}`, insertBefore(statement, 'export ', pkg));
    sink.report('not-exported', parameters, spanOf(variable.getNameNode(), pkg.root), [], { fix });
    return undefined;
  }
  return { name, nameNode: variable.getNameNode(), exported };
}
