import { formatIso } from '../time/instant.ts';
import { scaleOf } from './range.ts';
import type { ColumnProfile, ColumnStatistics, NumberStatistics, ProfileReport, TableProfile } from './report.ts';

/** A profile with the statistics of its numbers, as `profile --json` prints it. */
export function profileReport(
  { table, rows, timestamp, columns }: TableProfile,
  numbers: ReadonlyMap<string, NumberStatistics>,
): ProfileReport {
  const iso = (at: bigint | null) => (at === null ? null : formatIso(at));
  return {
    table,
    rows,
    timestamp: timestamp && {
      first: iso(timestamp.first),
      last: iso(timestamp.last),
      nulls: timestamp.nulls,
      tied_rows: timestamp.tiedRows,
      granularity: timestamp.granularity,
      mixed_zones: timestamp.mixedZones,
    },
    columns: columns.map((column) => ofColumn(column, rows, numbers.get(column.name))),
  };
}

function ofColumn(column: ColumnProfile, rows: number, numbers: NumberStatistics | undefined): ColumnStatistics {
  const { name, type, role, nulls, distinct, min, max, bins } = column;
  const known = rows - nulls;
  return {
    column: name,
    type,
    role,
    nulls,
    null_rate: rows === 0 ? null : nulls / rows,
    distinct,
    min,
    max,
    ...numbers,
    ...(scaleOf(column)
      ? { histogram: bins }
      : { shares: bins.map(({ label, count }) => ({ value: label, share: count / known })) }),
  };
}
