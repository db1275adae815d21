import type { Run } from '../../engine/engine.ts';
import type { Defined } from '../../model/defined.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { BoundView } from '../../table/bound.ts';
import type { Relation } from '../../table/relation.ts';
import { readOptions, type Workspace } from '../../workspace/workspace.ts';
import type { SqlTable } from '../sql/sandbox.ts';

/** A table of the workspace for SQL of users, and what it is read from. */
export interface WorkspaceTable extends SqlTable {
  relation: Relation;
}

/** What cells may name: label tables, then views, then sources; of one name the first is meant. */
export function tableNames({ definitions: { labels, featureViews, sources } }: Defined): string[] {
  return [...new Set([...labels, ...featureViews, ...sources].map(({ name }) => name))];
}

/**
 * Opens a table by its name, or a file that is a label table by its path. Labels have their file's columns; a view
 * its keys, times and features, by their names; a source its file's columns, those mapped by their new names.
 */
export async function openTable(workspace: Workspace, name: string, run: Run): Promise<WorkspaceTable> {
  const { labels, featureViews, sources } = workspace.definitions;
  const isLabels = labels.some((one) => one.name === name);
  if (!isLabels && featureViews.some((one) => one.name === name)) {
    const view = await workspace.view(name, null, run);
    return tableOf(name, view.relation, viewColumns(view));
  }
  const source = isLabels ? undefined : sources.find((one) => one.name === name);
  if (!source) {
    const { relation } = await workspace.labels(name, [], run);
    return tableOf(name, relation, relation.columns.map(asItIs));
  }
  const options = { root: workspace.root, name, ...readOptions(source) };
  const relation = await workspace.tables.open(source.path, options, run);
  return tableOf(
    name,
    relation,
    relation.columns.map((column) => named(column.name, source.fieldMapping?.[column.name] ?? column.name)),
  );
}

function tableOf(name: string, relation: Relation, columns: readonly Sql[]): WorkspaceTable {
  const version = JSON.stringify([name, relation.files]);
  return { name, version, relation, query: sql`SELECT ${join(columns)} FROM ${relation.from}` };
}

function viewColumns({ keys, timestamp, created, available, features }: BoundView): Sql[] {
  const columns = new Map<string, Sql>();
  for (const { name, column } of keys) columns.set(name, named(column, name));
  for (const time of [timestamp, created, available])
    // What is known a while after its time has no column of its own.
    if (time && time.after === undefined) columns.set(time.column, sql`${time.at} AS ${ident(time.column)}`);
  for (const { name, column } of features) columns.set(name, named(column, name));
  return [...columns.values()];
}

function asItIs({ name }: { name: string }): Sql {
  return ident(name);
}

function named(column: string, name: string): Sql {
  return sql`${ident(column)} AS ${ident(name)}`;
}
