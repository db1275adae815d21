import { duckdbType } from '../types/feast-dtype.ts';
import { dtypes } from './dtypes.ts';
import type { Fields } from './fields.ts';
import type { FeatureView } from './views/feature-view.ts';

/** An online store that Feast writes and Asof only reads, and what it does not say of itself. */
export interface FeastStore {
  /** Feast's project, which its keys end with. */
  project: string;
  /** Feast's `entity_key_serialization_version`; null is told by the keys that are there. */
  keyVersion: 2 | 3 | null;
  /** Join key -> DuckDB's name of its type; of one that is not named the records tell. */
  keyTypes: Record<string, string>;
  /** The file of the registry, which knows what was materialized; as written. */
  registry?: string;
  views: FeastStoredView[];
}

export interface FeastStoredView {
  name: string;
  /** Feast's order: by code point. */
  joinKeys: string[];
  /** Null where the definition lists none. */
  features: { name: string; type: string | null }[] | null;
}

/** What is said of Feast's stores alone, in `online_store`. The views are added when all is read. */
export function readFeastStore(store: Fields): FeastStore {
  const version = store.oneOf('entity_key_serialization_version', ['2', '3']);
  const registry = store.text('registry');
  const types = store.inner('key_types', 'write {driver_id: Int64}');
  const keyTypes: Record<string, string> = {};
  for (const key of types?.keys() ?? []) {
    const dtype = types!.oneOf(key, keyDtypes);
    if (dtype) keyTypes[key] = duckdbType(dtype)!;
  }
  types?.done();
  return {
    project: store.text('project') ?? '',
    keyVersion: version === undefined ? null : version === '2' ? 2 : 3,
    keyTypes,
    ...(registry !== undefined && { registry }),
    views: [],
  };
}

/** What Feast's keys can be of. */
const keyDtypes = dtypes.filter((dtype) => ['Int32', 'Int64', 'String', 'Bytes', 'UnixTimestamp'].includes(dtype));

/** The views that Feast may have written, as they are defined. */
export function feastStoredViews(
  entities: readonly { name: string; joinKeys: string[] }[],
  featureViews: readonly FeatureView[],
): FeastStoredView[] {
  return featureViews
    .filter((view) => view.online && !view.aggregations)
    .map(({ name, entities: named, features }) => ({
      name,
      joinKeys: inFeastOrder(entities.filter((one) => named.includes(one.name)).flatMap((one) => one.joinKeys)),
      features: features?.map((one) => ({ name: one.name, type: one.dtype ? duckdbType(one.dtype) : null })) ?? null,
    }));
}

/** Each once, by code point, as Python sorts; JavaScript's own order is another beyond U+FFFF. */
function inFeastOrder(names: readonly string[]): string[] {
  return [...new Set(names)].sort((a, b) => comparePoints([...a], [...b]));
}

function comparePoints(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((char, i) => char !== b[i]);
  if (at < 0) return a.length - b.length;
  return (a[at]!.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? -1);
}
