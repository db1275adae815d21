import type { Engine, Run } from '../../engine/engine.ts';
import { Scratch } from '../../engine/scratch.ts';
import { micros } from '../../sql/micros.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { BoundView } from '../../table/bound.ts';
import { entityHistory, type HistoryOf } from '../history.ts';
import type { Boundary } from '../moment.ts';
import { keyNames } from '../rows.ts';
import { aggregatesAt, leveled } from './aggregate.ts';
import { columnFacts } from './column-facts.ts';
import { entityEventsSql, hasVersions, widestWindow } from './events.ts';
import { countsIn } from './reasons.ts';
import { madeOf, type WindowView } from './view-at.ts';

/** `entityHistory` of windowed aggregates: its rows are the moments at which what the windows hold changes. */
export async function stepHistory(
  engine: Engine,
  view: WindowView,
  of: HistoryOf,
  boundary: Boundary,
  run?: Run,
): ReturnType<typeof entityHistory> {
  const scratch = new Scratch(engine);
  try {
    const steps = await stepsOf(engine, view, of, boundary, scratch, run);
    return await entityHistory(engine, steps, steps.features, { ...of, keys: [] }, run);
  } finally {
    await scratch.drop();
  }
}

/**
 * One entity's windowed aggregates over time as a view of columns, in a table of `into`: a row for each moment at which
 * an event enters a window or leaves one, with what all windows hold from then on: right after it, where the boundary is
 * strict. What holds at any other moment is in the row before it. Values are computed only for the rows that
 * `entityHistory` gives: of a busy entity all would be too many.
 */
async function stepsOf(
  engine: Engine,
  view: WindowView,
  { keys, near, limit }: HistoryOf,
  boundary: Boundary,
  into: Scratch,
  run?: Run,
): Promise<BoundView> {
  const facts = await columnFacts(engine, view, view.features, run);
  const names = keyNames(view);
  const { all, parts } = aggregatesAt(view, view.features, facts, names, sql`s.p`, boundary);
  const values = all.map(({ value }, i) => sql`${value} AS ${ident(`f${i}`)}`);
  const ofEntity = names.map((name) => sql`any_value(e.${name}) AS ${name}`);
  const t = boundary === 'strict' ? sql`p - to_microseconds(1)` : sql`p`;
  const counts = countsIn(view, widestWindow(view.features), sql`s.p`, boundary);
  const table = await into.table(
    'steps',
    sql`WITH events AS MATERIALIZED (
${entityEventsSql(view, view.features, keys)}
), steps AS MATERIALIZED (
SELECT *, rank() OVER (ORDER BY abs(${micros(sql`t`)}::HUGEINT - coalesce(${micros(near)}, 0))) <= ${limit} OR p = max(p) OVER () AS shown
FROM (SELECT p, ${t} AS t FROM (${stepTimesSql(view, boundary)}))
)
SELECT t, ${join(view.features.map((_, i) => ident(`f${i}`)))} FROM steps LEFT JOIN (SELECT p, ${join(values)} FROM ${leveled(
      sql`SELECT ${join([sql`s.p`, ...ofEntity, ...parts])} FROM (SELECT p FROM steps WHERE shown) s LEFT JOIN events e ON ${counts} GROUP BY s.p`,
      all,
    )}) USING (p) ORDER BY p`,
    run,
  );
  return madeOf(view, table);
}

function stepTimesSql(view: WindowView, boundary: Boundary): Sql {
  const happens = boundary === 'strict' ? sql`t + to_microseconds(1)` : sql`t`;
  const enters = view.available ? sql`greatest(${happens}, a)` : happens;
  const windows = [...new Set(view.features.flatMap(({ aggregate: { window } }) => window ?? []))];
  const moments = [
    enters,
    ...windows.map((window) => sql`TRY(${happens} + to_microseconds(${window}))`),
    ...(hasVersions(view) ? [sql`gone`] : []),
  ];
  return join(
    moments.map((moment) => sql`SELECT ${moment} AS p FROM events WHERE ${moment} < 'infinity'::TIMESTAMP`),
    ' UNION ',
  );
}
