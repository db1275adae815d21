import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError, toLine, toWire } from '../errors/asof-error.ts';
import { guessRoles } from '../infer/roles.ts';
import { coverage } from '../join/coverage.ts';
import { joinedSetSql, runJoin } from '../join/join.ts';
import { everyFeature } from '../model/feature-ref.ts';
import type { FileRole, FileToRead, RoleGuess, RolesPreview } from '../rpc/host-api.ts';
import { sql } from '../sql/sql.ts';
import type { Relation } from '../table/relation.ts';
import { countedOrder } from '../table/row-order.ts';
import { checkReading } from '../workspace/from-roles.ts';
import { planJoin } from '../workspace/plan-join.ts';
import { readOptions } from '../workspace/workspace.ts';
import { unnamedWorkspace } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';

/** What each file probably is. One that cannot be opened says why; the others are guessed without it. */
export async function guessFiles(parts: WorkbenchParts, files: readonly FileToRead[], run: Run): Promise<RoleGuess[]> {
  const opened: Relation[] = [];
  const broken = new Map<string, string>();
  for (const { file, reading = {} } of files) {
    try {
      checkReading(reading);
      const options = { root: '', ...readOptions(reading) };
      opened.push(await parts.tables.open(file, options, stepOf(run, 'opening', file, 0, 0)));
    } catch (error) {
      const wire = toWire(error);
      if (wire.kind === 'cancelled' || wire.kind === 'bug') throw error;
      broken.set(file, toLine(wire));
    }
  }
  const guesses = await guessRoles(parts.engine, opened, stepOf(run, 'guessing', 'roles', 0, 0));
  return files.map(({ file }) => {
    const relation = opened.find((one) => one.name === file);
    const guess = guesses.find((one) => one.file === file);
    if (!relation || !guess) return unusable(file, broken.get(file)!);
    const bytes = relation.files.reduce((sum, stamp) => sum + stamp.bytes, 0);
    return { ...guess, columns: relation.columns, rows: relation.rows, bytes, problem: null };
  });
}

function unusable(file: string, problem: string): RoleGuess {
  const none = { joinKeys: [], timestampField: '', columns: [], rows: null, bytes: 0, inferred: [], readings: [] };
  return { file, role: 'ignore', ...none, problem };
}

const previewed = 5;
const counted = 10_000;

/** The first rows, joined under these roles, and how many of the first `counted` find something; nothing is kept. */
export async function previewRoles(
  parts: Pick<WorkbenchParts, 'engine' | 'tables' | 'offline'>,
  roles: readonly FileRole[],
  whole: Run,
): Promise<RolesPreview> {
  const run = stepOf(whole, 'joining', 'the first rows', 0, 0);
  const { engine, tables, offline } = parts;
  const workspace = unnamedWorkspace(roles, 'preview', parts, tables);
  const { labels, featureViews } = workspace.definitions;
  if (!labels[0]) {
    const hint = 'give one file the role labels';
    throw new AsofError('role_unknown', { role: 'label table', table: 'these files', hint });
  }
  const features = featureViews.map((view) => ({ view: view.name, feature: everyFeature }));
  const plan = await planJoin(workspace, { labels: labels[0].name, features }, run);
  const { relation } = plan.labels;
  const first = {
    ...relation,
    ...countedOrder,
    from: sql`(SELECT * FROM ${relation.from} LIMIT ${counted})`,
    rows: relation.rows === null ? null : Math.min(counted, relation.rows),
  };
  const few = { ...plan, labels: { ...plan.labels, relation: first } };
  const joined = await runJoin(engine, few, run, 'times', offline);
  try {
    const rows = await engine.arrow(sql`SELECT * FROM (${joinedSetSql(joined)}) LIMIT ${previewed}`, run);
    const matches = (await coverage(engine, joined, run)).map(({ view, matched, found }) => ({ view, matched, found }));
    const inferred = [plan.labels, ...plan.views.map(({ view }) => view)].flatMap((table) => table.inferred);
    return { rows, inferred, labelRows: joined.rows, matches };
  } finally {
    await joined.scratch.drop();
  }
}
