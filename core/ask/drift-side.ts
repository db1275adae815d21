import type { DriftSide } from '../drift/sides.ts';
import type { Column, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { entityNameSql } from '../online/entity-name-sql.ts';
import type { Inference } from '../model/definitions.ts';
import { parseTableRange, type TableRange } from '../question/drift.ts';
import { ident, join, type Sql } from '../sql/sql.ts';
import type { BoundKey, BoundLabels, BoundView, Instant } from '../table/bound.ts';
import type { Relation } from '../table/relation.ts';
import { describeType } from '../types/describe-type.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { viewOfSource } from './profile.ts';
import { rowsInRange } from './table-range.ts';

/** One side of a comparison, and its features by name. */
export interface OpenedSide {
  table: string;
  /** Null where its rows are no file's. */
  relation: Relation | null;
  columns: ReadonlyMap<string, Column>;
  side: DriftSide;
  range: TableRange;
  /** Null where its rows have none that is known. */
  timestamp: Instant | null;
  /** Columns that are left out by a guess, a line each. */
  leftOut: readonly string[];
}

/** A table whose rows can be compared; without a time where none is known. */
interface Table {
  relation: Relation;
  inferred: readonly Inference[];
  keys: readonly Key[];
  timestamp: Instant | null;
  columns: ReadonlyMap<string, Column>;
}

/** A join key, and the column that has it. */
type Key = Pick<BoundKey, 'name' | 'column' | 'type'>;

/** Opens a side: a view's features; all columns of a label table, a source or a file, but its keys and its time. */
export async function openDriftSide(workspace: Workspace, asked: string, run: Run): Promise<OpenedSide> {
  const range = parseTableRange(asked);
  const { relation, inferred, keys, timestamp, columns } = await openTable(workspace, range, run);
  const rows = rowsInRange(relation, timestamp, range);
  const unit = keys.length > 0 ? join(keys.map(({ column }) => ident(column))) : relation.rowOrder;
  const entity = nameOf(keys);
  const at = timestamp?.at ?? null;
  const side = { name: asked, rows, unit, order: relation.rowOrder, at, entity };
  return { table: range.table, relation, columns, side, range, timestamp, leftOut: sayLeftOut(range.table, inferred) };
}

/** What is not compared because of what was guessed. */
function sayLeftOut(table: string, inferred: readonly Inference[]): string[] {
  return inferred.flatMap(({ what, value, reason }) => {
    if (what === 'join_keys') return [`${table}: ${value} is taken for the key, and is not compared (${reason})`];
    return what === 'left_out' ? [`${table}: ${value} is not compared (${reason})`] : [];
  });
}

/** Of no keys, and of lists, there is no name. */
function nameOf(keys: readonly Key[]): Sql | null {
  const isList = ({ type }: Key): boolean => typeof describeType(type).stored === 'object';
  if (keys.length === 0 || keys.some(isList)) return null;
  return entityNameSql(keys.map((key) => ({ ...key, value: ident(key.column) })));
}

async function openTable(workspace: Workspace, { table, from, to }: TableRange, run: Run): Promise<Table> {
  const { featureViews, onDemandViews, labels, sources } = workspace.definitions;
  const isIt = ({ name }: { name: string }): boolean => name === table;
  if (onDemandViews.some(isIt)) throw computed(table);
  if (featureViews.some(isIt)) return ofView(await workspace.view(table, null, run));
  if (labels.some(isIt)) return ofLabels(await workspace.labels(table, [], run));
  const source = sources.find(isIt);
  const known = workspace.knownKeys();
  if (source) {
    const view = ofView(await workspace.withView(viewOfSource(source)).view(table, null, run));
    return { ...view, ...split(view.columns, known) };
  }
  const { value } = await workspace.tryLabels(table, [], run);
  if (value) return ofLabels(value);
  const hasRange = from !== null || to !== null;
  // Throws what is wrong with its time.
  if (hasRange) return ofLabels(await workspace.labels(table, [], run));
  const relation = await workspace.tables.open(table, { root: workspace.root }, run);
  const columns = new Map(relation.columns.map((column) => [column.name, column]));
  return { relation, inferred: [], timestamp: null, ...split(columns, known) };
}

function ofView({ name, relation, inferred, keys, timestamp, features }: BoundView): Table {
  if (features.some(({ aggregate }) => aggregate)) throw computed(name);
  const columns = features.map(({ name: feature, column, type }) => [feature, { name: column, type }] as const);
  return { relation, inferred, timestamp, keys, columns: new Map(columns) };
}

function ofLabels({ relation, inferred, keys, timestamp }: BoundLabels): Table {
  const parts = [timestamp.column, ...keys.map(({ column }) => column)];
  const columns = relation.columns.filter(({ name }) => !parts.includes(name));
  return {
    ...{ relation, inferred, timestamp, keys },
    columns: new Map(columns.map((column) => [column.name, column])),
  };
}

/** Columns with a join key's name are keys. */
function split(columns: Table['columns'], known: readonly string[]): Pick<Table, 'keys' | 'columns'> {
  const named = [...columns].filter(([name]) => known.includes(name));
  const keys = named.map(([name, column]) => ({ name, column: column.name, type: column.type }));
  return { keys, columns: new Map([...columns].filter(([name]) => !known.includes(name))) };
}

function computed(view: string): AsofError {
  return bad(`${view} is computed, and has no rows to compare`, 'write two training sets with it, and compare these');
}

function bad(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
