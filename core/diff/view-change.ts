import type { Definitions } from '../model/definitions.ts';
import { isOnDemandView, type AnyView } from '../model/views/any-view.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import { schemaId } from '../online/schema.ts';
import { formatDuration } from '../time/duration.ts';
import { changedFeatures, changedFields, plainFeaturesOf, plainWithSource } from './fields.ts';
import type { FeatureChange, FieldChange, RewriteHow } from './report.ts';

/** What becomes of a view that both versions have. */
export interface ViewChange {
  fields: FieldChange[];
  features: FeatureChange[];
  /** In words; empty where nothing changes. */
  training: string[];
  online: string[];
  /** Its records, where they have to be written again, with why. */
  rewrite: { how: RewriteHow; why: string } | null;
  /** Values of all its features can be others. */
  all: boolean;
}

/** Words for its readers, which no value depends on. */
const onlyWords = ['description', 'owner', 'tags', 'source.description', 'source.name', 'source'];
/** What each has words of its own for. */
const known = ['ttl', 'online', 'freshness', 'entities', 'entities.join_keys', 'inputs', 'request'];

export function viewChange(old: AnyView, now: AnyView, before: Definitions, after: Definitions): ViewChange {
  const fields = changedFields(plainWithSource(old, before), plainWithSource(now, after));
  const [oldFeatures, newFeatures] = [plainFeaturesOf(old), plainFeaturesOf(now)];
  const features = oldFeatures && newFeatures ? changedFeatures(oldFeatures, newFeatures) : [];
  const change: ViewChange = { fields, features, training: [], online: [], rewrite: null, all: false };
  if (isOnDemandView(old) !== isOnDemandView(now)) return otherKind(change, now);
  sayFeatures(change, now);
  if ((oldFeatures === null) !== (newFeatures === null)) sayListed(change, newFeatures !== null);
  if (isOnDemandView(now)) return sayComputed(change);
  return sayRows(change, old as FeatureView, now, before, after);
}

function sayFeatures(change: ViewChange, now: AnyView): void {
  const named = (which: (one: FeatureChange) => boolean) =>
    change.features
      .filter(which)
      .map(({ feature }) => feature)
      .join(', ');
  const isOther = ({ fields }: FeatureChange) =>
    fields.some(({ field }) => !['description', 'default'].includes(field));
  const isDefault = ({ fields }: FeatureChange) => fields.some(({ field }) => field === 'default');
  const added = named((one) => one.change === 'added');
  const gone = named((one) => one.change === 'removed');
  const other = named((one) => one.change === 'changed' && isOther(one));
  const filled = named((one) => one.change === 'changed' && isDefault(one));
  if (added) change.training.push(`new: ${added}`);
  if (gone) change.training.push(`gone: ${gone}`);
  if (other) change.training.push(`other values: ${other}`);
  if (filled) change.training.push(`other defaults, where they are asked for: ${filled}`);
  if (filled) change.online.push(`other defaults at once, where they are asked for: ${filled}`);
  if (gone) change.online.push(`no longer looked up: ${gone}`);
  if (isOnDemandView(now)) return;
  if (added) need(change, now, `records lack ${added}, and a look-up says missing`);
  if (other) need(change, now, `records hold ${other} as they were`);
}

/** What has its names from a file on one side cannot be compared with a list. */
function sayListed(change: ViewChange, isListed: boolean): void {
  const what = isListed
    ? 'it lists its features, and had every column before'
    : 'it has every column, and listed its features before';
  change.training.push(what);
  change.rewrite = { how: 'overwrite', why: `${what}: records may have others` };
}

function sayComputed(change: ViewChange): ViewChange {
  const { fields, features } = change;
  const reads = fields.filter(({ field }) => field === 'inputs' || field === 'request').map(({ field }) => field);
  if (reads.length > 0) {
    change.all = true;
    change.training.push(`other ${reads.join(' and ')}`);
  }
  const isOther = features.some(
    (one) => one.change !== 'removed' && one.fields.some(({ field }) => field !== 'description'),
  );
  if (reads.length > 0 || isOther) change.online.push('computed so from the next look-up on; nothing of it is stored');
  return change;
}

function sayRows(
  change: ViewChange,
  old: FeatureView,
  now: FeatureView,
  before: Definitions,
  after: Definitions,
): ViewChange {
  const field = (name: string) => change.fields.find((one) => one.field === name);
  const values = change.fields.filter((one) => !onlyWords.includes(one.field) && !known.includes(one.field));
  if (values.length > 0) {
    const names = values.map((one) => one.field).join(', ');
    change.all = true;
    change.training.push(`other rows, or other values of them: ${names}`);
    need(change, now, `records were written by another ${names}`);
  }
  const keys = field('entities.join_keys');
  if (keys) {
    change.all = true;
    change.training.push(`joined on ${keys.new}, no longer on ${keys.old}`);
    change.online.push(`looked up by ${keys.new}`);
    change.rewrite = { how: 'forget', why: `its records are under ${keys.old}` };
  }
  sayTtl(change, old, now);
  if (old.online && !now.online) {
    change.online.push('look-ups of it are refused; its records stay until they are forgotten');
    change.rewrite = null;
  } else if (!old.online && now.online) change.rewrite = { how: 'run', why: 'it was not online before' };
  else if (!now.online) change.rewrite = null;
  if (field('freshness')) change.online.push('another limit of freshness');
  // The layout alone, by the fingerprint that each record has of its own.
  if (change.rewrite && layoutOf(old, before) !== layoutOf(now, after))
    change.online.push('records get another layout');
  return change;
}

function sayTtl(change: ViewChange, old: FeatureView, now: FeatureView): void {
  if (old.ttl === now.ttl) return;
  const [before, after] = [old.ttl, now.ttl].map((ttl) => (ttl === null ? 'without end' : formatDuration(ttl)));
  const isLonger = now.ttl === null || (old.ttl !== null && now.ttl > old.ttl);
  if (!now.aggregations) {
    change.all = true;
    change.training.push(`values count for ${after}, no longer for ${before}`);
  }
  change.online.push(`records are served for ${after}, no longer for ${before}, from the next look-up on`);
  // A run reads what was past the TTL of the runs before it.
  if (isLonger && !now.aggregations && !change.rewrite)
    change.rewrite = { how: 'run', why: `rows older than ${before} were not written` };
}

/** A view of windows is written whole by each run; of one with rows a run reads those that are new. */
function need(change: ViewChange, { aggregations }: FeatureView, why: string): void {
  const others = change.rewrite ? `${change.rewrite.why}; ` : '';
  change.rewrite = { how: aggregations ? 'run' : 'overwrite', why: `${others}${why}` };
}

function otherKind(change: ViewChange, now: AnyView): ViewChange {
  change.all = true;
  if (isOnDemandView(now)) {
    change.training.push('computed from other features, no longer rows of a source');
    change.online.push('computed when it is looked up; its records stay until they are forgotten');
  } else {
    change.training.push('rows of a source, no longer computed from other features');
    if (now.online) change.rewrite = { how: 'run', why: 'it had no records before' };
  }
  return change;
}

function layoutOf({ entities, features }: FeatureView, definitions: Definitions): string {
  const keys = entities.flatMap((name) => definitions.entities.find((one) => one.name === name)?.joinKeys ?? []);
  const typed = (features ?? []).map(({ name, dtype = '' }) => ({ name, type: dtype }));
  return schemaId({ keys: keys.map((name) => ({ name, type: '' })), features: typed });
}
