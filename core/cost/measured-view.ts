import type { Run } from '../engine/engine.ts';
import { throwIfCancelled } from '../online/cancelled.ts';
import type { Definitions } from '../model/definitions.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import type { OnlineStore, RecordSize, StoredRecord } from '../online/online-store.ts';
import type { ViewCost } from './report.ts';

export interface CostOptions {
  project: string;
  now: bigint;
  /** Records of a view that are measured, at most. */
  sample: number;
  definitions: Definitions;
}

/** A view in the store; without a definition it is left from before. */
export interface StoredView {
  name: string;
  definition: FeatureView | null;
}

/** What was measured of a view. */
export interface MeasuredView extends StoredView {
  cost: ViewCost;
  records: MeasuredRecord[];
}

/** A record, and what it takes. */
export interface MeasuredRecord {
  record: StoredRecord;
  size: RecordSize;
}

/** Names in one question to the store. */
const namesAtOnce = 500;

/** Some records of a view, by the names of their entities. One that goes or changes meanwhile is left out. */
export async function measureRecords(
  store: OnlineStore,
  project: string,
  view: string,
  entities: readonly string[],
  run?: Run,
): Promise<MeasuredRecord[]> {
  const found: MeasuredRecord[] = [];
  for (let from = 0; from < entities.length; from += namesAtOnce) {
    throwIfCancelled(run);
    const wanted = entities.slice(from, from + namesAtOnce).map((entity) => ({ view, entity }));
    const [records, sizes] = [await store.get(project, wanted, run), await store.measure(project, wanted, run)];
    records.forEach((record, i) => {
      const size = sizes[i];
      if (record && size && record.values.length === size.values.length) found.push({ record, size });
    });
  }
  return found;
}

/** -1 where a record was written before the feature was. */
export function placeOfValue({ schema }: MeasuredRecord['record'], feature: string): number {
  return schema.features.findIndex(({ name }) => name === feature);
}
