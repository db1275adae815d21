import type { StoreContext } from '../../ask/context.ts';
import { askLookup, type FoundOnline } from '../../ask/lookup.ts';
import type { LookupQuestion } from '../../question/lookup.ts';
import { InFlight } from './in-flight.ts';
import { inTime } from './in-time.ts';

export interface DeskRules {
  /** How long a look-up may wait for the store. */
  deadlineMs: number;
  /** So many are under way at once. */
  most: number;
}

/** A look-up that was answered. */
export interface ServedLookup {
  context: StoreContext;
  asked: LookupQuestion;
  answer: FoundOnline;
  ms: number;
}

/** Where every look-up of the server goes through, in whichever form it was asked. */
export class Desk {
  readonly inFlight: InFlight;
  readonly #deadlineMs: number;
  readonly #watchers: readonly ((served: ServedLookup) => void)[];

  /** @param watchers Are told of each look-up that was answered. */
  constructor({ deadlineMs, most }: DeskRules, watchers: readonly ((served: ServedLookup) => void)[]) {
    this.#deadlineMs = deadlineMs;
    this.inFlight = new InFlight(most);
    this.#watchers = watchers;
  }

  /** Throws what `askLookup` throws, `server_busy`, and `online_failed` where the store does not answer in time. */
  async look(context: StoreContext, asked: LookupQuestion): Promise<ServedLookup> {
    const started = performance.now();
    const answer = await inTime(this.#deadlineMs, (signal) =>
      this.inFlight.run(() => askLookup(context, asked, { signal })),
    );
    const served = { context, asked, answer, ms: Math.round((performance.now() - started) * 1000) / 1000 };
    for (const watch of this.#watchers) watch(served);
    return served;
  }
}
