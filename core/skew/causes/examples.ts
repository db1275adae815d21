import type { Engine, Run } from '../../engine/engine.ts';
import { join, sql } from '../../sql/sql.ts';
import { formatIso } from '../../time/instant.ts';
import { offline, online, pairClass, type ViewPairs } from '../pairs.ts';
import type { PairClass, SkewExample } from '../report.ts';

interface Found {
  n: bigint;
  entity: string;
  at: bigint;
  class: PairClass;
  offline: string | null;
  online: string | null;
}

/** The pairs with these numbers, in this order. */
export async function examplesOf(
  engine: Engine,
  { table }: Pick<ViewPairs, 'table'>,
  feature: number,
  numbers: bigint[],
  run?: Run,
): Promise<SkewExample[]> {
  if (numbers.length === 0) return [];
  const found = await engine.rows<Found>(
    sql`SELECT n, entity, epoch_us("at") AS "at", ${pairClass(feature)} AS class,
  ${offline(feature)}::VARCHAR AS offline, ${online(feature)}::VARCHAR AS online
FROM ${table} WHERE n IN (${join(numbers.map((n) => sql`${n}`))})`,
    run,
  );
  return numbers.map((n) => {
    const { entity, at, ...pair } = found.find((one) => one.n === n)!;
    return { entity, at: formatIso(at), class: pair.class, offline: pair.offline, online: pair.online };
  });
}
