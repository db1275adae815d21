import type { Handlers } from '../rpc/contract.ts';
import type { SkewApi } from '../rpc/skew-api.ts';
import { usualTolerance } from '../skew/comparison.ts';
import { skewPicture } from '../skew/picture/picture.ts';
import { projectOf, type OpenStores } from './open-stores.ts';
import type { OpenWorkspaces } from './open-workspaces.ts';
import type { WorkbenchParts } from './ports.ts';
import { compareSkew } from './skew-compare.ts';
import { entityPair, loggedRow } from './skew-entity.ts';
import { arrangePairsSql, readPairs } from './skew-page.ts';
import { findPairs, findView, type SkewResults } from './skew-results.ts';

/** Answers the calls of skew. */
export function skewHandlers(
  parts: Pick<WorkbenchParts, 'engine' | 'tables'>,
  workspaces: OpenWorkspaces,
  stores: OpenStores,
  results: SkewResults,
): Pick<Handlers, keyof SkewApi> {
  const { engine } = parts;
  return {
    async skew(request, run) {
      const started = performance.now();
      const { workspace } = request;
      const { report, pairs, log, views } = await compareSkew(parts, stores, workspaces.get(workspace), request, run);
      const { id: result } = await results.hold({ workspace, pairs, log });
      const tolerance = request.tolerance ?? usualTolerance;
      return { result, report, tolerance, views, seconds: (performance.now() - started) / 1000 };
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
      const open = workspaces.get(held.workspace);
      const wanted = { view: name, entity: pair.entity };
      const stored = await stores.use(open, 'read', (store) => store.show(projectOf(open), wanted));
      return { ...pair, stored, logged: null };
    },
  };
}
