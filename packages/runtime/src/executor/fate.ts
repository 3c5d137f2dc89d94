import type { GroupFailure, RowFailure } from './failure.ts';

/** Groups that must end without results, and what each is told. */
export interface Ending<Group> {
  groups(): readonly Group[];
  failureOf(open: Group): GroupFailure;
}

const MAX_SUPPRESSED = 8;

/** What groups have in common that end together when a row of one fails under `onError: 'fail'`: one, or a stream. */
export class Fate<Group> implements Ending<Group> {
  failure: GroupFailure | undefined = undefined;
  readonly groups: () => readonly Group[];
  /** The group whose row failed. */
  private culprit: Group | undefined = undefined;
  private readonly suppressed: RowFailure[] = [];

  constructor(groups: () => readonly Group[]) {
    this.groups = groups;
  }

  /** A row failed. The first decides, and gives true. */
  seal(open: Group, failure: RowFailure): boolean {
    if (this.failure !== undefined) {
      if (this.suppressed.length < MAX_SUPPRESSED) this.suppressed.push(failure);
      return false;
    }
    this.failure = { ...failure, suppressed: this.suppressed };
    this.culprit = open;
    return true;
  }

  /** All are given up, unless something else has decided already. */
  giveUp(failure: GroupFailure): void {
    this.failure ??= failure;
  }

  failureOf(open: Group): GroupFailure {
    const failure = this.failure as GroupFailure; // nobody asks before it is sealed
    return open === this.culprit ? failure : { ...failure, row: undefined };
  }
}
