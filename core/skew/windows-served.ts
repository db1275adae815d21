import type { Run } from '../engine/engine.ts';
import type { Scratch } from '../engine/scratch.ts';
import type { PlannedFeature, PlannedView } from '../join/request.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { Moment } from '../view/moment.ts';
import { keyNames } from '../view/rows.ts';
import { viewAt, type WindowView } from '../view/windows/view-at.ts';
import type { StorePlaces } from './read-store.ts';

export interface WindowsServed {
  /** What the records should hold: the windows as of the run that wrote them, as columns. An entity that came later has what it has now. */
  served: PlannedView;
  /** In a table of pairs: what was right then and is another value now is stale, and what has no record for there was nothing to count is equal. */
  settle(pairs: Sql, run?: Run): Promise<void>;
}

/** The offline side of windowed aggregates, which the store has as of the end of its last run; spec section 2.1. */
export async function windowsServed(
  { engine, store, project }: StorePlaces,
  view: WindowView,
  features: readonly PlannedFeature[],
  moment: Moment,
  kept: Scratch,
  run?: Run,
): Promise<WindowsServed> {
  const state = (await store.views(project)).find((one) => one.view === view.name);
  const end = state?.lastRun?.end;
  const now = await viewAt(engine, view, moment, kept, undefined, run);
  const isBehind = end !== undefined && end < moment.asOf;
  const then = isBehind ? await viewAt(engine, view, { ...moment, asOf: end }, kept, undefined, run) : now;
  const keys = keyNames(view);
  const same = keys.map((key) => sql`d.${key} IS NOT DISTINCT FROM p.${key}`);
  const matches = same.length > 0 ? join(same, ' AND ') : sql`TRUE`;
  const both = sql`SELECT * FROM ${then.relation.from} UNION ALL SELECT n.* FROM ${now.relation.from} n ${keys.length > 0 ? sql`ANTI JOIN ${then.relation.from} t USING (${join(keys)})` : sql`WHERE NOT EXISTS (FROM ${then.relation.from})`}`;
  const from = isBehind ? await kept.table('served', both, run) : then.relation.from;
  const columnOf = (name: string) => then.features.find((feature) => feature.name === name)!;
  const planned = features.map((feature) => ({ ...columnOf(feature.name), output: feature.output }));
  const served = { view: { ...then, relation: { ...then.relation, from } }, features: planned };
  return {
    served,
    async settle(pairs) {
      for (const [i, { column }] of planned.entries()) {
        const [value, held] = [ident(`f${i}`), ident(`s${i}`)];
        const nothing = view.features
          .find(({ name }) => name === planned[i]!.name)!
          .aggregate.function.startsWith('count')
          ? sql`${value} = 0`
          : sql`${value} IS NULL`;
        if (end !== undefined)
          await engine.exec(
            sql`UPDATE ${pairs} SET ${held} = 'equal' WHERE ${held} = 'missing_online' AND on_t IS NULL AND ${nothing}`,
            run,
          );
        if (!isBehind) continue;
        await engine.exec(
          sql`UPDATE ${pairs} p SET ${held} = 'stale' FROM ${now.relation.from} d WHERE ${matches} AND p.${held} IN ('equal', 'close') AND p.${value} IS DISTINCT FROM d.${ident(column)}`,
          run,
        );
      }
    },
  };
}
