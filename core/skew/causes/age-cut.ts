import type { Engine, Run } from '../../engine/engine.ts';
import type { Candidate } from './candidate.ts';
import { sql } from '../../sql/sql.ts';
import { offline, online, pairClass, type ViewPairs } from '../pairs.ts';
import { logChoose } from './log-choose.ts';
import { roundest, sayWhole } from './say.ts';

interface Ages {
  /** Of the rows with an offline value: all, those not served, and those older than all that were served. */
  all: number;
  missing: number;
  older: number;
  /** Microseconds: the oldest that was served, and the youngest of `older`. */
  served: bigint | null;
  youngest: bigint | null;
}

/** Another TTL on the online side: whatever is older than some age is not served, and nothing else tells them apart. */
export async function ageCut(
  engine: Engine,
  { table }: ViewPairs,
  feature: number,
  run?: Run,
): Promise<Candidate | null> {
  const [ages] = await engine.rows<Ages>(
    sql`WITH ages AS (
  SELECT epoch_us("at") - epoch_us(off_t) AS age, ${online(feature)} IS NOT NULL AND on_here AND ${pairClass(feature)} <> 'missing_online' AS served
  FROM ${table} WHERE off_t IS NOT NULL AND ${offline(feature)} IS NOT NULL
), cut AS (SELECT max(age) FILTER (served) AS served, count(*)::DOUBLE AS "all", count_if(NOT served)::DOUBLE AS missing FROM ages)
SELECT cut."all", cut.missing, cut.served, count_if(age > cut.served)::DOUBLE AS older, min(age) FILTER (age > cut.served) AS youngest
FROM ages, cut GROUP BY ALL`,
    run,
  );
  if (!ages || ages.served === null || ages.youngest === null) return null;
  const at = roundest(ages.served, ages.youngest);
  return {
    cause: 'ttl',
    detail: `missing when older than ${sayWhole(at)}`,
    test: sql`f IS NOT NULL AND (g IS NULL OR NOT here) AND epoch_us("at") - epoch_us(off_t) > ${ages.served}`,
    missingToo: true,
    against: ['values'],
    // That so many of the missing would be the very oldest of all, were they missing at random.
    logChance: logChoose(ages.all - ages.older, ages.missing - ages.older) - logChoose(ages.all, ages.missing),
  };
}
