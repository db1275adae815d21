import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import type { FeatureView } from '../model/views/feature-view.ts';
import type { Source } from '../model/definitions.ts';
import { profileTable } from '../profile/profile.ts';
import type { ProfileReport, TableProfile } from '../profile/report.ts';
import type { Profiled } from '../profile/roles.ts';
import { profileReport } from '../profile/said-statistics.ts';
import { numberStatistics } from '../profile/statistics.ts';
import { parseTableRange, type TableRange } from '../question/drift.ts';
import type { ProfileQuestion } from '../question/profile.ts';
import { sql } from '../sql/sql.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { AskContext } from './context.ts';
import { rowsInRange } from './table-range.ts';

/**
 * What is in a label table, a feature view, a source or a file, or in a stretch of its time. Throws what opening it
 * throws, and `file_changed`.
 */
export async function askProfile(
  { engine, workspace }: AskContext,
  { table }: ProfileQuestion,
  run: Run,
): Promise<TableProfile> {
  const { rows, nameOf } = await open(workspace, table, run);
  const profile = await profileTable(engine, rows, run);
  await workspace.tables.verify(rows.relation);
  const columns = profile.columns.map((column) => ({ ...column, name: nameOf(column.name) }));
  return { ...profile, columns, table };
}

/** The same with the statistics of its numbers. */
export async function askStatistics(
  { engine, workspace }: AskContext,
  { table }: ProfileQuestion,
  run: Run,
): Promise<ProfileReport> {
  const { rows, nameOf } = await open(workspace, table, run);
  const profile = await profileTable(engine, rows, run);
  const { from, columns } = rows.relation;
  const numbers = await numberStatistics(engine, from, columns, stepOf(run, 'measuring', table, 0, 0));
  await workspace.tables.verify(rows.relation);
  const report = profileReport({ ...profile, table }, numbers);
  return { ...report, columns: report.columns.map((one) => ({ ...one, column: nameOf(one.column) })) };
}

interface Opened {
  rows: Profiled;
  /** What a column is called by who asks. */
  nameOf: (column: string) => string;
}

async function open(workspace: Workspace, asked: string, run: Run): Promise<Opened> {
  const range = parseTableRange(asked);
  const { featureViews, labels, sources } = workspace.definitions;
  const isIt = ({ name }: { name: string }): boolean => name === range.table;
  const source = featureViews.some(isIt) || labels.some(isIt) ? undefined : sources.find(isIt);
  const bound = await (source || featureViews.some(isIt)
    ? (source ? workspace.withView(viewOfSource(source)) : workspace).view(range.table, null, run)
    : openLabelsOrFile(workspace, range, run));
  const from = sql`(SELECT * FROM ${rowsInRange(bound.relation, bound.timestamp, range)})`;
  const named = source?.fieldMapping ?? {};
  return { rows: { ...bound, relation: { ...bound.relation, from } }, nameOf: (column) => named[column] ?? column };
}

/** A file has rows without a time too, of which there is no stretch. */
async function openLabelsOrFile(workspace: Workspace, { table, from, to }: TableRange, run: Run): Promise<Profiled> {
  const isFile = !workspace.definitions.labels.some(({ name }) => name === table) && from === null && to === null;
  const { value } = isFile ? await workspace.tryLabels(table, [], run) : {};
  if (value || !isFile) return value ?? workspace.labels(table, [], run);
  const relation = await workspace.tables.open(table, { root: workspace.root }, run);
  return { name: table, relation, keys: [], timestamp: null };
}

/** A source as a view of all its columns. */
export function viewOfSource({ name }: Source): FeatureView {
  return { name, entities: [], source: name, ttl: null, online: false, features: null };
}
