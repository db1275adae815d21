import { AsofError } from '../errors/asof-error.ts';

/** What came of looking something up: the thing, or everything that is wrong with it. */
export interface Outcome<T> {
  value: T | null;
  /** Empty just where there is a value. */
  problems: AsofError[];
}

/** Collects what is wrong with the input, so that the rest can be looked at too. */
export class Attempts {
  readonly problems: AsofError[] = [];

  /** Gives null where the input is at fault; any other failure is thrown. */
  async try<T>(work: () => T | Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AsofError) || (error.kind !== 'input' && error.kind !== 'data')) throw error;
      this.problems.push(error);
      return null;
    }
  }

  /** Makes the thing, unless something was wrong. */
  outcome<T>(make: () => T): Outcome<T> {
    return { value: this.problems.length ? null : make(), problems: this.problems };
  }
}

/** The thing; throws the first of what is wrong. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.value === null) throw outcome.problems[0]!;
  return outcome.value;
}
