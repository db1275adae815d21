import type { Engine, Run } from '../engine/engine.ts';
import { sql, type Sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { count, plural } from '../text/figures.ts';

/**
 * What has no time, if that keeps most rows from being joined: the label rows, the view's rows, or these as far as
 * they were ever known. Null where enough have one. With `keysMatch`, that the rows without a time would have made
 * enough of the keys match, any of them is what keeps the rows apart.
 */
export async function sayUntimed(
  engine: Engine,
  spine: Sql,
  view: BoundView,
  keysMatch: boolean,
  run?: Run,
): Promise<string | null> {
  const isLacking = keysMatch ? ({ rows, timed }: Timed) => timed < rows : isFew;
  const labels = await countTimes(engine, spine, [sql`label_time`], run);
  const said = isLacking(labels) ? [`${say(labels)} of the labels ${labels.timed < 2 ? 'has' : 'have'} a time`] : [];
  if (said.length === 0 || keysMatch) {
    const rows = await sayRows(engine, view, isLacking, run);
    if (rows !== null) said.push(rows);
  }
  return said.length > 0 ? said.join(', and ') : null;
}

async function sayRows(
  engine: Engine,
  { relation, timestamp, available }: BoundView,
  isLacking: (timed: Timed) => boolean,
  run?: Run,
): Promise<string | null> {
  const rows = await countTimes(engine, relation.from, [timestamp.at], run);
  if (isLacking(rows)) return `${say(rows)} there ${rows.timed < 2 ? 'has' : 'have'} a time`;
  if (available === null) return null;
  const known = await countTimes(engine, relation.from, [timestamp.at, available.at], run);
  return isLacking(known) ? `${say(known)} there ${known.timed < 2 ? 'was' : 'were'} ever known` : null;
}

interface Timed {
  rows: number;
  timed: number;
}

async function countTimes(engine: Engine, from: Sql, times: readonly Sql[], run?: Run): Promise<Timed> {
  const all = times.reduce((condition, time) => sql`${condition} AND ${time} IS NOT NULL`, sql`TRUE`);
  const [found] = await engine.rows<Timed>(
    sql`SELECT count(*)::DOUBLE AS rows, (count(*) FILTER (WHERE ${all}))::DOUBLE AS timed FROM ${from}`,
    run,
  );
  return found!;
}

function isFew({ rows, timed }: Timed): boolean {
  return timed * 2 < rows;
}

function say({ rows, timed }: Timed): string {
  return timed === 0 ? `none of ${plural(rows, 'row')}` : `only ${count(timed)} of ${plural(rows, 'row')}`;
}
