import { indent } from './code.ts';
import { Scope } from './scope.ts';

/** Where the buffers of a batch are kept while its rows are read: constants of a function or fields of a class. */
export interface Holder {
  /** Names a value that is needed only while the buffers are looked up. @returns how to refer to it */
  lookUp(name: string, initial: string): string;
  /** Keeps a value for the rows. @returns how to refer to it */
  keep(name: string, type: string, initial: string): string;
  /** `keep` of an object that reads a column. */
  make(name: string, className: string, initial: string): string;
  /**
   * Names what `keep` kept of 32 rows, whose place in a bitmap is `word`. There where rows are read in turn.
   * @returns how to refer to it
   */
  ofWord?(name: string, initial: string): string;
  /**
   * Names a value that all batches share, what `className` makes of nothing. There where rows are read in turn.
   * @returns how to refer to it
   */
  ofModule?(name: string, className: string): string;
  /** `keep` of the bitmap of a field that may have no null. There where a loop needs no test if it has none. */
  keepUnexpected?(name: string, initial: string): string;
}

/** The same place, for values that are read at other rows than the loop's. */
export function outOfTurn(holder: Holder): Holder {
  return {
    lookUp: (name, initial) => holder.lookUp(name, initial),
    keep: (name, type, initial) => holder.keep(name, type, initial),
    make: (name, className, initial) => holder.make(name, className, initial),
  };
}

/** A value that is kept for the rows. */
export interface Kept {
  readonly name: string;
  readonly type: string;
}

/** Constants at the head of a function, which hands them to its loops. */
export class FunctionHolder implements Holder {
  readonly lines: string[] = [];
  readonly kept: Kept[] = [];
  /** The names of the objects that read columns. */
  readonly readers: string[] = [];
  protected readonly scope: Scope;

  constructor(scope: Scope) {
    this.scope = scope;
  }

  lookUp(name: string, initial: string): string {
    const local = this.scope.name(name);
    this.lines.push(`const ${local} = ${initial};`);
    return local;
  }

  keep(name: string, type: string, initial: string): string {
    const local = this.lookUp(name, initial);
    this.kept.push({ name: local, type });
    return local;
  }

  make(name: string, className: string, initial: string): string {
    const reader = this.keep(name, className, initial);
    this.readers.push(reader);
    return reader;
  }
}

/** The same for loops that read each row in turn, some of them by words of 32 rows. */
export class LoopHolder extends FunctionHolder {
  /** What is looked up at the beginning of each word. */
  readonly wordLines: string[] = [];
  /** What all batches share. */
  readonly moduleLines: string[] = [];
  /** Bitmaps of fields inside of parameters, which may have no null: a loop over rows of which none has one needs none. */
  readonly unexpected: Kept[] = [];

  ofWord(name: string, initial: string): string {
    const local = this.scope.name(name);
    this.wordLines.push(`const ${local} = ${initial};`);
    return local;
  }

  ofModule(name: string, className: string): string {
    const shared = this.scope.name(name);
    this.moduleLines.push(`const ${shared} = new ${className}();`);
    return shared;
  }

  keepUnexpected(name: string, initial: string): string {
    const local = this.lookUp(name, initial);
    this.unexpected.push({ name: local, type: 'Int32Array | null' });
    return local;
  }
}

/** Private fields, set by the constructor. */
export class ClassHolder implements Holder {
  private readonly fields: string[] = [];
  private readonly body: string[] = [];
  private readonly members = new Scope();
  /** The constructor's constants all end in `Column` or `entries`, which nothing that it calls does. */
  private readonly locals = new Scope();

  lookUp(name: string, initial: string): string {
    const local = this.locals.name(name);
    this.body.push(`const ${local} = ${initial};`);
    return local;
  }

  keep(name: string, type: string, initial: string): string {
    const field = this.members.name(name);
    this.fields.push(`private readonly ${field}: ${type};`);
    this.body.push(`this.${field} = ${initial};`);
    return `this.${field}`;
  }

  make(name: string, className: string, initial: string): string {
    return this.keep(name, className, initial);
  }

  /** The fields and the constructor, in which `first` stands before everything else. */
  print(parameters: string, first: readonly string[] = []): string[] {
    const body = [...first, ...this.body];
    if (body.length === 0) return [];
    const fields = this.fields.length === 0 ? [] : [...this.fields, ''];
    return [...fields, `constructor(${parameters}) {`, ...indent(body), '}', ''];
  }
}
