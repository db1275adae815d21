import type { Engine, Run } from '../../engine/engine.ts';
import { spineKey, spineKeys } from '../../join/spine.ts';
import { join, sql } from '../../sql/sql.ts';
import type { Joined } from '../../join/join.ts';

/**
 * The first label row of the entity that was typed: its keys as they are shown, with `, ` between
 * several. Where none is called just that, one that begins like it; null where there is none.
 */
export async function findEntity(
  engine: Engine,
  { plan, spine }: Joined,
  typed: string,
  run: Run,
): Promise<{ row: number } | null> {
  const word = typed.trim();
  const keys = spineKeys(plan).map((key) => sql`${spineKey(plan, key.name)}::VARCHAR`);
  if (word === '' || keys.length === 0) return null;
  const [found] = await engine.rows<{ row: number }>(
    sql`SELECT label_row::DOUBLE AS row FROM (SELECT label_row, label_time, concat_ws(', ', ${join(keys)}) AS entity FROM ${spine})
WHERE starts_with(lower(entity), lower(${word}))
ORDER BY entity = ${word} DESC, lower(entity) = lower(${word}) DESC, entity, label_time, label_row LIMIT 1`,
    run,
  );
  return found ?? null;
}
