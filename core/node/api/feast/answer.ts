import type { FoundOnline } from '../../../ask/lookup.ts';
import { featureNames, sharedName } from '../../../ask/served-columns.ts';
import type { LookupStatus } from '../../../lookup/found-column.ts';
import { describeType } from '../../../types/describe-type.ts';
import { onceEach } from '../../../text/once-each.ts';
import { isoOfFew } from '../../../time/instant.ts';
import { FeastFailure } from './failure.ts';
import { feastValueText } from './value-text.ts';

interface AnswerOptions {
  keys: readonly string[];
  full: boolean;
  withViews: boolean;
  /** Says PRESENT of everything, as Feast's server does. */
  feastStatuses: boolean;
  /** Views that are computed on demand. */
  computed: readonly string[];
}

const statusNames: Record<LookupStatus, string> = {
  present: 'PRESENT',
  null: 'NULL_VALUE',
  missing: 'NOT_FOUND',
  expired: 'OUTSIDE_MAX_AGE',
};

/** Of what is in no record. */
const noTime = '"1970-01-01T00:00:00Z"';

/** What was found as Feast's server answers it: a column for each join key, then one a feature. */
export function feastAnswer(answer: FoundOnline, options: AnswerOptions): string {
  const { entities, columns: found, features, keyTypes } = answer;
  const iso = isoOfFew();
  const timesText = onceEach((times: readonly (bigint | null)[]) =>
    listText(times.map((time) => (time === null ? noTime : `"${iso(time)}"`))),
  );
  const noTimes = listText(entities.map(() => noTime));
  const allPresent = JSON.stringify(entities.map(() => 'PRESENT'));
  const statusesText = onceEach((statuses: readonly LookupStatus[]) =>
    JSON.stringify(statuses.map((status) => statusNames[status])),
  );
  const keys = options.keys.map((key) => {
    const isNumber = describeType(keyTypes.get(key) ?? 'VARCHAR').kind === 'number';
    const values = entities.map((entity) => (isNumber ? entity[key]! : JSON.stringify(entity[key])));
    return column(listText(values), allPresent, noTimes);
  });
  const outputs = featureNames(answer, options.full);
  const shared = sharedName(outputs);
  if (shared !== undefined) throw collision(shared);
  const columns = outputs.map(([output]) => {
    const { values, types, statuses, eventTimestamps } = found.get(output)!;
    const isComputed = options.feastStatuses && options.computed.includes(features.get(output)!.view);
    return column(
      listText(values.map((value, e) => (value === null ? 'null' : feastValueText(value, types[e] ?? 'VARCHAR')))),
      options.feastStatuses ? allPresent : statusesText(statuses),
      isComputed ? noTimes : timesText(eventTimestamps),
    );
  });
  const names = JSON.stringify([...options.keys, ...outputs.map(([, name]) => name)]);
  const views = [...new Set(outputs.map(([output]) => features.get(output)!.view))].map((name) => ({ name }));
  const metadata = options.withViews ? `,"feature_view_metadata":${JSON.stringify(views)}` : '';
  return `{"results":[${[...keys, ...columns].join(',')}],"metadata":{"feature_names":${names}${metadata}}}`;
}

/** As Feast's server says it. */
function collision(name: string): FeastFailure {
  const message = `Duplicate features named ${name} found.
To resolve this collision, either use the full feature name by setting 'full_feature_names=True', or ensure that the features in question have different names.`;
  return new FeastFailure(500, message, 'FeatureNameCollisionError');
}

function column(values: string, statuses: string, times: string): string {
  return `{"values":${values},"statuses":${statuses},"event_timestamps":${times}}`;
}

function listText(texts: readonly string[]): string {
  return `[${texts.join(',')}]`;
}
