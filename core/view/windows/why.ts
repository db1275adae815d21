import type { Engine, Run } from '../../engine/engine.ts';
import { Scratch } from '../../engine/scratch.ts';
import { micros } from '../../sql/micros.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { HistoryOf } from '../history.ts';
import { winnerFirst } from '../later.ts';
import { keyNames } from '../rows.ts';
import { aggregatesOf, leveled, partsSql } from './aggregate.ts';
import { columnFacts } from './column-facts.ts';
import { entityEventsSql, observedBy, timelessSql, type WindowFeature } from './events.ts';
import {
  asObserved,
  eventTimes,
  eventReasons,
  reasonSql,
  windowEnd,
  type EventReason,
  type EventTimes,
  type WindowRule,
} from './reasons.ts';
import type { WindowView } from './view-at.ts';

/** An event of an entity, and what became of it. */
export interface JudgedEvent extends EventTimes {
  /** Of the column that is observed, as text; null where it is, and where rows are counted. */
  value: string | null;
  reason: EventReason;
}

/** What a windowed aggregate of an entity is at a moment, and of which events. */
export interface WindowWhy {
  /** As text; null is null. Of the events that are inside. */
  value: string | null;
  /** Of all the entity's events. */
  counts: Record<EventReason, number>;
  /** How many rows of the entity no window ever counts, for their time is null or plus infinity. */
  timeless: number;
  /** Of each reason those nearest to the moment, the nearest first. */
  events: JudgedEvent[];
}

/** Why a windowed feature of an entity has its value at a moment. */
export async function whyWindow(
  engine: Engine,
  view: WindowView,
  feature: WindowFeature,
  { keys, limit }: Pick<HistoryOf, 'keys' | 'limit'>,
  { at, boundary, embargo }: { at: bigint } & Pick<WindowRule, 'boundary' | 'embargo'>,
  run?: Run,
): Promise<WindowWhy> {
  const scratch = new Scratch(engine);
  try {
    const until = windowEnd(at, embargo);
    const facts = await columnFacts(engine, view, [feature], run);
    const events = entityEventsSql(view, asObserved([feature]), keys, 'every');
    const judged = await scratch.table(
      'judged',
      sql`SELECT e.*, ${reasonSql(view, feature, until, boundary)} AS reason FROM (${events}) e`,
      run,
    );
    const all = aggregatesOf(view, [feature], facts, keyNames(view));
    const counts = eventReasons.map(
      (reason) => sql`(count(*) FILTER (reason = ${reason}))::DOUBLE AS ${ident(reason)}`,
    );
    const parts = partsSql(all, [sql`reason = 'inside'`]);
    const ofEntity = keyNames(view).map((name) => sql`any_value(${name}) AS ${name}`);
    const [held] = await engine.rows<Record<EventReason, number> & { is: string | null }>(
      sql`SELECT *, (${all[0]!.value})::VARCHAR AS is FROM ${leveled(
        sql`SELECT ${join([...ofEntity, ...counts, ...parts])} FROM ${judged} e`,
        all,
      )}`,
      run,
    );
    const [{ timeless } = { timeless: 0 }] = await engine.rows<{ timeless: number }>(
      sql`SELECT count(*)::DOUBLE AS timeless FROM (${timelessSql(view, keys)})`,
      run,
    );
    const nearest = await engine.rows<Record<string, bigint | string | null>>(
      nearestSql(view, feature, judged, until, limit),
      run,
    );
    return {
      value: held!.is,
      counts: Object.fromEntries(eventReasons.map((reason) => [reason, held![reason]])) as WindowWhy['counts'],
      timeless,
      events: nearest as unknown as JudgedEvent[],
    };
  } finally {
    await scratch.drop();
  }
}

/** Of each reason those nearest to a moment. */
function nearestSql(view: WindowView, feature: WindowFeature, judged: Sql, at: bigint, limit: number): Sql {
  const order = sql`abs(${micros(sql`t`)}::HUGEINT - ${at}), ${winnerFirst}`;
  const columns = [...eventTimes(view), sql`${observedBy([feature])[0]!.value}::VARCHAR AS value`, sql`reason`];
  return sql`SELECT ${join(columns)} FROM (
  SELECT *, row_number() OVER (ORDER BY ${order}) AS place, row_number() OVER (PARTITION BY reason ORDER BY ${order}) AS nearness FROM ${judged}
) WHERE nearness <= ${limit} ORDER BY place`;
}
