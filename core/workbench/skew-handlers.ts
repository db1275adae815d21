import { filesOf, type AskContext } from '../ask/context.ts';
import { askSkew, viewsCompared } from '../ask/skew.ts';
import { AsofError } from '../errors/asof-error.ts';
import { formatFeatureRef } from '../model/feature-ref.ts';
import type { PagedTable } from '../results/table.ts';
import { unknown } from '../results/table.ts';
import type { Results } from '../results/results.ts';
import type { Handlers } from '../rpc/contract.ts';
import type { SkewApi } from '../rpc/skew-api.ts';
import { usualTolerance } from '../skew/comparison.ts';
import type { SkewPairs, ViewPairs } from '../skew/pairs.ts';
import { skewPicture } from '../skew/picture/picture.ts';
import { entityPair, loggedRow } from '../skew/rows/entity.ts';
import { pairedRows } from '../skew/rows/table.ts';
import type { HeldAnswer, HeldSkew } from './held.ts';
import type { WorkbenchParts } from './ports.ts';

/** Answers the calls of skew. */
export function skewHandlers(
  { engine }: Pick<WorkbenchParts, 'engine'>,
  results: Results<HeldAnswer>,
  contextOf: (workspace: string) => AskContext,
): Pick<Handlers, keyof SkewApi> {
  const skewOf = (result: string): HeldSkew => {
    const answer = results.get(result);
    if ('compared' in answer) return answer;
    throw new AsofError('stale_result');
  };
  return {
    async skew({ workspace, owner, name, ...asked }, run) {
      const started = performance.now();
      const context = contextOf(workspace);
      const found = await askSkew(context, asked, run);
      const { report, pairs, log, opened } = found;
      try {
        const views = await viewsCompared(context, found, run);
        const held = {
          answer: { workspace, compared: pairs, log },
          tables: tablesOf(pairs),
          scratches: [pairs.scratch],
        };
        const result = await results.hold({ owner, name }, held, run);
        const tolerance = asked.tolerance ?? usualTolerance;
        return {
          result,
          files: filesOf(opened),
          report,
          tolerance,
          views,
          seconds: (performance.now() - started) / 1000,
        };
      } catch (error) {
        await pairs.scratch.drop();
        throw error;
      }
    },
    async skewPicture({ result, view: name, feature }, run) {
      const view = viewOf(skewOf(result), name);
      const names = view.planned.features.map((one) => one.name);
      if (!names.includes(feature)) throw unknown(`feature of ${name}`, feature, names);
      return skewPicture(engine, view, names.indexOf(feature), run);
    },
    async skewEntity({ result, view: name, n }, run) {
      const held = skewOf(result);
      const view = viewOf(held, name);
      const pair = await entityPair(engine, view, n, run);
      if (held.log) return { ...pair, stored: null, logged: await loggedRow(engine, held.log, view, n, run) };
      const { workspace, online } = contextOf(held.workspace);
      const wanted = { view: name, entity: pair.entity };
      const stored = await online.use('read', (store) => store.show(workspace.project, wanted));
      return { ...pair, stored, logged: null };
    },
  };
}

/** By `view:feature`. */
function tablesOf({ views }: SkewPairs): Record<string, PagedTable> {
  const all = views.flatMap((pairs) =>
    pairs.planned.features.map(({ name: feature }, i) => {
      const name = formatFeatureRef({ view: pairs.planned.view.name, feature });
      return [name, pairedRows(pairs, i)] as const;
    }),
  );
  return Object.fromEntries(all);
}

/** Throws `unknown_name`. */
function viewOf({ compared }: HeldSkew, name: string): ViewPairs {
  const found = compared.views.find(({ planned }) => planned.view.name === name);
  if (found) return found;
  const known = compared.views.map(({ planned }) => planned.view.name);
  throw unknown('view', name, known);
}
