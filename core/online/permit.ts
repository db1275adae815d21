import { AsofError } from '../errors/asof-error.ts';

/** What somebody means to do to a store. */
export type StoreChange = 'write' | 'forget';

/** That somebody may change a store; only `WritePermit.of` makes one. */
export class WritePermit {
  private readonly isPermit = true;
  private constructor() {}

  /**
   * `environment` is what the store is called, null where it is called nothing; `confirm` the name that
   * was given by whoever wants to make the `change`. Throws `online_unconfirmed` where the environment wants its name
   * and that is another, or none.
   */
  static of(environment: string | null, confirm: string | null, change: StoreChange): WritePermit {
    if (isGuarded(environment) && confirm !== environment)
      throw new AsofError('online_unconfirmed', { environment, change, given: confirm ?? '' });
    return new WritePermit();
  }
}

/** Writing to an environment of this name asks for it to be given. */
export function isGuarded(environment: string | null): environment is string {
  return environment !== null && /^prod(uction)?$/i.test(environment.trim());
}
