import type { OnlineStore, StoredRecord } from '../../core/online/online-store.ts';

/** Every record of a view, by its entity's name. */
export async function storedRecords(
  store: OnlineStore,
  project: string,
  view: string,
): Promise<Map<string, StoredRecord>> {
  const found = new Map<string, StoredRecord>();
  for await (const entities of store.entities(project, view)) {
    const records = await store.get(
      project,
      entities.map((entity) => ({ view, entity })),
    );
    entities.forEach((entity, i) => records[i] && found.set(entity, records[i]));
  }
  return found;
}
