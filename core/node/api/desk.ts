import type { OnlineAccess, StoreContext } from '../../ask/context.ts';
import { askLookup, type FoundOnline } from '../../ask/lookup.ts';
import { viewsOf } from '../../model/feature-ref.ts';
import type { OnlineStore } from '../../online/online-store.ts';
import type { EntityKeys } from '../../question/field.ts';
import type { LookupQuestion } from '../../question/lookup.ts';
import { batchedStore } from './batched-store.ts';
import { InFlight } from './in-flight.ts';
import { inTime } from './in-time.ts';
import { checkMayRead, type Consumer } from './keys/consumer.ts';
import type { Rates } from './keys/rates.ts';
import { timedStore } from './metrics/timed-store.ts';

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
  /** Of each entity, in place of the question's one for all. */
  requests?: readonly EntityKeys[];
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
  /** By the stores that are asked, what requests that arrive together ask them through. */
  readonly #together = new WeakMap<OnlineStore, OnlineStore>();
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
   *
   * @param requests As of `askLookup`.
   */
  async look(
    context: StoreContext,
    asked: LookupQuestion,
    consumer: Consumer,
    requests?: readonly EntityKeys[],
  ): Promise<ServedLookup> {
    checkMayRead(consumer, asked, context.workspace);
    this.#countViews(consumer, viewsOf(context.workspace.features(asked)));
    const started = performance.now();
    const online = this.#accessTo(context.online);
    const answer = await inTime(this.#deadlineMs, (signal) =>
      this.inFlight.run(() => askLookup({ ...context, online }, asked, { signal }, requests)),
    );
    const served = {
      consumer: consumer.name,
      context,
      asked,
      answer,
      ...(requests && { requests }),
      ms: Math.round((performance.now() - started) * 1000) / 1000,
    };
    for (const watch of this.#watchers) watch(served);
    return served;
  }

  #accessTo(online: OnlineAccess): OnlineAccess {
    return { use: (purpose, work) => online.use(purpose, (store) => work(this.#batched(store))) };
  }

  #batched(store: OnlineStore): OnlineStore {
    const known = this.#together.get(store);
    if (known) return known;
    const batched = batchedStore(timedStore(store, this.#storeTook));
    this.#together.set(store, batched);
    return batched;
  }

  #countViews({ name }: Consumer, views: readonly string[]): void {
    for (const view of views) {
      const rate = this.#viewRates.get(view);
      if (rate !== undefined) this.#rates.take(JSON.stringify([name, view]), rate, `${name} may ask for ${view}`);
    }
  }
}
