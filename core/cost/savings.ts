import { formatFeatureRef } from '../model/feature-ref.ts';
import { count, percent } from '../text/figures.ts';
import { longSpan } from '../time/span.ts';
import { placeOfValue, type CostOptions, type MeasuredView } from './measured-view.ts';
import { narrowerType } from './narrower-type.ts';
import type { CostReport, CostSaving } from './report.ts';

const day = 86_400_000_000n;
/** How old records are asked to be where a view says nothing of it, the longest first. */
const ttlsToTry = [365n * day, 90n * day, 30n * day];
/** Of the records. */
const worthTtl = 0.1;

/** What of the measured could be left out, the greatest first. Nothing is said of what was not measured. */
export function findSavings(
  views: readonly MeasuredView[],
  options: CostOptions,
  store: CostReport['store']['kind'],
): CostSaving[] {
  const found = views.flatMap((view) => {
    if (view.cost.record_bytes === null || view.cost.records === 0) return [];
    // What another program writes is its own to forget, and its numbers take what they hold, whatever their type.
    if (store.startsWith('feast-'))
      return [unread(view, options, 'no service reads it'), ttlOf(view, options, store)].flat();
    const away = `no service reads it: online: false in asof.yaml, then asof forget --view ${view.name}`;
    return [leftBehind(view) ?? unread(view, options, away), ttlOf(view, options, store), types(view, options)].flat();
  });
  return found.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes);
}

/** Null where the view is still meant to be there. */
function leftBehind({ name, definition, cost }: MeasuredView): CostSaving[] | null {
  if (definition?.online) return null;
  const why = definition ? 'is not online any more' : 'is not in asof.yaml';
  return [
    { kind: 'forget', view: name, feature: null, bytes: cost.bytes!, detail: `it ${why}: asof forget --view ${name}` },
  ];
}

function unread({ name, cost }: MeasuredView, { definitions }: CostOptions, detail: string): CostSaving[] {
  if (definitions.featureServices.length === 0) return [];
  if (cost.read_by.length === 0) {
    return [{ kind: 'view', view: name, feature: null, bytes: cost.bytes!, detail }];
  }
  return cost.features.flatMap(({ feature, read_by, bytes }): CostSaving[] => {
    if (read_by.length > 0) return [];
    return [{ kind: 'feature', view: name, feature, bytes, detail: 'no service reads it' }];
  });
}

function ttlOf(
  { name, definition, cost, records }: MeasuredView,
  { now, definitions }: CostOptions,
  store: CostReport['store']['kind'],
): CostSaving[] {
  if (!definition?.online) return [];
  const saving = (share: number, detail: string): CostSaving[] => {
    return [{ kind: 'ttl', view: name, feature: null, bytes: share * cost.bytes!, detail }];
  };
  if (cost.expired_rate !== null) {
    if (cost.expired_rate === 0) return [];
    const ttl = longSpan(definition.ttl!);
    const isSet = definitions.onlineStore?.expiry[name] !== undefined;
    const todo = store !== 'redis' || isSet ? '' : `; expiry: {${name}: ..} in asof.yaml lets Redis forget them`;
    return saving(
      cost.expired_rate,
      `${percent(cost.expired_rate)} of records are past its TTL of ${ttl}, and never served${todo}`,
    );
  }
  for (const ttl of ttlsToTry) {
    const share = records.filter(({ record }) => record.t < now - ttl).length / records.length;
    if (share >= worthTtl)
      return saving(share, `it has no TTL; ${percent(share)} of records are older than ${longSpan(ttl)}`);
  }
  return [];
}

/** Of what is read: the rest had better go. Readable hashes hold texts, whatever the type. */
function types({ name, definition, cost, records }: MeasuredView, { definitions }: CostOptions): CostSaving[] {
  if (!definition?.online || definitions.onlineStore?.layout === 'hash') return [];
  const hasServices = definitions.featureServices.length > 0;
  return cost.features.flatMap(({ feature, type, read_by }): CostSaving[] => {
    if (hasServices && read_by.length === 0) return [];
    const values = records.map(({ record }) => record.values[placeOfValue(record, feature)] ?? null);
    const narrower = narrowerType(type, values);
    if (!narrower) return [];
    const present = values.filter((value) => value !== null).length;
    const bytes = narrower.saved * (present / records.length) * cost.records;
    const of = `all ${count(present)} values that were looked at fit ${narrower.type}`;
    const ref = formatFeatureRef({ view: name, feature });
    return [{ kind: 'type', view: name, feature, bytes, detail: `${ref} is ${type}, and ${of}` }];
  });
}
