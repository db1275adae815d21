import { AsofError } from '../../../errors/asof-error.ts';

interface Bucket {
  left: number;
  at: number;
}

/** Limits of requests a second, each by its name: what one second allows may come at once, and is then filled again evenly. */
export class Rates {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;

  /** @param now In milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts a request. Throws `rate_limited` where it is one too many; `what` is what has the limit, in words. */
  take(name: string, rate: number, what: string): void {
    const now = this.#now();
    const { left, at } = this.#buckets.get(name) ?? { left: rate, at: now };
    const filled = Math.min(rate, left + ((now - at) / 1000) * rate);
    if (filled < 1) {
      const seconds = rate === 0 ? 60 : Math.ceil((1 - filled) / rate);
      throw new AsofError('rate_limited', { what, rate, seconds });
    }
    this.#buckets.set(name, { left: filled - 1, at: now });
  }
}
