import type { Run } from '../engine/engine.ts';
import type { OnlineStore, RecordKey } from './online-store.ts';
import type { WritePermit } from './permit.ts';

/** What was removed from the online store, or would be. */
export interface Forgotten {
  view: string;
  records: number;
}

/**
 * Removes all records of views, and what is remembered of their runs, so that the next run of each is as
 * the first. Without a permit nothing is removed; the answer says what would be.
 */
export async function forgetViews(
  store: OnlineStore,
  project: string,
  views: readonly string[],
  permit: WritePermit | null,
  run?: Run,
): Promise<Forgotten[]> {
  const known = (await store.views(project)).map(({ view }) => view);
  const forgotten: Forgotten[] = [];
  for (const view of views) {
    // Where there is nothing, nothing is written either: it would make an embedded store.
    const counted = permit && known.includes(view) ? 0 : await countRecords(store, project, view, run);
    const removes = permit && (known.includes(view) || counted > 0);
    forgotten.push({ view, records: removes ? await store.forgetView(project, view, permit, run) : counted });
  }
  return forgotten;
}

/** Removes one record; gives its event time, or null where there is none. Without a permit it stays. */
export async function forgetRecord(
  store: OnlineStore,
  project: string,
  wanted: RecordKey,
  permit: WritePermit | null,
): Promise<bigint | null> {
  const [record] = await store.get(project, [wanted]);
  if (!record) return null;
  if (permit) await store.forget(project, wanted, permit);
  return record.t;
}

async function countRecords(store: OnlineStore, project: string, view: string, run?: Run): Promise<number> {
  const names = new Set<string>();
  for await (const part of store.entities(project, view, run)) for (const name of part) names.add(name);
  return names.size;
}
