import type { Engine, Run } from '../../engine/engine.ts';
import { sql, type Sql } from '../../sql/sql.ts';
import type { ClaimedGroups } from './choose.ts';
import { plural } from '../../text/figures.ts';
import { sayWhole } from './say.ts';
import { saySpan } from '../../time/span.ts';

interface Facts {
  fewest: number | null;
  most: number | null;
  /** Microseconds. */
  shortest: bigint | null;
  middle: bigint | null;
  longest: bigint | null;
  later: number;
  entities: number;
}

/** A cause in words; where it is another row of the entity, by how much, and of how many entities, as `rows` (those it claims, located) tell. */
export async function saidOf(
  engine: Engine,
  { candidate, rows: all }: ClaimedGroups,
  rows: Sql,
  run?: Run,
): Promise<string> {
  const { cause, detail } = candidate;
  if (cause === 'stale_row') {
    const one = detail !== 'stale';
    const facts = await factsOf(
      engine,
      rows,
      one ? sql`1` : sql`off_ver - older_ver`,
      sql`off_t - ${one ? sql`prev_t` : sql`older_t`}`,
      run,
    );
    if (facts.longest === 0n) return 'the row before its correction';
    const versions = facts.most === 1 ? 'one version' : between(facts.fewest!, facts.most!);
    const middle = saySpan(facts.middle!);
    return `stale by ${versions}, ${facts.shortest === facts.longest ? sayWhole(facts.middle!) : `${middle} in the middle case`}`;
  }
  if (cause === 'run') {
    const { later } = await factsOf(engine, rows, sql`NULL`, sql`NULL::INTERVAL`, run);
    return `${later === 0 ? 'an earlier run' : later === all ? 'a later run' : 'a run'}, ${detail}`;
  }
  if (cause === 'still' && detail.startsWith('stood still')) {
    const { entities } = await factsOf(engine, rows, sql`NULL`, sql`NULL::INTERVAL`, run);
    return `${plural(entities, 'entity', 'entities')} ${detail}`;
  }
  if (cause === 'ttl' && candidate.logChance === undefined) {
    const facts = await factsOf(engine, rows, sql`NULL`, sql`"at" - old_t`, run);
    return `${detail}, up to ${saySpan(facts.longest!)} old`;
  }
  return detail;
}

async function factsOf(engine: Engine, rows: Sql, versions: Sql, age: Sql, run?: Run): Promise<Facts> {
  const [facts] = await engine.rows<Facts>(
    sql`SELECT min(versions)::DOUBLE AS fewest, max(versions)::DOUBLE AS most, min(age) AS shortest,
  median(age)::BIGINT AS middle, max(age) AS longest, count(newer_since)::DOUBLE AS later,
  count(DISTINCT one)::DOUBLE AS entities
FROM (SELECT ${versions} AS versions, epoch_us(${age}) AS age, newer_since, coalesce(gid, -n - 1) AS one FROM (${rows}))`,
    run,
  );
  return facts!;
}

function between(fewest: number, most: number): string {
  return fewest === most ? `${most} versions` : `${fewest} to ${most} versions`;
}
