import type { lookupReport } from '../../ask/lookup.ts';
import type { ViewCoverage } from '../../join/request.ts';
import type { ColumnProfile } from '../../profile/report.ts';
import type { ServedAnswer } from '../../serving/report.ts';
import { exactLine, type Exact } from '../../text/exact-json.ts';
import { count } from '../../text/figures.ts';
import type { PrintedColumn, PrintedTable } from '../../text/text-table.ts';

/** What a table's columns hold, a row each; of `dataReport`. */
export function columnsTable(columns: readonly Omit<ColumnProfile, 'bins'>[]): PrintedTable {
  return {
    columns: titled(['column', 'role', 'type'], ['nulls', 'distinct'], ['least', 'greatest']),
    rows: columns.map(({ name, role, type, nulls, distinct, min, max }) => {
      return [name, role, type, count(nulls), count(distinct), min ?? '-', max ?? '-'];
    }),
  };
}

/** How the label rows fared, a row a view; of `trainingSetReport`. */
export function coverageTable(
  views: readonly Pick<ViewCoverage, 'view' | 'matched' | 'expired' | 'unknown_yet' | 'no_history'>[],
): PrintedTable {
  return {
    columns: titled(['view'], ['matched', 'expired', 'not yet known', 'no history']),
    rows: views.map(({ view, matched, expired, unknown_yet, no_history }) => {
      return [view, ...[matched, expired, unknown_yet, no_history].map((n) => count(n))];
    }),
  };
}

/** Each value with its status, a row each. */
export function lookedUpTable({ results }: ReturnType<typeof lookupReport>): PrintedTable {
  const rows = results.flatMap(({ entity, features }) =>
    Object.entries(features).map(([feature, { value, status, event_timestamp }]) => {
      return [sayEntity(entity), feature, sayValue(value), status, event_timestamp ?? '-'];
    }),
  );
  return { columns: titled(valueTitles), rows };
}

/** What a server answers, a row a value. */
export function servedTable({ entities, features }: ServedAnswer): PrintedTable {
  const rows = entities.flatMap((entity, i) =>
    Object.entries(features).map(([feature, { values, statuses, event_timestamps }]) => {
      return [sayEntity(entity), feature, sayValue(values[i]), statuses[i]!, event_timestamps[i] ?? '-'];
    }),
  );
  return { columns: titled(valueTitles), rows };
}

const valueTitles = ['entity', 'feature', 'value', 'status', 'event timestamp'];

function sayEntity(entity: Readonly<Record<string, unknown>>): string {
  return Object.entries(entity)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ');
}

function sayValue(value: Exact): string {
  return typeof value === 'string' ? value : exactLine(value);
}

function titled(left: readonly string[], right: readonly string[] = [], more: readonly string[] = []): PrintedColumn[] {
  const of = (align: PrintedColumn['align']) => (title: string) => ({ title, align });
  return [...left.map(of('left')), ...right.map(of('right')), ...more.map(of('left'))];
}
