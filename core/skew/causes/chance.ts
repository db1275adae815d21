import type { Engine, Run } from '../../engine/engine.ts';
import { ident, join, sql, type Sql } from '../../sql/sql.ts';
import { offline } from '../pairs.ts';
import type { Candidate, Invented } from './candidate.ts';
import { locatedSql } from './located.ts';
import { measured, measureType } from './measure.ts';
import type { OddRows } from './odd-rows.ts';

/** Rows that the same candidates explain. */
export interface RowGroup {
  /** A bit per candidate. */
  mask: bigint;
  /** There is no online row. */
  missing: boolean;
  /** What was served is the offline value, if both are null: the row's class tells of its other values. */
  same: boolean;
  rows: number;
  /** The first of them. */
  n: bigint;
  /** What it is compared with; empty before it is. */
  invented: InventedPairs[];
}

/** A feature's rows, and which of its candidates explain each (`masksSql`, in a table). */
interface MaskedRows {
  odd: OddRows;
  feature: number;
  own: Sql;
  masks: Sql;
  candidates: Candidate[];
}

/** Per group: so many of its rows, and about so many invented pairs. */
const rowsAsked = 64;
const pairsAsked = 128;
/** Values and changes to invent from. */
const poolSize = 4096;

/** Invented pairs of one kind that the same candidates explain, by their weights. */
interface InventedPairs {
  kind: Invented;
  /** A bit per candidate. */
  explained: bigint;
  pairs: number;
}

/** The rows of one feature, put together by the candidates that explain them; into a table of n, mask, missing and same. */
export function masksSql(located: Sql, candidates: Candidate[]): Sql {
  const bits = maskSql(candidates.map((one) => (one.missingToo ? one : { ...one, test: sql`here AND (${one.test})` })));
  return sql`SELECT n, NOT here AS missing, f IS NOT DISTINCT FROM g AS same, ${bits} AS mask FROM (${located})`;
}

function maskSql(candidates: readonly Candidate[]): Sql {
  const bits = candidates.map(({ test }, j) => sql`CASE WHEN ${test} THEN ${1n << BigInt(j)} ELSE 0 END`);
  return sql`(${join([sql`0`, ...bits], '\n  + ')})::BIGINT`;
}

/** The groups, yet without what they are compared with. */
export async function groupsOf(engine: Engine, masks: Sql, run?: Run): Promise<RowGroup[]> {
  const counted = await engine.rows<Omit<RowGroup, 'invented'>>(
    sql`SELECT mask, missing, same, count(*)::DOUBLE AS rows, min(n) AS n FROM ${masks} GROUP BY ALL ORDER BY n`,
    run,
  );
  return counted.map((group) => ({ ...group, invented: [] }));
}

/**
 * How easily each candidate would explain what is no mistake of its kind: every row is
 * of `own`, the feature's rows, is given online values by chance: other entities' offline values; for numbers, its own offline value with
 * another row's change; and what was served of another entity. A boolean that differs always equals some older row's; an offset
 * shared by chance is rare; and what is one value for many rows is sooner or later an older value of theirs.
 */
export async function comparedWithChance(
  engine: Engine,
  asked: MaskedRows,
  counted: RowGroup[],
  run?: Run,
): Promise<RowGroup[]> {
  const invented = await engine.rows<Pick<RowGroup, 'mask' | 'missing' | 'same'> & InventedPairs>(
    inventedSql(asked),
    run,
  );
  return counted.map((group) => ({
    ...group,
    invented: invented.filter(
      ({ mask, missing, same }) => mask === group.mask && missing === group.missing && same === group.same,
    ),
  }));
}

/**
 * Per candidate, the share of a group's invented pairs that it would explain as well; null without any. Those that one
 * of `claimed` would have explained are none of what is left.
 */
export function chancesIn(group: RowGroup, candidates: readonly Candidate[], claimed: bigint): (number | null)[] {
  const kinds = new Map<Invented, { pairs: number; hits: number[] }>();
  for (const { kind, explained, pairs } of group.invented) {
    const found = kinds.get(kind) ?? { pairs: 0, hits: candidates.map(() => 0) };
    kinds.set(kind, found);
    if ((explained & claimed) !== 0n) continue;
    found.pairs += pairs;
    for (let rest = explained, j = 0; rest > 0n; rest >>= 1n, j++) if ((rest & 1n) === 1n) found.hits[j]! += pairs;
  }
  return candidates.map(({ against }, j) => {
    const shares = against.flatMap((kind) => {
      const found = kinds.get(kind);
      return found ? [(found.hits[j]! + 0.5) / (found.pairs + 1)] : [];
    });
    return shares.length === 0 ? null : Math.max(...shares);
  });
}

function inventedSql({ odd, feature, own: rowsOfFeature, masks, candidates }: MaskedRows): Sql {
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
  // Who has a common value and is served it again is not here: the others that are served it stand for these too.
  const others = sql`SELECT gid AS own, g AS value, 1 / (1.05 - coalesce(share, 0)) AS weight, row_number() OVER (ORDER BY hash(n)) - 1 AS place
  FROM ${own} LEFT JOIN (SELECT value, count(*) / sum(count(*)) OVER () AS share FROM "values" GROUP BY value) p ON g = p.value
  WHERE here AND f IS DISTINCT FROM g QUALIFY place < ${poolSize}`;
  const drawn = (kind: Invented) =>
    sql`(SELECT *, (hash(hash(n, draw)) % (SELECT greatest(count(*), 1) FROM ${ident(kind)}))::BIGINT AS place FROM asked) JOIN ${ident(kind)} p USING (place)`;
  const invented = [
    sql`SELECT * EXCLUDE (place, value), 'values' AS kind, value AS invented, 1::DOUBLE AS weight FROM ${drawn('values')}`,
  ];
  const pools = [sql`"values" AS MATERIALIZED (${pool})`];
  if (numeric) {
    const changed = sql`TRY_CAST(f::${wide} + value AS ${measureType[measure]})`;
    invented.push(
      sql`SELECT * EXCLUDE (place, value, own), 'changes', ${changed}, 1 FROM ${drawn('changes')} WHERE f IS NOT NULL AND own <> n`,
    );
    pools.push(sql`changes AS MATERIALIZED (${changes})`);
  }
  if (candidates.some(({ against }) => against.includes('served'))) {
    invented.push(
      sql`SELECT * EXCLUDE (place, value, own, weight), 'served', value, weight FROM ${drawn('served')} WHERE own IS DISTINCT FROM gid`,
    );
    pools.push(sql`served AS MATERIALIZED (${others})`);
  }
  // To look for every value in the history costs more than all else here.
  const asksHistory = candidates.some(({ cause }) => ['stale_row', 'run', 'still'].includes(cause));
  const group = sql`PARTITION BY mask, missing, same`;
  const control = sql`SELECT * EXCLUDE (invented) REPLACE (invented AS g) FROM invented WHERE invented IS DISTINCT FROM f`;
  return sql`WITH chosen AS (
  SELECT *, row_number() OVER (${group} ORDER BY hash(n)) AS r, count(*) OVER (${group}) AS c FROM ${masks}
), asked AS MATERIALIZED (
  SELECT own.*, mask, missing, same, draw FROM ${own} own JOIN (
    SELECT n, mask, missing, same, unnest(range(${pairsAsked} // least(c, ${rowsAsked}))) AS draw FROM chosen WHERE r <= ${rowsAsked}
  ) USING (n)
), ${join(pools)}, invented AS (
  ${join(invented, ' UNION ALL ')}
)
SELECT mask, missing, same, kind, ${maskSql(candidates)} AS explained, sum(weight)::DOUBLE AS pairs
FROM (${asksHistory ? locatedSql(odd, feature, control) : control}) GROUP BY ALL`;
}
