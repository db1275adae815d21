import type { OnlineValue } from '../online/schema.ts';
import type { LookedUp, LookupStatus } from './lookup.ts';

/** What was found of one feature: of each entity one of each. Lists that say the same of several features may be one and the same list. */
export interface FoundColumn {
  values: readonly OnlineValue[];
  statuses: readonly LookupStatus[];
  eventTimestamps: readonly (bigint | null)[];
  types: readonly (string | null)[];
}

/** The same entity by entity, each with its features by output name: where they are few, and looked at one by one. */
export function foundRows(columns: ReadonlyMap<string, FoundColumn>, entities: number): Record<string, LookedUp>[] {
  return Array.from({ length: entities }, (_, e) =>
    Object.fromEntries([...columns].map(([output, column]) => [output, cellOf(column, e)])),
  );
}

/** The inverse, of one entity. */
export function columnsOfRow(row: Readonly<Record<string, LookedUp>>): Map<string, FoundColumn> {
  return new Map(
    Object.entries(row).map(([output, { value, status, eventTimestamp, type }]) => [
      output,
      { values: [value], statuses: [status], eventTimestamps: [eventTimestamp], types: [type] },
    ]),
  );
}

function cellOf({ values, statuses, eventTimestamps, types }: FoundColumn, e: number): LookedUp {
  return { value: values[e]!, status: statuses[e]!, eventTimestamp: eventTimestamps[e]!, type: types[e]! };
}
