import type { FoundOnline } from '../../../ask/lookup.ts';
import { featureNames, sharedName } from '../../../ask/served-columns.ts';
import type { LookedUp, LookupStatus } from '../../../lookup/lookup.ts';
import { describeType } from '../../../types/describe-type.ts';
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
  const { entities, found, features, keyTypes } = answer;
  const keys = options.keys.map((key) => {
    const isNumber = describeType(keyTypes.get(key) ?? 'VARCHAR').kind === 'number';
    const values = entities.map((entity) => (isNumber ? entity[key]! : JSON.stringify(entity[key])));
    return column(
      values,
      values.map(() => 'PRESENT'),
      values.map(() => noTime),
    );
  });
  const outputs = featureNames(answer, options.full);
  const shared = sharedName(outputs);
  if (shared !== undefined) throw collision(shared);
  const iso = isoOfFew();
  const timeText = ({ eventTimestamp }: LookedUp): string =>
    eventTimestamp === null ? noTime : `"${iso(eventTimestamp)}"`;
  const columns = outputs.map(([output]) => {
    const cells = found.map((one) => one[output]!);
    const isComputed = options.feastStatuses && options.computed.includes(features.get(output)!.view);
    return column(
      cells.map(({ value, type }) => (value === null ? 'null' : feastValueText(value, type ?? 'VARCHAR'))),
      cells.map(({ status }) => (options.feastStatuses ? 'PRESENT' : statusNames[status])),
      cells.map((cell) => (isComputed ? noTime : timeText(cell))),
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

function column(values: readonly string[], statuses: readonly string[], times: readonly string[]): string {
  return `{"values":[${values.join(',')}],"statuses":${JSON.stringify(statuses)},"event_timestamps":[${times.join(',')}]}`;
}
