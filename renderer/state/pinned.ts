import type { WorkspaceSnapshot } from '../../core/rpc/host-api.ts';

/** Columns that stay in sight where a table's rows are shown: keys, the time, and a label table's target; of all tables where none is named. */
export function pinnedOf(
  snapshot: Pick<WorkspaceSnapshot, 'labels' | 'views'> | null,
  table: string | null = null,
): ReadonlySet<string> {
  const { labels = [], views = [] } = snapshot ?? {};
  const tables = [...labels, ...views.map((view) => ({ ...view, target: null }))];
  const named = table === null ? tables : tables.filter(({ name }) => name === table);
  return new Set(
    named.flatMap(({ keys, timestamp, target }) => [...keys, timestamp, ...(target === null ? [] : [target])]),
  );
}
