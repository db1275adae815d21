import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { foundOut } from '../table/found-out.ts';
import type { Joined, JoinedView } from './join.ts';
import type { JoinPlan, ViewCoverage } from './request.ts';
import { oddTimes } from './odd-times.ts';
import { keyValue, spineKey } from './spine.ts';
import { isFew } from './doubts.ts';
import { sayUntimed } from './untimed.ts';
import { explainUnmatched, type KeySides } from './unmatched.ts';

/**
 * Spec sections 3.2 and 6: how the label rows fared, per view. Where `found` need only tell few from many, it may be
 * less than there are: the source is not read again for it.
 */
export async function coverage(
  engine: Engine,
  joined: Joined,
  run?: Run,
  wanted: 'counted' | 'few-or-many' = 'counted',
): Promise<ViewCoverage[]> {
  const answers: ViewCoverage[] = [];
  const { spine } = joined;
  const oddLabels = await oddTimes(engine, spine, sql`label_time`, run);
  for (const view of joined.views) {
    const counts = await engine.rows<{ status: string; n: number }>(
      sql`SELECT status, count(*)::DOUBLE AS n FROM ${view.picks} GROUP BY status`,
      run,
    );
    const of = (status: string): number => counts.find((count) => count.status === status)?.n ?? 0;
    const [matched, expired, unknown_yet, no_history] = ['matched', 'expired', 'unknown_yet', 'no_history'].map(of);
    const fared = { matched: matched!, expired: expired!, unknown_yet: unknown_yet!, no_history: no_history! };
    const doubted = fared.no_history + fared.unknown_yet;
    const picked = joined.rows - doubted;
    const isEnough = doubted === 0 || (wanted === 'few-or-many' && !isFew({ found: picked }, joined.rows));
    const found = picked + (isEnough ? 0 : await countFound(engine, joined, view, 'timed', run));
    const isFound = !isFew({ found }, joined.rows);
    const untimed = isFound ? null : await sayTimes(engine, joined, view, { picked, found }, run);
    const unmatched =
      isFound || untimed !== null ? undefined : await explainUnmatched(engine, keySides(joined, view), run);
    const { relation, timestamp, name } = view.planned.view;
    const { at } = timestamp;
    const oddView = await foundOut(relation, ['odd times', at], () => oddTimes(engine, relation.from, at, run));
    const late = found > 0 && fared.no_history === joined.rows ? sayLate(joined.plan) : null;
    const odd = oddView ?? (oddLabels && `of the labels, ${oddLabels}`) ?? late;
    answers.push({
      view: name,
      found,
      ...fared,
      ...(unmatched && { unmatched }),
      ...(untimed !== null && { untimed }),
      ...(odd !== null && { odd }),
    });
  }
  return answers;
}

/** Of a view in which few label rows are found. Where their keys alone would do, what keeps them apart is a time. */
async function sayTimes(
  engine: Engine,
  joined: Joined,
  view: JoinedView,
  { picked, found }: { picked: number; found: number },
  run?: Run,
): Promise<string | null> {
  const keyed = picked + (await countFound(engine, joined, view, 'any', run));
  const keysMatch = keyed > found && (found === 0 || !isFew({ found: keyed }, joined.rows));
  return sayUntimed(engine, joined.spine, view.planned.view, keysMatch, run);
}

function sayLate({ options: { embargo } }: JoinPlan): string {
  const before = 'before any label of its entity';
  return embargo === 0n ? `no row lies ${before}` : `no row lies more than the embargo ${before}`;
}

function keySides({ plan, spine }: Joined, { planned: { view } }: JoinedView): KeySides[] {
  return view.keys.map((key) => ({
    name: key.name,
    labels: sql`SELECT ${spineKey(plan, key.name)} AS k FROM ${spine}`,
    source: sql`SELECT ${keyValue(key, plan)} AS k FROM ${view.relation.from}`,
  }));
}

/**
 * Label rows without a pick that could have one at another time: they have a time, and their entity a row that is known
 * at some time. With `any`, those whose entity has a row, be they or it without a time.
 */
async function countFound(
  engine: Engine,
  joined: Joined,
  view: JoinedView,
  rows: 'timed' | 'any',
  run?: Run,
): Promise<number> {
  const { plan, spine } = joined;
  const { keys } = view.planned.view;
  const entities = entitiesSql(plan, view, rows);
  const names = join(keys.map((key) => spineKey(plan, key.name)));
  const hasTime = rows === 'timed' ? sql`s.label_time IS NOT NULL` : sql`TRUE`;
  const without = sql`${view.picks} p JOIN ${spine} s ON s.label_row = p.label_row WHERE p.status IN ('no_history', 'unknown_yet') AND ${hasTime}`;
  const [counted] = await engine.rows<{ n: number }>(
    keys.length === 0
      ? sql`SELECT count(*)::DOUBLE AS n FROM ${without} AND EXISTS (${entities})`
      : sql`SELECT count(*)::DOUBLE AS n FROM (SELECT ${join(keys.map((key) => sql`s.${spineKey(plan, key.name)}`))} FROM ${without}) SEMI JOIN (${entities}) USING (${names})`,
    run,
  );
  return counted!.n;
}

function entitiesSql(plan: JoinPlan, { planned: { view } }: JoinedView, rows: 'timed' | 'any'): Sql {
  const columns = view.keys.map((key) => sql`${keyValue(key, plan)} AS ${spineKey(plan, key.name)}`);
  const times = rows === 'timed' ? [view.timestamp.at, ...(view.available ? [view.available.at] : [])] : [];
  const needed = [...view.keys.map((key) => ident(key.column)), ...times];
  return sql`SELECT ${columns.length === 0 ? sql`1` : join(columns)} FROM ${view.relation.from} WHERE ${join(
    [sql`TRUE`, ...needed.map((value) => sql`${value} IS NOT NULL`)],
    ' AND ',
  )}`;
}
