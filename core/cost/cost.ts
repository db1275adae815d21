import type { Run } from '../engine/engine.ts';
import { usersOf } from '../model/users.ts';
import type { OnlineStore, RecordCount, ViewState } from '../online/online-store.ts';
import { formatIso } from '../time/instant.ts';
import {
  measureRecords,
  placeOfValue,
  type CostOptions,
  type MeasuredRecord,
  type MeasuredView,
  type StoredView,
} from './measured-view.ts';
import type { CostReport, EntityCost, FeatureCost, ViewCost } from './report.ts';
import { findSavings } from './savings.ts';

/** What some views take in the store. Throws what the store throws, and what of a view is damaged there. */
export async function measureCost(
  store: OnlineStore,
  views: readonly StoredView[],
  options: CostOptions,
  run?: Run,
): Promise<CostReport> {
  const { project, now, sample } = options;
  const names = views.map(({ name }) => name);
  const states = await store.views(project);
  const damaged = states.find(({ view, damage }) => damage && names.includes(view));
  if (damaged) throw damaged.damage!;
  const counts = await store.count(project, names, run);
  const entities = await store.sample(project, names, sample, run);
  const measured: MeasuredView[] = [];
  for (const [i, view] of views.entries()) {
    run?.progress?.({ phase: 'measuring', of: view.name, done: i, total: views.length });
    const records = await measureRecords(store, project, view.name, entities[i]!, run);
    const state = states.find((one) => one.view === view.name);
    measured.push({ ...view, cost: costOf(view, records, counts[i]!, state, options), records });
  }
  const costs = measured.map(({ cost }) => cost).sort((a, b) => (b.bytes ?? Infinity) - (a.bytes ?? Infinity));
  const isMeasured = costs.every(({ bytes }) => bytes !== null);
  const sum = (of: (one: ViewCost) => number): number => costs.reduce((total, one) => total + of(one), 0);
  const hasServices = options.definitions.featureServices.length > 0;
  return {
    now: formatIso(now),
    store: { kind: store.info.kind, bytes: await store.bytes() },
    bytes: isMeasured ? sum(({ bytes }) => bytes!) : null,
    records: sum(({ records }) => records),
    unread_bytes: isMeasured && hasServices ? sum(unreadOf) : null,
    expired_bytes: isMeasured ? sum(({ bytes, expired_rate }) => (expired_rate ?? 0) * bytes!) : null,
    views: costs,
    entities: entityCosts(measured),
    savings: findSavings(measured, options, store.info.kind),
  };
}

/** Of a view that nobody reads, all. */
function unreadOf({ read_by, bytes, features }: ViewCost): number {
  if (read_by.length === 0) return bytes!;
  return features.reduce((sum, one) => sum + (one.read_by.length === 0 ? one.bytes : 0), 0);
}

function costOf(
  { name, definition }: StoredView,
  records: readonly MeasuredRecord[],
  { records: count, isExact }: RecordCount,
  state: ViewState | undefined,
  { now, definitions }: CostOptions,
): ViewCost {
  const mean = (of: (one: MeasuredRecord) => number): number =>
    records.reduce((sum, one) => sum + of(one), 0) / records.length;
  const valuesOf = ({ size }: MeasuredRecord): number => size.values.reduce((sum, n) => sum + n, 0);
  const some = records.length > 0;
  const all = mean(({ size }) => size.all);
  const parts = { name: mean(({ size }) => size.name), values: mean(valuesOf) };
  const features = (state?.schema?.features ?? []).map(({ name: feature, type }): FeatureCost => {
    const own = some ? mean(({ record, size }) => size.values[placeOfValue(record, feature)] ?? 0) : 0;
    const readBy = definition ? usersOf(definitions, name, feature).services : [];
    return { view: name, feature, type, record_bytes: own, bytes: own * count, read_by: readBy };
  });
  const ttl = definition?.ttl ?? null;
  const isExpired = ({ record }: MeasuredRecord): boolean => ttl !== null && record.t < now - ttl;
  return {
    view: name,
    defined: definition !== null,
    records: count,
    counted: isExact,
    sampled: records.length,
    bytes: some ? all * count : count === 0 ? 0 : null,
    record_bytes: some
      ? {
          all,
          ...parts,
          rest: all - parts.name - parts.values,
          greatest: records.reduce((most, { size }) => Math.max(most, size.all), 0),
        }
      : null,
    expired_rate: ttl !== null && some ? mean((one) => Number(isExpired(one))) : null,
    read_by: [...new Set(features.flatMap(({ read_by }) => read_by))],
    features,
    note: noteOf(count, isExact, records.length),
  };
}

function noteOf(count: number, isExact: boolean, sampled: number): string | null {
  if (sampled === 0 && (count > 0 || !isExact))
    return 'none of its records was met among so many others: what they take is not known';
  return isExact ? null : 'how many records it has is an estimate, from a part of the keys';
}

/** By the names of their join keys, as the records have them. */
function entityCosts(measured: readonly MeasuredView[]): EntityCost[] {
  const groups = new Map<string, EntityCost>();
  for (const { name, cost, records } of measured) {
    if (cost.record_bytes === null) continue;
    const keys = records[0]!.record.schema.keys.map((key) => key.name).sort();
    const group = groups.get(keys.join()) ?? { join_keys: keys, views: [], bytes: 0 };
    groups.set(keys.join(), {
      ...group,
      views: [...group.views, name],
      bytes: group.bytes + cost.record_bytes.all,
    });
  }
  return [...groups.values()];
}
