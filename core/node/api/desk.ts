import type { OnlineAccess, StoreContext } from '../../ask/context.ts';
import { askLookup, type FoundOnline } from '../../ask/lookup.ts';
import { viewsOf } from '../../model/feature-ref.ts';
import type { OnlineStore } from '../../online/online-store.ts';
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
   */
  async look(context: StoreContext, asked: LookupQuestion, consumer: Consumer): Promise<ServedLookup> {
    const [served] = await this.lookAll(context, [asked], consumer);
    return served!;
  }

  /** The same of questions that one request asks, of the same features: they are one to the rates, and to the store. */
  async lookAll(
    context: StoreContext,
    questions: readonly LookupQuestion[],
    consumer: Consumer,
  ): Promise<ServedLookup[]> {
    const { workspace } = context;
    const views = questions.map((asked) => {
      checkMayRead(consumer, asked, workspace);
      return viewsOf(workspace.features(asked));
    });
    this.#countViews(consumer, [...new Set(views.flat())]);
    const started = performance.now();
    const online = this.#accessTo(context.online);
    const answers = await inTime(this.#deadlineMs, (signal) =>
      this.inFlight.run(() =>
        Promise.all(questions.map((asked) => askLookup({ ...context, online }, asked, { signal }))),
      ),
    );
    const ms = Math.round((performance.now() - started) * 1000) / 1000;
    const all = answers.map((answer, i) => ({ consumer: consumer.name, context, asked: questions[i]!, answer, ms }));
    for (const served of all) for (const watch of this.#watchers) watch(served);
    return all;
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
