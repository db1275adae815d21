import type { AskContext } from '../ask/context.ts';
import { askSkew, sidesOf } from '../ask/skew.ts';
import type { Handlers } from '../rpc/contract.ts';
import type { SkewApi } from '../rpc/skew-api.ts';
import { usualTolerance } from '../skew/comparison.ts';
import { skewPicture } from '../skew/picture/picture.ts';
import type { WorkbenchParts } from './ports.ts';
import { entityPair, loggedRow } from '../skew/rows/entity.ts';
import { arrangePairsSql, readPairs } from './skew-page.ts';
import { findPairs, findView, type SkewResults } from './skew-results.ts';

/** Answers the calls of skew. */
export function skewHandlers(
  { engine }: Pick<WorkbenchParts, 'engine'>,
  results: SkewResults,
  contextOf: (workspace: string) => AskContext,
): Pick<Handlers, keyof SkewApi> {
  return {
    async skew({ workspace, ...asked }, run) {
      const started = performance.now();
      const context = contextOf(workspace);
      const found = await askSkew(context, asked, run);
      const { report, pairs, log } = found;
      try {
        const views = await sidesOf(context, found, run);
        const { id: result } = await results.hold({ workspace, pairs, log });
        const tolerance = asked.tolerance ?? usualTolerance;
        return { result, report, tolerance, views, seconds: (performance.now() - started) / 1000 };
      } catch (error) {
        await pairs.scratch.drop();
        throw error;
      }
    },
    async skewPicture({ result, ...ref }, run) {
      const { view, feature } = findPairs(results.get(result), ref);
      return skewPicture(engine, view, feature, run);
    },
    async arrangePairs({ result, filter, sort, ...ref }, run) {
      const held = results.get(result);
      const found = findPairs(held, ref);
      const query = arrangePairsSql(found.view, found.feature, filter, sort);
      const { id: arrangement, rows, first } = await results.arrange(held, found, query, run);
      return { arrangement, rows, first };
    },
    skewPage: async ({ arrangement, from, count }, run) =>
      readPairs(engine, results.arrangement(arrangement), from, count, run),
    async skewEntity({ result, view: name, n }, run) {
      const held = results.get(result);
      const view = findView(held, name);
      const pair = await entityPair(engine, view, n, run);
      if (held.log) return { ...pair, stored: null, logged: await loggedRow(engine, held.log, view, n, run) };
      const { workspace, online } = contextOf(held.workspace);
      const wanted = { view: name, entity: pair.entity };
      const stored = await online.use('read', (store) => store.show(workspace.project, wanted));
      return { ...pair, stored, logged: null };
    },
  };
}
