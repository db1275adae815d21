import { empty, sql, type Sql } from '../../sql/sql.ts';
import type { Candidate } from './candidate.ts';
import { sayRoundMoment, sayWhole } from './say.ts';

/** A stretch of time, microseconds, [from, to); null is open. */
export interface Period {
  from: bigint;
  to: bigint | null;
}

/** What is known of the rows that were served. */
export interface Served {
  /** Only their values tell which they were. */
  byValue: boolean;
  /** Any row before the offline one. */
  older: Candidate;
}

export function served(byValue: boolean): Served {
  // Where the online row tells its time there is no doubt which row it was.
  const against = byValue ? (['values', 'changes', 'served'] as const) : [];
  const test = sql`older_ver IS NOT NULL`;
  return { byValue, older: { cause: 'stale_row', detail: 'stale', test, missingToo: true, against } };
}

/** The whole store as it was then. Where `reach` knows better, it is only some entities that stood still since. */
export function asOfMoment({ byValue, older }: Served, moment: Period): Candidate {
  return {
    cause: 'run',
    detail: `as of ${sayRoundMoment(moment.from, moment.to)}`,
    test: sql`${holds(sql`older`, moment.from)} OR ${holds(sql`newer`, moment.from)}`,
    against: byValue ? ['values', 'served'] : [],
    missingToo: true,
    allOf: older,
    atLeast: 8,
  };
}

/** Served, but from another row of the entity than the join takes: exactly that row's value. */
export function origins(
  { older }: Served,
  ttl: bigint | null,
  moment: Candidate | null,
  still: Candidate | null,
): Candidate[] {
  const { against } = older;
  const moved = still ? sql` AND NOT coalesce(${still.test}, FALSE)` : empty;
  const before: Candidate = {
    cause: 'stale_row',
    detail: 'stale by one version',
    test: sql`prev_t IS NOT NULL AND CASE WHEN gone THEN on_t = prev_t ELSE here AND g IS NOT DISTINCT FROM prev AND ${isThat(sql`prev_t`)} END${moved}`,
    missingToo: true,
    against,
  };
  // Rows at the very moment count on one side and not on the other.
  const edges = [
    { detail: 'rows at the very moment left out', side: sql`off_t = "at"` },
    { detail: 'rows at the very moment counted', side: sql`off_t IS DISTINCT FROM "at"` },
  ].map(({ detail, side }): Candidate => ({
    cause: 'boundary',
    detail,
    test: sql`edge AND ${side} AND CASE WHEN NOT here THEN edge_ver = 0 ELSE edge_ver > 0 AND g IS NOT DISTINCT FROM edge_value END`,
    missingToo: true,
    against: ['values', 'served'],
  }));
  const expired: Candidate = {
    cause: 'ttl',
    detail: ttl === null ? '' : `served past the TTL of ${sayWhole(ttl)}`,
    test: sql`old_t IS NOT NULL AND g IS NOT DISTINCT FROM old AND ${isThat(sql`old_t`)}`,
    against,
  };
  const any = { ...older, test: sql`${older.test}${moved}` };
  const firsts = [moment, still].filter((one) => one !== null);
  return [...edges, ...firsts, ...(ttl === null ? [] : [expired]), before, any];
}

/** A null alone is no evidence: whatever else goes wrong ends in one. */
function isThat(at: Sql): Sql {
  return sql`CASE WHEN on_t IS NULL THEN g IS NOT NULL ELSE on_t = ${at} END`;
}

function holds(side: Sql, moment: bigint): Sql {
  const then = sql`make_timestamp(${moment})`;
  return sql`(${side}_since <= ${then} AND (${side}_until IS NULL OR ${side}_until > ${then}))`;
}

/**
 * The moment that most of the rows which another row of the entity was served for have in common: the
 * store as it was then explains them. Of many, the latest.
 */
export function momentSql(located: Sql): Sql {
  return sql`WITH spans AS (
  SELECT * FROM (SELECT older_since AS since, older_until AS until FROM (${located})
    UNION ALL SELECT newer_since, newer_until FROM (${located}))
  WHERE since IS NOT NULL AND (until IS NULL OR until > since)
), changes AS (
  SELECT moment, sum(d) AS d FROM (
    SELECT since AS moment, 1 AS d FROM spans UNION ALL SELECT until, -1 FROM spans WHERE until IS NOT NULL
  ) GROUP BY moment
), covered AS (
  SELECT moment, sum(d) OVER (ORDER BY moment) AS n, lead(moment) OVER (ORDER BY moment) AS until FROM changes
)
SELECT epoch_us(moment) AS "from", epoch_us(until) AS "to" FROM covered WHERE isfinite(moment) ORDER BY n DESC, moment DESC LIMIT 1`;
}
