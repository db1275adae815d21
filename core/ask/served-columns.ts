import { AsofError } from '../errors/asof-error.ts';
import { plainValue } from '../lookup/plain-value.ts';
import { isoOfFew } from '../time/instant.ts';
import type { FoundOnline } from './lookup.ts';

/** What was found as `POST /features` answers it: of each feature a column with a value, a status and a time per entity. Throws `bad_option` for two features of one name. */
export function servedColumns(answer: FoundOnline, { latencyMs, full }: { latencyMs: number; full: boolean }) {
  const { entities, found } = answer;
  const names = featureNames(answer, full);
  const shared = sharedName(names);
  if (shared !== undefined) {
    const message = `two features would be called "${shared}"`;
    throw new AsofError('bad_option', { message, expected: 'leave out "full_feature_names": false' });
  }
  const iso = isoOfFew();
  const features = names.map(([output, name]) => {
    const cells = found.map((one) => one[output]!);
    const column = {
      values: cells.map(({ value, type }) => plainValue(value, type)),
      statuses: cells.map(({ status }) => status),
      event_timestamps: cells.map(({ eventTimestamp }) => (eventTimestamp === null ? null : iso(eventTimestamp))),
    };
    return [name, column] as const;
  });
  return { entities, features: Object.fromEntries(features), latency_ms: latencyMs };
}

/** Output names, each with what it is called: `view__feature` in full, else the feature alone. */
export function featureNames({ found, features }: Pick<FoundOnline, 'found' | 'features'>, full: boolean) {
  return Object.keys(found[0] ?? {}).map((output) => [output, full ? output : features.get(output)!.feature] as const);
}

/** What two of them would be called. */
export function sharedName(names: ReturnType<typeof featureNames>): string | undefined {
  return names.find(([, name], i) => names.findIndex(([, other]) => other === name) < i)?.[1];
}
