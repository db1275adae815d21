import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import type { Joined, JoinedView } from './join.ts';
import type { JoinPlan, ViewCoverage } from './request.ts';
import { oddTimes } from './odd-times.ts';
import { keyValue, spineKey } from './spine.ts';
import { isFew } from './doubts.ts';
import { explainUnmatched, type KeySides } from './unmatched.ts';

/** Spec sections 3.2 and 6: how the label rows fared, per view. */
export async function coverage(engine: Engine, joined: Joined, run?: Run): Promise<ViewCoverage[]> {
  const answers: ViewCoverage[] = [];
  const oddLabels = await oddTimes(engine, joined.spine, sql`label_time`, run);
  for (const view of joined.views) {
    const counts = await engine.rows<{ status: string; n: number }>(
      sql`SELECT status, count(*)::DOUBLE AS n FROM ${view.picks} GROUP BY status`,
      run,
    );
    const of = (status: string): number => counts.find((count) => count.status === status)?.n ?? 0;
    const [matched, expired, unknown_yet, no_history] = ['matched', 'expired', 'unknown_yet', 'no_history'].map(of);
    const fared = { matched: matched!, expired: expired!, unknown_yet: unknown_yet!, no_history: no_history! };
    const foundLater = fared.no_history === 0 ? 0 : await countFound(engine, joined, view, run);
    const found = joined.rows - fared.no_history + foundLater;
    const unmatched = isFew({ found }, joined.rows)
      ? await explainUnmatched(engine, keySides(joined, view), run)
      : undefined;
    const { relation, timestamp, name } = view.planned.view;
    const oddView = await oddTimes(engine, relation.from, timestamp.at, run);
    const late = found > 0 && fared.no_history === joined.rows ? 'no row lies before any label of its entity' : null;
    const odd = oddView ?? (oddLabels && `of the labels, ${oddLabels}`) ?? late;
    answers.push({ view: name, found, ...fared, ...(unmatched && { unmatched }), ...(odd !== null && { odd }) });
  }
  return answers;
}

function keySides({ plan, spine }: Joined, { planned: { view } }: JoinedView): KeySides[] {
  return view.keys.map((key) => ({
    name: key.name,
    labels: sql`SELECT ${spineKey(plan, key.name)} AS k FROM ${spine}`,
    source: sql`SELECT ${keyValue(key, plan)} AS k FROM ${view.relation.from}`,
  }));
}

/** Label rows without history whose entity has a row all the same: one that is later, or has no time. */
async function countFound(engine: Engine, joined: Joined, view: JoinedView, run?: Run): Promise<number> {
  const { plan, spine } = joined;
  const { keys } = view.planned.view;
  const entities = entitiesSql(plan, view);
  const names = join(keys.map((key) => spineKey(plan, key.name)));
  const without = sql`${view.picks} p JOIN ${spine} s ON s.label_row = p.label_row WHERE p.status = 'no_history'`;
  const [counted] = await engine.rows<{ n: number }>(
    keys.length === 0
      ? sql`SELECT count(*)::DOUBLE AS n FROM ${without} AND EXISTS (${entities})`
      : sql`SELECT count(*)::DOUBLE AS n FROM (SELECT ${join(keys.map((key) => sql`s.${spineKey(plan, key.name)}`))} FROM ${without}) SEMI JOIN (${entities}) USING (${names})`,
    run,
  );
  return counted!.n;
}

function entitiesSql(plan: JoinPlan, { planned: { view } }: JoinedView): Sql {
  const { from } = view.relation;
  if (view.keys.length === 0) return sql`SELECT 1 FROM ${from}`;
  const columns = view.keys.map((key) => sql`${keyValue(key, plan)} AS ${spineKey(plan, key.name)}`);
  return sql`SELECT ${join(columns)} FROM ${from} WHERE ${join(
    view.keys.map((key) => sql`${ident(key.column)} IS NOT NULL`),
    ' AND ',
  )}`;
}
