import type { Column, Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { coverage } from '../join/coverage.ts';
import { type Joined, joinedSetSql, runJoin } from '../join/join.ts';
import { notComputed, type NotComputed } from '../join/not-computed.ts';
import type { ViewCoverage } from '../join/request.ts';
import type { TrainingSetQuestion } from '../question/training-set.ts';
import { exportTrainingSet, type TrainingSetReceipt } from '../training-set/export.ts';
import { joinText } from '../training-set/provenance.ts';
import { verifyOpened, type AskContext } from './context.ts';
import { openedBy, planAsked } from './joined.ts';

/** A training set as it would be, whose picks live until `joined.scratch.drop()`. */
export interface TrainingSetFound {
  joined: Joined;
  columns: Column[];
  coverage: ViewCoverage[];
  notComputed: NotComputed[];
}

/** Joins. Throws what planning throws, and `file_changed`; then nothing is left. */
export async function askTrainingSet(
  context: AskContext,
  asked: TrainingSetQuestion,
  run: Run,
): Promise<TrainingSetFound> {
  const { engine, offline } = context;
  const plan = await planAsked(context, asked, run);
  const joined = await runJoin(engine, plan, run, 'times', offline);
  try {
    await verifyOpened(context, openedBy(plan));
    return {
      joined,
      columns: await engine.columns(joinedSetSql(joined)),
      coverage: await coverage(engine, joined, stepOf(run, 'counting', 'matches', 1, 1)),
      notComputed: await notComputed(engine, joined, run),
    };
  } catch (error) {
    await joined.scratch.drop();
    throw error;
  }
}

/** The SQL that makes it, for a plain DuckDB, whoever picks here; with `out` it writes the file. */
export async function printTrainingSet(
  context: AskContext,
  asked: TrainingSetQuestion,
  run: Run,
  out?: string,
): Promise<string> {
  return joinText(context.engine, await planAsked(context, asked, run), out);
}

/** Writes it to a Parquet file that appears whole or not at all, with its provenance inside. */
export async function writeTrainingSet(
  context: AskContext,
  asked: TrainingSetQuestion,
  out: string,
  run: Run,
): Promise<TrainingSetReceipt> {
  const { engine, workspace, offline, text, version } = context;
  const plan = await planAsked(context, asked, run);
  const said = { version, definitions: text, root: workspace.root, features: workspace.features(asked) };
  return exportTrainingSet({ engine, tables: workspace.tables, offline }, plan, out, said, run);
}
