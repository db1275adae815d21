import type { Run } from '../engine/engine.ts';
import { replaces, type OnlineRecord, type OnlineStore, type StoredRecord } from '../online/online-store.ts';
import type { OnlineValue } from '../online/schema.ts';

const most = 200;

/** A sample of what was written, read again. The four add up to `looked`. */
export interface ReadBack {
  looked: number;
  same: number;
  /** Somebody else has written a newer one since. */
  newer: number;
  missing: number;
  different: number;
  /** An entity that is missing or different. */
  example: string | null;
}

/** Some of the records that a run hands to the store, each as likely as the others. */
export class WrittenSample {
  readonly records: OnlineRecord[] = [];
  #seen = 0;

  take(records: readonly OnlineRecord[]): void {
    for (const record of records) this.#take(record);
  }

  /** Reservoir sampling (Vitter, algorithm R). */
  #take(record: OnlineRecord): void {
    const place = this.#seen++;
    if (place < most) this.records.push(record);
    else {
      const chosen = Math.floor(Math.random() * this.#seen);
      if (chosen < most) this.records[chosen] = record;
    }
  }
}

/** Reads records again after a run: what it wrote is there to the last bit, or something newer is. */
export async function readBack(
  store: OnlineStore,
  project: string,
  view: string,
  records: readonly OnlineRecord[],
  run: Run,
): Promise<ReadBack> {
  const wanted = records.map(({ entity }) => ({ view, entity }));
  const stored = wanted.length ? await store.get(project, wanted, run) : [];
  const answer: ReadBack = { looked: records.length, same: 0, newer: 0, missing: 0, different: 0, example: null };
  records.forEach((record, i) => {
    const fate = fateOf(record, stored[i] ?? null);
    answer[fate]++;
    if (fate === 'missing' || fate === 'different') answer.example ??= record.entity;
  });
  return answer;
}

function fateOf(record: OnlineRecord, stored: StoredRecord | null): 'same' | 'newer' | 'missing' | 'different' {
  if (!stored) return 'missing';
  const sameTime = stored.t === record.t && stored.c === record.c;
  if (sameTime)
    return record.values.every((value, i) => isSame(value, stored.values[i] ?? null)) ? 'same' : 'different';
  return replaces(stored, record) ? 'newer' : 'different';
}

function isSame(a: OnlineValue, b: OnlineValue): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, i) => isSame(value, b[i] ?? null));
  return Object.is(a, b);
}
