import { AsofError } from '../../errors/asof-error.ts';

/** How much work is under way, and no more of it than may be. */
export class InFlight {
  #count = 0;
  #idle: (() => void)[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get count(): number {
    return this.#count;
  }

  /** Throws `server_busy`. Work counts until it has ended, waited for or not: a store that stalls is not asked ever more. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#count >= this.#most) throw new AsofError('server_busy', { most: this.#most });
    this.#count++;
    try {
      return await work();
    } finally {
      this.#count--;
      if (this.#count === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }
}
