import { AsofError } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import type { Definitions } from '../model/definitions.ts';
import type { Feature, FeatureView } from '../model/views/feature-view.ts';
import { byJoin, everyFeature, joinedAs, type FeatureRef } from '../model/feature-ref.ts';
import type { ViewState } from '../online/online-store.ts';
import type { OnlineValue, RecordField } from '../online/schema.ts';

/** A view that is looked up, all names resolved. */
export interface LookupView {
  name: string;
  keys: RecordField[];
  /** What the request calls them: the keys' names, or those that a view is joined on under a name of its own. */
  columns: string[];
  /** Microseconds; null is no limit. */
  ttl: bigint | null;
  features: LookupFeature[];
}

export interface LookupFeature {
  name: string;
  /** What the answer calls it. */
  output: string;
  /** DuckDB's name of the type that its view's records have; null before there are any. */
  type: string | null;
  /** Null where the definition has none. */
  default: string | number | boolean | null;
  /** What holds for an entity without a record, once a run of windowed aggregates has finished: 0 for counts; else absent. */
  unseen?: { value: OnlineValue; at: bigint };
}

/**
 * What is to be looked up, from the definitions and from what the store says of its records; no source
 * is opened. Throws `no_features`, `unknown_name`, `bad_option` for a view that is not online.
 */
export function planLookup(
  definitions: Definitions,
  states: readonly ViewState[],
  refs: readonly FeatureRef[],
): LookupView[] {
  if (refs.length === 0) throw new AsofError('no_features');
  const groups = byJoin(refs);
  const names = groups.map(([ref]) => joinedAs(ref));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    const message = `two feature views would be called "${twice}"`;
    throw new AsofError('bad_option', { message, expected: 'look one of them up under another name: as' });
  }
  return groups.map((group) => {
    const [{ view: name, on = {} }] = group;
    const definition = definitions.featureViews.find((one) => one.name === name);
    if (!definition) throw unknownName('feature view', name, namesOf(definitions.featureViews));
    if (!definition.online) {
      const expected = 'look up another view, or take online: false out of its definition';
      throw new AsofError('bad_option', { message: `the feature view ${name} is not online`, expected });
    }
    const state = states.find((one) => one.view === name);
    if (state?.schema === null) throw state.damage!;
    const known = featuresOf(definition, state);
    const asked = group.flatMap(({ feature }) => choose(name, feature, known));
    const features = [...new Set(asked)].map((feature) => ({
      name: feature.name,
      output: `${joinedAs(group[0])}__${feature.name}`,
      type: state?.schema?.features.find(({ name: own }) => own === feature.name)?.type ?? null,
      default: feature.default ?? null,
      ...unseenOf(definition, feature.name, state),
    }));
    const keys = storedKeys(definitions, definition, state);
    return { name, keys, columns: keys.map((key) => on[key.name] ?? key.name), ttl: definition.ttl, features };
  });
}

/** The run wrote every entity that had an event: others have none in any window. */
function unseenOf(
  { aggregations }: FeatureView,
  name: string,
  state: ViewState | undefined,
): Pick<LookupFeature, 'unseen'> {
  const aggregation = aggregations?.find((one) => one.name === name);
  if (!aggregation || !state?.lastRun) return {};
  const isCount = aggregation.function === 'count' || aggregation.function === 'count_distinct';
  return { unseen: { value: isCount ? 0n : null, at: state.lastRun.end } };
}

/** As defined, else as they were last written. */
function featuresOf(view: FeatureView, state: ViewState | undefined): Feature[] {
  return view.features ?? state?.schema?.features.map(({ name }) => ({ name })) ?? [];
}

function choose(view: string, feature: string, known: readonly Feature[]): Feature[] {
  if (feature === everyFeature) return [...known];
  const found = known.find((one) => one.name === feature);
  // Of a view that was never written and does not list its features, any may be.
  if (!found && known.length === 0) return [{ name: feature }];
  if (!found) throw unknownName(`feature of ${view}`, feature, namesOf(known));
  return [found];
}

/** Their types are those of the records; before there are any, text will do. */
export function storedKeys(definitions: Definitions, view: FeatureView, state: ViewState | undefined): RecordField[] {
  const entities = definitions.entities.filter(({ name }) => view.entities.includes(name));
  const names = [...new Set(entities.flatMap((entity) => entity.joinKeys))];
  return names.map((name) => ({
    name,
    type: state?.schema?.keys.find((key) => key.name === name)?.type ?? 'VARCHAR',
  }));
}

function namesOf(all: readonly { name: string }[]): string[] {
  return all.map((one) => one.name);
}
