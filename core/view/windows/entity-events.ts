import type { Engine, Run } from '../../engine/engine.ts';
import { micros } from '../../sql/micros.ts';
import { ident, join, sql } from '../../sql/sql.ts';
import type { HistoryOf } from '../history.ts';
import { winnerLast } from '../later.ts';
import { entityEventsSql, observedBy } from './events.ts';
import { asObserved, eventTimes, observationSql, type EventTimes, type Observation } from './reasons.ts';
import type { WindowView } from './view-at.ts';

/** An event of an entity, whatever the moment. */
export interface EntityEvent extends EventTimes {
  /** What each feature makes of it where its window holds it. */
  seen: Observation[];
  /** What each feature observes, as text; null is null, and where rows are counted. */
  texts: (string | null)[];
}

/** The events of one entity that a view of windowed aggregates has, by time; where there are more than the limit, those nearest. */
export async function entityEvents(
  engine: Engine,
  view: WindowView,
  { keys, near, limit }: HistoryOf,
  run?: Run,
): Promise<{ events: EntityEvent[]; total: number }> {
  const { features } = view;
  const seen = observationSql(features).map((one, i) => sql`${one} AS ${ident(`s${i}`)}`);
  const texts = observedBy(features).map(({ value }, i) => sql`${value}::VARCHAR AS ${ident(`x${i}`)}`);
  const found = await engine.rows<Record<string, bigint | number | string | null>>(
    sql`SELECT ${join([...eventTimes(view), ...seen, ...texts, sql`total`])} FROM (
  SELECT *, (count(*) OVER ())::DOUBLE AS total, row_number() OVER (ORDER BY abs(${micros(sql`t`)}::HUGEINT - coalesce(${micros(near)}, 0))) AS nearness
  FROM (${entityEventsSql(view, asObserved(features), keys, 'every')})
) WHERE nearness <= ${limit} ORDER BY ${winnerLast}`,
    run,
  );
  const events = found.map((row) => ({
    t: row.t as bigint,
    a: row.a as bigint | null,
    gone: row.gone as bigint | null,
    seen: features.map((_, i) => row[`s${i}`] as Observation),
    texts: features.map((_, i) => row[`x${i}`] as string | null),
  }));
  return { events, total: (found[0]?.total as number | undefined) ?? 0 };
}
