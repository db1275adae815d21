import type { Engine, Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { runJoin } from '../join/join.ts';
import type { JoinPlan, NaiveStrategy } from '../join/request.ts';
import { leakageReport } from '../leakage/leakage.ts';
import { pairUp } from '../leakage/pairs.ts';
import { peekHistogram, type PeekHistogram } from '../leakage/peek-histogram.ts';
import type { LeakageAnswer } from '../rpc/host-api.ts';
import { countRows } from './arrange.ts';
import { findExample } from './example.ts';
import { gridColumns } from './grid.ts';
import type { Results } from './results.ts';

/** Joins both ways, compares, and holds the rows for the grid and the time machine. On failure nothing is held. */
export async function answerLeakage(
  engine: Engine,
  results: Results,
  plan: JoinPlan,
  naive: NaiveStrategy,
  verify: () => Promise<void>,
  run: Run,
): Promise<Omit<LeakageAnswer, 'seconds'>> {
  const joined = await runJoin(engine, plan, run);
  const scratches = [joined.scratch];
  try {
    const pairs = await pairUp(engine, joined, naive, run);
    scratches.unshift(pairs.scratch);
    await verify();
    const report = await leakageReport(engine, pairs, run);
    const counting = stepOf(run, 'counting how far it peeked', 1, 1);
    const peeks: PeekHistogram[] = [];
    for (const view of plan.views.keys()) peeks.push(await peekHistogram(engine, pairs, view, counting));
    const answer = {
      report,
      peeks,
      grid: gridColumns(pairs),
      example: await findExample(engine, pairs, report, counting),
      counts: await countRows(engine, pairs, counting),
    };
    const { id } = await results.hold({ joined, pairs, scratches });
    return { result: id, ...answer };
  } catch (error) {
    for (const scratch of scratches) await scratch.drop();
    throw error;
  }
}
