import type { OnlineValue } from '../online/schema.ts';

/**
 * Of a value, spec section 4: there is no record of the entity (or it was written before the view had
 * this feature), its record is older than the TTL, or it is null or not.
 */
export type LookupStatus = 'present' | 'null' | 'missing' | 'expired';

export interface LookedUp {
  /** Null unless it is present, or a default stands in for what is missing or expired. */
  value: OnlineValue;
  status: LookupStatus;
  /** Of the record, an expired one too; null where there is none. */
  eventTimestamp: bigint | null;
  /** DuckDB's name of the type that it was written with. */
  type: string | null;
}

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
