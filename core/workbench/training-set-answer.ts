import type { Engine, Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { coverage } from '../join/coverage.ts';
import { runJoin, trainingSetSql } from '../join/join.ts';
import type { JoinPlan } from '../join/request.ts';
import type { TrainingSetAnswer } from '../rpc/host-api.ts';
import type { Results } from './results.ts';

/** Joins, and holds the picks, from which pages of rows are put together. On failure nothing is held. */
export async function answerTrainingSet(
  engine: Engine,
  results: Results,
  plan: JoinPlan,
  verify: () => Promise<void>,
  run: Run,
): Promise<Omit<TrainingSetAnswer, 'seconds' | 'sql'>> {
  const joined = await runJoin(engine, plan, run);
  try {
    await verify();
    const picks = joined.views.map((view) => view.picks);
    const answer = {
      rows: joined.rows,
      columns: await engine.columns(trainingSetSql(plan, picks)),
      coverage: await coverage(engine, joined, stepOf(run, 'counting matches', 1, 1)),
    };
    const result = await results.hold({ joined, pairs: null, scratches: [joined.scratch] });
    const arrangement = await results.arrange(result, null, run);
    return { result: result.id, arrangement: arrangement.id, ...answer };
  } catch (error) {
    await joined.scratch.drop();
    throw error;
  }
}
