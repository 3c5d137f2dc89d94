import { Node, type Project, type Type } from 'ts-morph';
import { partsOf } from './mapping.ts';

/** The name of a type that the language's or Node's own declarations define. */
export function standardName(type: Type, project: Project): string | undefined {
  const symbol = type.getSymbol();
  if (symbol === undefined) return undefined;
  const program = project.getProgram().compilerObject;
  const standard = symbol.getDeclarations().some((declaration) => {
    const file = declaration.getSourceFile();
    return (
      program.isSourceFileDefaultLibrary(file.compilerNode) || file.getFilePath().includes('/@types/node/')
    );
  });
  // What a mapped type such as Record makes has its symbol, and is the author's.
  return standard && !type.isAnonymous() && symbol.getName() !== '__type' ? symbol.getName() : undefined;
}

/** Whether a type is that of the instances of a class. */
export function isInstance(type: Type): boolean {
  return partsOf(type).some((part) =>
    (part.getSymbol()?.getDeclarations() ?? []).some(
      (declaration) => Node.isClassDeclaration(declaration) || Node.isClassExpression(declaration),
    ),
  );
}

/** Whether a type can be called or made an instance of. */
export function isFunction(type: Type): boolean {
  return type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0;
}
