import type { Engine, Run } from '../../engine/engine.ts';
import { spineKey, spineKeys } from '../../join/spine.ts';
import { micros } from '../../sql/micros.ts';
import { empty, join, sql } from '../../sql/sql.ts';
import type { Joined } from '../../join/join.ts';
import { parseInstant } from '../../time/instant.ts';

/**
 * The first label row of the entity that was typed: its keys as they are shown, with `, ` between
 * several. Where none is called just that, one that begins like it; with a moment behind its name
 * (`EWR 2001-02-14 18:09`), the label row of it that is nearest. Null where there is none.
 */
export async function findEntity(
  engine: Engine,
  joined: Joined,
  typed: string,
  run: Run,
): Promise<{ row: number } | null> {
  const word = typed.trim();
  const [, name, moment] = /^(.*[^\s,])[\s,]+(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S*)?)$/.exec(word) ?? [];
  const found = await findLabel(engine, joined, word, null, run);
  const near = found || name === undefined ? null : instantOf(moment!);
  return near === null ? found : await findLabel(engine, joined, name!, near, run);
}

function instantOf(text: string): bigint | null {
  try {
    return parseInstant(text);
  } catch {
    return null;
  }
}

/** The label row of an entity that is nearest to a moment, else its first. */
async function findLabel(
  engine: Engine,
  { plan, spine }: Joined,
  word: string,
  near: bigint | null,
  run: Run,
): Promise<{ row: number } | null> {
  const keys = spineKeys(plan).map((key) => sql`${spineKey(plan, key.name)}::VARCHAR`);
  if (word === '' || keys.length === 0) return null;
  const apart = near === null ? empty : sql`abs(${micros(sql`label_time`)}::HUGEINT - ${near}), `;
  const [found] = await engine.rows<{ row: number }>(
    sql`SELECT label_row::DOUBLE AS row FROM (SELECT label_row, label_time, concat_ws(', ', ${join(keys)}) AS entity FROM ${spine})
WHERE starts_with(lower(entity), lower(${word}))
ORDER BY entity = ${word} DESC, lower(entity) = lower(${word}) DESC, entity, ${apart}label_time, label_row LIMIT 1`,
    run,
  );
  return found ?? null;
}
