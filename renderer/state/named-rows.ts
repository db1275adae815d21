import type { NamedRows } from '../../core/rpc/sql-api.ts';
import type { Surrounding } from './cell.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** The names of what SQL and plots can read: cells that have rows, or will have, and tables of the workspace. */
export function rowsByName({ snapshot }: Workbench, { cells }: Surrounding): string[] {
  const named = cells.flatMap(({ name, state }) => (name !== null && state.rows !== undefined ? [name] : []));
  return [...named, ...(snapshot?.tables ?? [])];
}

/** The rows that have such a name: a cell's before a table's. */
export function namedRows({ cells }: Surrounding, name: string): NamedRows {
  const rows = cells.find((cell) => cell.name?.toLowerCase() === name.toLowerCase())?.state.rows;
  return rows ? { name, ...rows } : { name, table: name };
}
