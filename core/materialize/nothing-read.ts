import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql } from '../sql/sql.ts';
import type { BoundView } from '../table/bound.ts';
import { count, plural } from '../text/figures.ts';
import { formatDuration } from '../time/duration.ts';
import { formatIso } from '../time/instant.ts';
import type { Interval } from './interval.ts';
import { instantLiteral } from '../view/moment.ts';

interface Census {
  rows: bigint;
  keyless: bigint;
  timeless: bigint;
  later: bigint;
  earlier: bigint;
  unknown: bigint;
  newest: bigint | null;
  oldest: bigint | null;
}

/** Why a run has read no row at all, in one sentence that ends without a stop. */
export async function whyNothing(
  engine: Engine,
  view: BoundView,
  interval: Interval,
  startWasGiven: boolean,
  run?: Run,
): Promise<string> {
  const [found] = await engine.rows<Census>(censusSql(view, interval), run);
  return `nothing was read: ${reasonOf(found!, view, interval, startWasGiven)}`;
}

function reasonOf(census: Census, view: BoundView, interval: Interval, startWasGiven: boolean): string {
  const { start, end, late } = interval;
  const source = view.relation.name;
  const rows = Number(census.rows);
  if (rows === 0) return `${source} has no rows`;
  const all = rows === 1 ? `the one row of ${source}` : `each of the ${count(rows)} rows of ${source}`;
  const has = (part: bigint) => Number(part) === rows;
  const keys = view.keys.map(({ name }) => name).join(' or ');
  if (has(census.keyless)) return `${keys} is null in ${all}`;
  if (has(census.timeless)) return `${view.timestamp.column} is null in ${all}`;
  if (late) return `no row of ${source} is from the last run's end, ${formatIso(start!)}, to ${formatIso(end)}`;
  if (has(census.later)) return `${all} is later than ${formatIso(end)}; the first is of ${formatIso(census.oldest!)}`;
  if (has(census.earlier) && startWasGiven)
    return `${all} is earlier than ${formatIso(start!)}; the last is of ${formatIso(census.newest!)}`;
  if (has(census.earlier))
    return `${all} is past the TTL of ${formatDuration(view.ttl)} at ${formatIso(end)}; the last is of ${formatIso(census.newest!)}`;
  const parts = [
    [census.keyless, `without ${keys}`],
    [census.timeless, `without ${view.timestamp.column}`],
    [census.later, `later than ${formatIso(end)}`],
    [census.earlier, start === null ? '' : `earlier than ${formatIso(start)}`],
    [census.unknown, `not known by ${formatIso(end)}`],
  ] as const;
  const said = parts.filter(([part]) => part > 0n).map(([part, what]) => `${count(Number(part))} ${what}`);
  return `of the ${plural(rows, 'row')} of ${source} none is left: ${said.join(', ')}`;
}

function censusSql(view: BoundView, { start, end }: Interval) {
  const t = view.timestamp.at;
  const a = view.available?.at;
  const keyless = join([...view.keys.map(({ column }) => sql`${ident(column)} IS NULL`), sql`FALSE`], ' OR ');
  const counted = {
    rows: sql`TRUE`,
    keyless,
    timeless: sql`${t} IS NULL`,
    later: sql`${t} > ${instantLiteral(end)}`,
    earlier: start === null ? sql`FALSE` : sql`${t} < ${instantLiteral(start)}`,
    unknown: a ? sql`${a} IS NULL OR ${a} > ${instantLiteral(end)}` : sql`FALSE`,
  };
  const counts = Object.entries(counted).map(
    ([name, holds]) => sql`(count(*) FILTER (WHERE ${holds}))::BIGINT AS ${ident(name)}`,
  );
  const finite = sql`FILTER (WHERE NOT isinf(${t}))`;
  return sql`SELECT ${join(counts)}, epoch_us(max(${t}) ${finite}) AS newest, epoch_us(min(${t}) ${finite}) AS oldest FROM ${view.relation.from}`;
}
