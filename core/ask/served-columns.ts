import { AsofError } from '../errors/asof-error.ts';
import { plainValue } from '../lookup/plain-value.ts';
import { onceEach } from '../text/once-each.ts';
import { isoOfFew } from '../time/instant.ts';
import type { FoundOnline } from './lookup.ts';

/** What was found as `POST /features` answers it: of each feature a column with a value, a status and a time per entity. Throws `bad_option` for two features of one name. */
export function servedColumns(answer: FoundOnline, { latencyMs, full }: { latencyMs: number; full: boolean }) {
  const { entities, columns } = answer;
  const names = featureNames(answer, full);
  const shared = sharedName(names);
  if (shared !== undefined) {
    const message = `two features would be called "${shared}"`;
    throw new AsofError('bad_option', { message, expected: 'leave out "full_feature_names": false' });
  }
  const iso = isoOfFew();
  const textsOf = onceEach((times: readonly (bigint | null)[]) =>
    times.map((time) => (time === null ? null : iso(time))),
  );
  const features = names.map(([output, name]) => {
    const { values, types, statuses, eventTimestamps } = columns.get(output)!;
    const plain = values.map((value, e) => plainValue(value, types[e]!));
    return [name, { values: plain, statuses, event_timestamps: textsOf(eventTimestamps) }] as const;
  });
  return { entities, features: Object.fromEntries(features), latency_ms: latencyMs };
}

/** Output names, each with what it is called: `view__feature` in full, else the feature alone. */
export function featureNames({ columns, features }: Pick<FoundOnline, 'columns' | 'features'>, full: boolean) {
  return [...columns.keys()].map((output) => [output, full ? output : features.get(output)!.feature] as const);
}

/** What two of them would be called. */
export function sharedName(names: ReturnType<typeof featureNames>): string | undefined {
  return names.find(([, name], i) => names.findIndex(([, other]) => other === name) < i)?.[1];
}
