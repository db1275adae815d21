import type { StoredRecord } from '../online/online-store.ts';
import type { OnlineValue, Schema } from '../online/schema.ts';
import type { FoundColumn } from './found-column.ts';
import type { LookupStatus } from './found-column.ts';
import type { LookupFeature, LookupView } from './plan-lookup.ts';

export interface LookupOptions {
  project: string;
  now: bigint;
  /** Puts a feature's default where it is missing or expired; a null that was written stays. */
  defaults: boolean;
}

/**
 * Reads the columns of a view's features from its records, one an entity. What is alike of many features, and that is
 * nearly all but values, is one list for all of them: it is made, and printed, once.
 */
export class ViewColumns {
  readonly #records: readonly (StoredRecord | null)[];
  readonly #options: LookupOptions;
  /** Before it counts as expired; null is never. */
  readonly #oldest: bigint | null;
  readonly #times: (bigint | null)[];
  /** How each record fares, whatever values it has. */
  readonly #fares: LookupStatus[];
  readonly #schemas: readonly (Schema | null)[];
  readonly #sameType = new Map<string, readonly string[]>();

  constructor({ ttl }: LookupView, records: readonly (StoredRecord | null)[], options: LookupOptions) {
    const oldest = ttl === null ? null : options.now - ttl;
    this.#records = records;
    this.#options = options;
    this.#oldest = oldest;
    this.#times = records.map((record) => record && record.t);
    // Rule 2 of the join, at the time of reading.
    this.#fares = this.#times.map((t) =>
      t === null ? 'missing' : oldest !== null && t < oldest ? 'expired' : 'present',
    );
    this.#schemas = [...new Set(records.map((record) => record && record.schema))];
  }

  column({ name, default: otherwise, unseen: said }: LookupFeature): FoundColumn {
    const unseen = said && (this.#oldest === null || said.at >= this.#oldest) ? said : null;
    const standIn = this.#options.defaults ? otherwise : null;
    const places = new Map(
      this.#schemas.map((schema) => [schema, schema ? schema.features.findIndex((one) => one.name === name) : -1]),
    );
    const only = this.#schemas.length === 1 ? places.get(this.#schemas[0]!)! : null;
    const placeIn = (record: StoredRecord | null): number => only ?? (record ? places.get(record.schema)! : -1);
    const values = new Array<OnlineValue>(this.#records.length);
    let [statuses, eventTimestamps] = [this.#fares, this.#times];
    for (let e = 0; e < values.length; e++) {
      const record = this.#records[e]!;
      const place = placeIn(record);
      if (record === null || place < 0) {
        const at = unseen?.at ?? null;
        values[e] = unseen?.value ?? standIn;
        if (statuses[e] !== 'missing') statuses = withItem(statuses, this.#fares, e, 'missing');
        if (eventTimestamps[e] !== at) eventTimestamps = withItem(eventTimestamps, this.#times, e, at);
      } else if (this.#fares[e] === 'expired') {
        values[e] = standIn;
      } else {
        values[e] = record.values[place]!;
        if (values[e] === null) statuses = withItem(statuses, this.#fares, e, 'null');
      }
    }
    const types =
      only !== null && only >= 0
        ? this.#allOf(this.#schemas[0]!.features[only]!.type)
        : this.#records.map((record) => {
            const place = placeIn(record);
            if (record !== null && place >= 0) return record.schema.features[place]!.type;
            return unseen?.value == null ? null : 'BIGINT';
          });
    return { values, statuses, eventTimestamps, types };
  }

  #allOf(type: string): readonly string[] {
    const known = this.#sameType.get(type) ?? this.#records.map(() => type);
    this.#sameType.set(type, known);
    return known;
  }
}

/** A list with another item; a copy where it is still the one that is shared. */
function withItem<T>(list: T[], shared: readonly T[], at: number, item: T): T[] {
  const own = list === shared ? [...list] : list;
  own[at] = item;
  return own;
}
