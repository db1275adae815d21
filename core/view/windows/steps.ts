import type { Engine, Run } from '../../engine/engine.ts';
import { Scratch } from '../../engine/scratch.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import type { BoundView } from '../../table/bound.ts';
import { entityHistory, type HistoryOf } from '../history.ts';
import type { Boundary } from '../moment.ts';
import { keyNames } from '../rows.ts';
import { aggregatesAt, leveled } from './aggregate.ts';
import { columnFacts } from './column-facts.ts';
import { countsIn, eventsSql, hasVersions } from './events.ts';
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
 * an event enters a window or leaves one, with what all windows hold from then on: right after it, where the boundary is strict. What holds at any other moment is in the row
 * before it.
 */
async function stepsOf(
  engine: Engine,
  view: WindowView,
  { keys: named }: Pick<HistoryOf, 'keys'>,
  boundary: Boundary,
  into: Scratch,
  run?: Run,
): Promise<BoundView> {
  const facts = await columnFacts(engine, view, view.features, run);
  const names = keyNames(view);
  const keys = named.map(({ is }, i) => ({ name: names[i]!, value: is }));
  const same = named.map(({ value }, i) => sql` AND ${names[i]!} = ${value}`);
  const { all, parts } = aggregatesAt(view, view.features, facts, names, sql`s.p`, boundary);
  const values = all.map(({ value }, i) => sql`${value} AS ${ident(`f${i}`)}`);
  const ofEntity = names.map((name) => sql`any_value(e.${name}) AS ${name}`);
  const table = await into.table(
    'steps',
    sql`WITH events AS MATERIALIZED (
SELECT * FROM (${eventsSql(view, view.features, keys)}) WHERE TRUE${join(same, '')}
), steps AS (
${stepTimesSql(view, boundary)}
)
SELECT ${join([boundary === 'strict' ? sql`p - to_microseconds(1) AS t` : sql`p AS t`, ...values])} FROM ${leveled(
      sql`SELECT ${join([sql`s.p`, ...ofEntity, ...parts])} FROM steps s LEFT JOIN events e ON ${countsIn(view, null, sql`s.p`, boundary)} GROUP BY s.p`,
      all,
    )} ORDER BY p`,
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
