import type { EntityKeys } from '../question/field.ts';
import type { Exact } from '../text/exact-json.ts';
import type { Latencies } from './latency.ts';

/** A request, what `asof api` answers, and how long that took here. */
export interface ServingReport {
  /** Of the request. */
  path: string;
  body: ServingBody;
  /** As it is printed: entities, and of each feature its values, statuses and times. */
  answer: ServedAnswer;
  /** How many values have each status. */
  statuses: Record<'present' | 'null' | 'missing' | 'expired', number>;
  /** Of looking up and writing the answer, in this process; HTTP comes on top. */
  latency: Latencies;
  /** The moment that TTLs were counted from at last. */
  now: string;
}

/** What is sent: everything in it is text. */
export interface ServingBody {
  service?: string;
  features?: string[];
  /** By join key, a value for each entity. */
  entities: Record<string, string[]>;
  request?: Record<string, string>;
}

export interface ServedAnswer {
  entities: readonly EntityKeys[];
  features: Record<
    string,
    { values: readonly Exact[]; statuses: readonly string[]; event_timestamps: readonly (string | null)[] }
  >;
  latency_ms: number;
}
