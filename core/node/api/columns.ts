import type { FoundOnline } from '../../ask/lookup.ts';
import { plainValue } from '../../lookup/plain-value.ts';
import { formatIso } from '../../time/instant.ts';

/** What was found as `POST /features` answers it: of each feature a column with a value, a status and a time per entity. */
export function servedColumns({ entities, found }: FoundOnline, latencyMs: number) {
  const features = Object.keys(found[0] ?? {}).map((name) => {
    const cells = found.map((one) => one[name]!);
    const column = {
      values: cells.map(({ value, type }) => plainValue(value, type)),
      statuses: cells.map(({ status }) => status),
      event_timestamps: cells.map(({ eventTimestamp }) => (eventTimestamp === null ? null : formatIso(eventTimestamp))),
    };
    return [name, column] as const;
  });
  return { entities, features: Object.fromEntries(features), latency_ms: latencyMs };
}
