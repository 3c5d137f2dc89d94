import { posix } from 'node:path';
import { quote, Scope } from './scope.ts';

/** What the adapter's functions and classes import from. */
const COLUMN_LAYER = '@sluice/runtime/column';

/** Collects the parts of one emitted module. */
export class ModuleWriter {
  readonly scope: Scope = new Scope();
  private readonly imports = new Map<string, Map<string, string>>();
  private readonly types = new Map<string, Map<string, string>>();
  private readonly blocks: string[] = [];

  /** Imports a function or class of the column layer. @returns its name here */
  use(name: string): string {
    return this.import(COLUMN_LAYER, name, name);
  }

  /** Imports a type of the column layer, or of another module. @returns its name here */
  useType(name: string, module: string = COLUMN_LAYER): string {
    return this.add(this.types, module, name, name);
  }

  /** Imports an export of a module under a name that is free here. @returns that name */
  import(module: string, exported: string, wanted: string): string {
    return this.add(this.imports, module, exported, wanted);
  }

  private add(
    to: Map<string, Map<string, string>>,
    module: string,
    exported: string,
    wanted: string,
  ): string {
    const names = to.get(module) ?? new Map<string, string>();
    to.set(module, names);
    const local = names.get(exported) ?? this.scope.name(wanted);
    names.set(exported, local);
    return local;
  }

  /** Adds a top-level declaration. */
  block(lines: readonly string[]): void {
    this.blocks.push(lines.join('\n'));
  }

  /** The module's text: header, imports in the order of their module's names, declarations. */
  print(header: readonly string[]): string {
    const modules = [...new Set([...this.imports.keys(), ...this.types.keys()])].sort(byOrigin);
    const imports = modules.map((module) => this.printImport(module));
    return `${[[...header, ...imports].join('\n'), ...this.blocks].join('\n\n')}\n`;
  }

  private printImport(module: string): string {
    const rename = ([exported, local]: [string, string]): string =>
      exported === local ? exported : `${isIdentifier(exported) ? exported : quote(exported)} as ${local}`;
    const values = [...(this.imports.get(module) ?? [])].map(rename);
    const types = [...(this.types.get(module) ?? [])].map(rename);
    const onlyTypes = values.length === 0;
    const names = [...values, ...types.map((name) => (onlyTypes ? name : `type ${name}`))].sort((a, b) =>
      compare(a.replace(/^type /, ''), b.replace(/^type /, '')),
    );
    const keyword = onlyTypes ? 'import type' : 'import';
    const line = `${keyword} { ${names.join(', ')} } from ${quote(module)};`;
    if (line.length <= 110) return line;
    return `${keyword} {\n${names.map((name) => `  ${name},`).join('\n')}\n} from ${quote(module)};`;
  }
}

/** A module may export under any text. */
function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
}

/** The path from an adapter to a module of the author's package, extension kept. */
export function modulePath(packageRoot: string, module: string): string {
  const path = posix.join(packageRoot, module);
  return path.startsWith('.') ? path : `./${path}`;
}

/** Packages before relative paths, each by code unit. */
function byOrigin(a: string, b: string): number {
  return Number(a.startsWith('.')) - Number(b.startsWith('.')) || compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
