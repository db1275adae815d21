import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError, toLine, toWire } from '../errors/asof-error.ts';
import { guessRoles } from '../infer/roles.ts';
import { runJoin, trainingSetSql } from '../join/join.ts';
import { everyFeature } from '../model/feature-ref.ts';
import type { Arrow, FileRole, RoleGuess } from '../rpc/host-api.ts';
import type { Inference } from '../model/definitions.ts';
import { sql } from '../sql/sql.ts';
import type { Relation } from '../table/relation.ts';
import { countedOrder } from '../table/row-order.ts';
import { planJoin } from '../workspace/plan.ts';
import { unnamedWorkspace } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';

/** What each file probably is. One that cannot be opened says why; the others are guessed without it. */
export async function guessFiles(parts: WorkbenchParts, files: readonly string[], run: Run): Promise<RoleGuess[]> {
  const opened: Relation[] = [];
  const broken = new Map<string, string>();
  for (const file of files) {
    try {
      opened.push(await parts.tables.open(file, { root: '' }, stepOf(run, `opening ${file}`, 0, 0)));
    } catch (error) {
      const wire = toWire(error);
      if (wire.kind === 'cancelled' || wire.kind === 'bug') throw error;
      broken.set(file, toLine(wire));
    }
  }
  const guesses = await guessRoles(parts.engine, opened, stepOf(run, 'guessing roles', 0, 0));
  return files.map((file) => {
    const relation = opened.find((one) => one.name === file);
    const guess = guesses.find((one) => one.file === file);
    if (!relation || !guess) return unusable(file, broken.get(file)!);
    const bytes = relation.files.reduce((sum, stamp) => sum + stamp.bytes, 0);
    return { ...guess, columns: relation.columns, rows: relation.rows, bytes };
  });
}

function unusable(file: string, problem: string): RoleGuess {
  const none = { joinKeys: [], timestampField: '', columns: [], rows: null, bytes: 0, inferred: [] };
  return { file, role: 'ignore', ...none, problem };
}

const previewed = 5;

/** The first rows, joined under these roles; nothing is kept. */
export async function previewRoles(
  parts: WorkbenchParts,
  roles: readonly FileRole[],
  whole: Run,
): Promise<{ rows: Arrow; inferred: Inference[] }> {
  const run = stepOf(whole, 'joining the first rows', 0, 0);
  const { engine, tables } = parts;
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
    from: sql`(SELECT * FROM ${relation.from} LIMIT ${previewed})`,
    rows: previewed,
  };
  const few = { ...plan, labels: { ...plan.labels, relation: first } };
  const joined = await runJoin(engine, few, run);
  try {
    const picks = joined.views.map((view) => view.picks);
    const rows = await engine.arrow(trainingSetSql(few, picks), run);
    const inferred = [plan.labels, ...plan.views.map(({ view }) => view)].flatMap((table) => table.inferred);
    return { rows, inferred };
  } finally {
    await joined.scratch.drop();
  }
}
