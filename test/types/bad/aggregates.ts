import { aggregate, type UdfContext } from '@sluice/sdk';

interface Sum {
  sum: number;
}

class Complete {
  init(): Sum {
    return { sum: 0 };
  }
  accumulate(state: Sum, value: number): void {
    state.sum += value;
  }
  merge(state: Sum, other: Sum): void {
    state.sum += other.sum;
  }
  finish(state: Sum): number {
    return state.sum;
  }
}

// error: @aggregate needs parentheses: write @aggregate()
@aggregate
export class Bare extends Complete {}

export class OnMembers {
  // error: @aggregate() stands on a class
  @aggregate()
  method(value: number): number {
    return value;
  }
}

// error: an aggregate needs the method init(): State, which makes an empty state
@aggregate()
export class NoInit {
  accumulate(state: Sum, value: number): void {
    state.sum += value;
  }
  merge(state: Sum, other: Sum): void {
    state.sum += other.sum;
  }
  finish(state: Sum): number {
    return state.sum;
  }
}

// error: an aggregate needs the method accumulate(state, ...values), which adds a row to a state
@aggregate()
export class NoAccumulate {
  init = Complete.prototype.init;
  merge = Complete.prototype.merge;
  finish = Complete.prototype.finish;
}

// error: an aggregate needs the method merge(state, other), which adds one state to another
@aggregate()
export class NoMerge {
  init = Complete.prototype.init;
  accumulate = Complete.prototype.accumulate;
  finish = Complete.prototype.finish;
}

// error: an aggregate needs the method finish(state): Result, which gives the result of a state
@aggregate()
export class PrivateFinish {
  init = Complete.prototype.init;
  accumulate = Complete.prototype.accumulate;
  merge = Complete.prototype.merge;
  private finish(state: Sum): number {
    return state.sum;
  }
}

// error: the class of an aggregate cannot be abstract
@aggregate()
export abstract class Abstract extends Complete {}

// error: the class of an aggregate is made without arguments
@aggregate()
export class Arguments extends Complete {
  constructor(readonly start: number) {
    super();
  }
}

// error: @aggregate() stands on a class with a public constructor
@aggregate()
export class Private extends Complete {
  private constructor() {
    super();
  }
}

// error: init of an aggregate is called without arguments and returns the state
@aggregate()
export class InitOf extends (Object as unknown as new () => Omit<Complete, 'init'>) {
  init(start: number): Sum {
    return { sum: start };
  }
}

// error: init of an aggregate is synchronous: it cannot return a Promise
@aggregate()
export class Later {
  async init(): Promise<Sum> {
    return { sum: 0 };
  }
  accumulate = Complete.prototype.accumulate;
  merge = Complete.prototype.merge;
  finish = Complete.prototype.finish;
}

// error: the state of an aggregate is never null: let init return an object with a field that may be
@aggregate()
export class NullState {
  init(): number | null {
    return null;
  }
  accumulate(state: number | null, value: number): number {
    return (state ?? 0) + value;
  }
  merge(state: number | null, other: number | null): number {
    return (state ?? 0) + (other ?? 0);
  }
  finish(state: number | null): number | null {
    return state;
  }
}

// error: state.seen has no Arrow mapping
@aggregate()
export class Opaque {
  init(): { seen: WeakSet<object> } {
    return { seen: new WeakSet() };
  }
  accumulate(state: { seen: WeakSet<object> }, value: Date): void {
    state.seen.add(value);
  }
  merge(state: { seen: WeakSet<object> }, other: { seen: WeakSet<object> }): void {
    state.seen = other.seen;
  }
  finish(state: { seen: WeakSet<object> }): number {
    return state.seen.has(state) ? 1 : 0;
  }
}

// error: accumulate of an aggregate takes first the state that init returns
@aggregate()
export class OtherState extends (Object as unknown as new () => Omit<Complete, 'accumulate'>) {
  accumulate(value: number, state: Sum): void {
    state.sum += value;
  }
}

// error: accumulate of an aggregate returns nothing, or a state of the type that init returns
@aggregate()
export class ReturnsOther extends (Object as unknown as new () => Omit<Complete, 'accumulate'>) {
  accumulate(state: Sum, value: number): number {
    state.sum += value;
    return state.sum;
  }
}

// error: parameter #1 of accumulate has no Arrow mapping
@aggregate()
export class Unmappable extends (Object as unknown as new () => Omit<Complete, 'accumulate'>) {
  accumulate(state: Sum, value: symbol): void {
    state.sum += String(value).length;
  }
}

// error: accumulate of an aggregate gets no UdfContext
@aggregate()
export class Context extends (Object as unknown as new () => Omit<Complete, 'accumulate'>) {
  accumulate(state: Sum, value: number, ctx: UdfContext): void {
    state.sum += value * ctx.attempt;
  }
}

// error: a rest parameter has no Arrow mapping: take an array instead
@aggregate()
export class Rest extends (Object as unknown as new () => Omit<Complete, 'accumulate'>) {
  accumulate(state: Sum, ...values: number[]): void {
    state.sum += values.length;
  }
}

// error: merge of an aggregate takes two states of the type that init returns
@aggregate()
export class MergesOther extends (Object as unknown as new () => Omit<Complete, 'merge'>) {
  merge(state: Sum, other: number): void {
    state.sum += other;
  }
}

// error: finish of an aggregate takes the state that init returns
@aggregate()
export class FinishesOther extends (Object as unknown as new () => Omit<Complete, 'finish'>) {
  finish(state: string): number {
    return state.length;
  }
}

// error: finish of an aggregate is synchronous: it cannot return a Promise
@aggregate()
export class FinishesLater extends (Object as unknown as new () => Omit<Complete, 'finish'>) {
  async finish(state: Sum): Promise<number> {
    return state.sum;
  }
}

// error: result has no Arrow mapping
@aggregate()
export class NoResult extends (Object as unknown as new () => Omit<Complete, 'finish'>) {
  finish(state: Sum): void {
    state.sum++;
  }
}

// error: retract of an aggregate takes the same values as accumulate
@aggregate()
export class RetractsOther extends Complete {
  retract(state: Sum, value: string): void {
    state.sum -= value.length;
  }
}

// error: retract of an aggregate takes first the state that init returns
@aggregate()
export class RetractsState extends Complete {
  retract(value: number): void {
    this.accumulate({ sum: 0 }, -value);
  }
}

// error: 'ordered' does not exist
@aggregate({ ordered: true })
export class Options extends Complete {}
