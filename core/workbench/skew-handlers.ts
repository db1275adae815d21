import type { Engine } from '../engine/engine.ts';
import type { Handlers } from '../rpc/contract.ts';
import type { SkewApi } from '../rpc/skew-api.ts';
import { skewPicture } from '../skew/picture/picture.ts';
import type { OpenWorkspaces } from './open-workspaces.ts';
import { compareSkew } from './skew-compare.ts';
import { entityPair, loggedRow } from './skew-entity.ts';
import { arrangePairsSql, readPairs } from './skew-page.ts';
import { findPairs, findView, type SkewResults } from './skew-results.ts';

/** Answers the calls of skew. */
export function skewHandlers(
  engine: Engine,
  workspaces: OpenWorkspaces,
  results: SkewResults,
): Pick<Handlers, keyof SkewApi> {
  return {
    async skew(request, run) {
      const started = performance.now();
      const { report, pairs, log, tolerance, views } = await compareSkew(
        workspaces.get(request.workspace),
        request,
        run,
      );
      const { id: result } = await results.hold({ workspace: request.workspace, pairs, log });
      return { result, report, tolerance, views, seconds: (performance.now() - started) / 1000 };
    },
    skewPicture({ result, ...ref }, run) {
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
    skewPage: ({ arrangement, from, count }, run) =>
      readPairs(engine, results.arrangement(arrangement), from, count, run),
    async skewEntity({ result, view: name, n }, run) {
      const held = results.get(result);
      const view = findView(held, name);
      const pair = await entityPair(engine, view, n, run);
      const logged = held.log && (await loggedRow(engine, held.log, view, n, run));
      return { ...pair, stored: null, logged };
    },
  };
}
