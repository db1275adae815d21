import type { Engine, Run } from '../../engine/engine.ts';
import { empty, ident, join, sql, type Sql } from '../../sql/sql.ts';
import { offline } from '../pairs.ts';
import type { Candidate } from './candidate.ts';
import { locatedSql } from './located.ts';
import { measured, measureType } from './measure.ts';
import type { OddRows } from './odd-rows.ts';

/** Rows that the same candidates explain. */
export interface Group {
  /** A bit per candidate. */
  mask: bigint;
  /** There is no online row. */
  missing: boolean;
  rows: number;
  /** The first of them. */
  n: bigint;
  /** Per candidate, the share of invented pairs that it would explain as well; null without any. */
  chance: (number | null)[];
}

/** Per group: so many of its rows, and about so many invented pairs. */
const rowsAsked = 64;
const pairsAsked = 128;
/** Values and changes to invent from. */
const poolSize = 4096;

/** The rows of one feature, put together by the candidates that explain them; into a table of n, mask and missing. */
export function masksSql(located: Sql, candidates: Candidate[]): Sql {
  const bits = candidates.map(({ test, missingToo }, j) => {
    const served = missingToo ? empty : sql`here AND `;
    return sql`CASE WHEN ${served}(${test}) THEN ${1n << BigInt(j)} ELSE 0 END`;
  });
  return sql`SELECT n, NOT here AS missing, (${join([sql`0`, ...bits], '\n  + ')})::BIGINT AS mask FROM (${located})`;
}

/** The groups, yet without a chance. */
export async function groupsOf(engine: Engine, masks: Sql, run?: Run): Promise<Group[]> {
  const counted = await engine.rows<Omit<Group, 'chance'>>(
    sql`SELECT mask, missing, count(*)::DOUBLE AS rows, min(n) AS n FROM ${masks} GROUP BY mask, missing ORDER BY n`,
    run,
  );
  return counted.map((group) => ({ ...group, chance: [] }));
}

/**
 * How easily each candidate would explain what is no mistake of its kind: every row is
 * of `own`, the feature's rows, is given online values by chance, other entities' offline values and, for numbers, its own offline value with
 * another row's change. A boolean that differs always equals some older row's; an offset shared by chance is rare.
 */
export async function comparedWithChance(
  engine: Engine,
  odd: OddRows,
  feature: number,
  own: Sql,
  masks: Sql,
  candidates: Candidate[],
  counted: Group[],
  run?: Run,
): Promise<Group[]> {
  const hits = await engine.rows<Record<string, number | bigint | boolean>>(
    inventedSql(odd, feature, own, masks, candidates),
    run,
  );
  return counted.map((group) => {
    const found = hits.filter((row) => row.mask === group.mask && row.missing === group.missing);
    const chance = candidates.map(({ against }, j) => {
      const kinds = found.filter((row) => against === 'changes' || row.kind === 0);
      const shares = kinds.map((row) => ((row[`c${j}`] as number) + 0.5) / ((row.pairs as number) + 1));
      return against === 'nothing' || shares.length === 0 ? null : Math.max(...shares);
    });
    return { ...group, chance };
  });
}

function inventedSql(odd: OddRows, feature: number, rowsOfFeature: Sql, masks: Sql, candidates: Candidate[]): Sql {
  const { rows, measures } = odd;
  const measure = measures[feature]!;
  const numeric = measure === 'number' || measure === 'integer' || measure === 'instant';
  const own = sql`(${rowsOfFeature})`;
  const step = Math.max(1, Math.ceil(rows.rows / poolSize));
  const value = measured(measure, rows.planned.features[feature]!.type, offline(feature));
  const pool = sql`SELECT value, row_number() OVER (ORDER BY n) - 1 AS place
  FROM (SELECT n, ${value} AS value FROM ${rows.table} WHERE off_t IS NOT NULL AND hash(n) % ${step} = 0)`;
  const wide = measure === 'number' ? sql`DOUBLE` : sql`HUGEINT`;
  const changes = sql`SELECT n AS own, g::${wide} - f::${wide} AS value, row_number() OVER (ORDER BY hash(n)) - 1 AS place
  FROM ${own} WHERE f <> g QUALIFY place < ${poolSize}`;
  const drawn = (kind: number) =>
    sql`(SELECT *, (hash(hash(n, draw)) % (SELECT greatest(count(*), 1) FROM ${ident(`pool${kind}`)}))::BIGINT AS place FROM asked) JOIN ${ident(`pool${kind}`)} p USING (place)`;
  const invented = [sql`SELECT * EXCLUDE (place, value), 0 AS kind, value AS invented FROM ${drawn(0)}`];
  const pools = [sql`pool0 AS MATERIALIZED (${pool})`];
  if (numeric) {
    const changed = sql`TRY_CAST(f::${wide} + value AS ${measureType[measure]})`;
    invented.push(
      sql`SELECT * EXCLUDE (place, value, own), 1, ${changed} FROM ${drawn(1)} WHERE f IS NOT NULL AND own <> n`,
    );
    pools.push(sql`pool1 AS MATERIALIZED (${changes})`);
  }
  // To look for every value in the history costs more than all else here.
  const asksHistory = candidates.some(({ cause }) => ['stale_row', 'run', 'still'].includes(cause));
  const tests = candidates.map(({ test }, j) => sql`count_if(${test})::DOUBLE AS ${ident(`c${j}`)}`);
  const control = sql`SELECT * EXCLUDE (invented) REPLACE (invented AS g) FROM invented WHERE invented IS DISTINCT FROM f`;
  return sql`WITH chosen AS (
  SELECT n, mask, missing, row_number() OVER (PARTITION BY mask, missing ORDER BY hash(n)) AS r,
    count(*) OVER (PARTITION BY mask, missing) AS c FROM ${masks}
), asked AS MATERIALIZED (
  SELECT own.*, mask, missing, draw FROM ${own} own JOIN (
    SELECT n, mask, missing, unnest(range(${pairsAsked} // least(c, ${rowsAsked}))) AS draw FROM chosen WHERE r <= ${rowsAsked}
  ) USING (n)
), ${join(pools)}, invented AS (
  ${join(invented, ' UNION ALL ')}
)
SELECT mask, missing, kind, count(*)::DOUBLE AS pairs, ${join(tests)}
FROM (${asksHistory ? locatedSql(odd, feature, control) : control}) GROUP BY mask, missing, kind`;
}
