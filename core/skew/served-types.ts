import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql, typeName, type Sql } from '../sql/sql.ts';
import { textInstant } from '../table/instant-sql.ts';
import { describeType } from '../types/describe-type.ts';
import { asInstant, isInstant, isNumber, type Side } from './comparison.ts';

/**
 * Gives served values the offline type where that loses nothing in any row of the table, so that both
 * sides can be subtracted and told apart; else a number's text becomes DOUBLE where that loses nothing,
 * and what is left stays as it was served. Instants become TIMESTAMP.
 */
export async function settleTypes(
  engine: Engine,
  table: Sql,
  served: readonly Side[],
  offlineTypes: readonly string[],
  run?: Run,
): Promise<Side[]> {
  const candidates = served.map((side, i) => conversions(side, offlineTypes[i]!));
  const losses = candidates.flatMap((all, i) =>
    all.map(({ loss }, k) => sql`count(CASE WHEN ${loss} THEN 1 END)::DOUBLE AS ${ident(`c${i}_${k}`)}`),
  );
  if (losses.length === 0) return [...served];
  const [found] = await engine.rows<Record<string, number>>(sql`SELECT ${join(losses)} FROM ${table}`, run);
  return served.map((side, i) => candidates[i]!.find((_, k) => found![`c${i}_${k}`] === 0)?.side ?? side);
}

interface Conversion {
  side: Side;
  /** Holds in a row whose value it would lose. */
  loss: Sql;
}

function conversions(served: Side, type: string): Conversion[] {
  const { value } = served;
  // FLOAT tells that close is near enough.
  if (served.type === type || served.type.startsWith('FLOAT') || describeType(type).family === 'text') return [];
  const isText = describeType(served.type).family === 'text';
  if (isInstant(type)) {
    const at = isText ? textInstant(value) : isInstant(served.type) ? asInstant(served) : null;
    if (!at) return [];
    const isDate = type === 'DATE' ? [conversion(served, 'DATE', sql`(${at})::DATE`, sql`(${at})::DATE <> ${at}`)] : [];
    return [...isDate, conversion(served, 'TIMESTAMP', at, sql`FALSE`)];
  }
  const cast = (to: string) => sql`TRY_CAST(${value} AS ${typeName(to)})`;
  if (!isText) {
    const back = sql`TRY_CAST(${cast(type)} AS ${typeName(served.type)}) IS DISTINCT FROM ${value}`;
    return isInstant(served.type) ? [] : [conversion(served, type, cast(type), back)];
  }
  if (!isNumber(type)) {
    const changed = type === 'BOOLEAN' ? sql`FALSE` : sql`${cast(type)}::VARCHAR <> ${value}`;
    return [conversion(served, type, cast(type), changed)];
  }
  // DuckDB reads 5.7 as the integer 6.
  const rounded = sql`${cast(type)}::VARCHAR <> ${value} AND ${cast(type)}::DOUBLE <> ${cast('DOUBLE')}`;
  return [conversion(served, type, cast(type), rounded), conversion(served, 'DOUBLE', cast('DOUBLE'), sql`FALSE`)];
}

function conversion(served: Side, type: string, value: Sql, changed: Sql): Conversion {
  const loss = sql`${served.value} IS NOT NULL AND (${value} IS NULL OR ${changed})`;
  return { side: { type, value }, loss };
}
