import type { StoreContext } from '../../ask/context.ts';
import { askLookup, type FoundOnline } from '../../ask/lookup.ts';
import { viewsOf } from '../../model/feature-ref.ts';
import type { LookupQuestion } from '../../question/lookup.ts';
import { InFlight } from './in-flight.ts';
import { inTime } from './in-time.ts';
import { checkMayRead, type Consumer } from './keys/consumer.ts';
import type { Rates } from './keys/rates.ts';
import { timedAccess } from './metrics/timed-access.ts';

export interface DeskRules {
  /** Of a view, how many requests a second each consumer may make. */
  viewRates?: ReadonlyMap<string, number>;
  /** How long a look-up may wait for the store. */
  deadlineMs: number;
  /** So many are under way at once. */
  most: number;
}

/** A look-up that was answered. */
export interface ServedLookup {
  consumer: string;
  context: StoreContext;
  asked: LookupQuestion;
  answer: FoundOnline;
  ms: number;
}

/** Where every look-up of the server goes through, in whichever form it was asked. */
export class Desk {
  readonly inFlight: InFlight;
  readonly #deadlineMs: number;
  readonly #viewRates: ReadonlyMap<string, number>;
  readonly #rates: Rates;
  readonly #storeTook: (ms: number) => void;
  readonly #watchers: readonly ((served: ServedLookup) => void)[];

  /** @param watchers Are told of each look-up that was answered, as `storeTook` of how long the store took for it. */
  constructor(
    { deadlineMs, most, viewRates = new Map() }: DeskRules,
    rates: Rates,
    storeTook: (ms: number) => void,
    watchers: readonly ((served: ServedLookup) => void)[],
  ) {
    this.#viewRates = viewRates;
    this.#rates = rates;
    this.#storeTook = storeTook;
    this.#deadlineMs = deadlineMs;
    this.inFlight = new InFlight(most);
    this.#watchers = watchers;
  }

  /**
   * Throws what `askLookup` throws, `key_forbidden`, `rate_limited`, `server_busy`, and `online_failed` where the store
   * does not answer in time.
   */
  async look(context: StoreContext, asked: LookupQuestion, consumer: Consumer): Promise<ServedLookup> {
    checkMayRead(consumer, asked, context.workspace);
    this.#countViews(consumer, viewsOf(context.workspace.features(asked)));
    const started = performance.now();
    const online = timedAccess(context.online, this.#storeTook);
    const answer = await inTime(this.#deadlineMs, (signal) =>
      this.inFlight.run(() => askLookup({ ...context, online }, asked, { signal })),
    );
    const served = {
      consumer: consumer.name,
      context,
      asked,
      answer,
      ms: Math.round((performance.now() - started) * 1000) / 1000,
    };
    for (const watch of this.#watchers) watch(served);
    return served;
  }

  #countViews({ name }: Consumer, views: readonly string[]): void {
    for (const view of views) {
      const rate = this.#viewRates.get(view);
      if (rate !== undefined) this.#rates.take(JSON.stringify([name, view]), rate, `${name} may ask for ${view}`);
    }
  }
}
