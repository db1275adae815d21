import type { Column, Engine, Run } from '../engine/engine.ts';
import { AsofError, type Where } from '../errors/asof-error.ts';
import type { TimestampUnit } from '../model/definitions.ts';
import { ident, sql, type Sql } from '../sql/sql.ts';
import type { Instant } from '../table/bound.ts';
import { instantSql } from '../table/instant-sql.ts';
import type { Relation } from '../table/relation.ts';
import { typeFamily } from '../table/type-family.ts';
import { findColumn } from './columns.ts';

/**
 * A timestamp column made ready to compare. Text and epoch numbers are looked through once per version
 * of the files. `where` is the place that names it. Throws `column_missing`, `timestamp_is_number`, `timestamp_wrong_type`, and
 * `timestamp_unparsable` with the first such value and its row.
 */
export async function bindInstant(
  engine: Engine,
  relation: Relation,
  name: string,
  unit?: TimestampUnit,
  where?: Where,
  run?: Run,
): Promise<Instant> {
  const column = findColumn(relation, name, where);
  const instant = instantSql(column, unit);
  if (!instant) throw unreadable(relation, column, where);
  if (!instant.total) await verify(engine, relation, column, instant.at, run);
  return { column: name, at: instant.at };
}

function unreadable(relation: Relation, column: Column, where?: Where): AsofError {
  const code = typeFamily(column.type) === 'integer' ? 'timestamp_is_number' : 'timestamp_wrong_type';
  const params = { table: relation.name, column: column.name, type: column.type };
  return new AsofError(code, params, { where: { ...where, column: column.name } });
}

const verified = new WeakMap<Engine, Set<string>>();

async function verify(engine: Engine, relation: Relation, column: Column, at: Sql, run?: Run): Promise<void> {
  const version = JSON.stringify([relation.files, column, at.text]);
  const known = verified.get(engine) ?? new Set();
  verified.set(engine, known);
  if (relation.files.length > 0 && known.has(version)) return;
  const bad = await firstUnparsable(engine, relation, column, at, run);
  if (!bad) {
    known.add(version);
    return;
  }
  const params = { table: relation.name, column: column.name, value: bad.value, row: bad.row };
  const isNumber = typeFamily(column.type) === 'integer';
  const where = { column: column.name, row: bad.row };
  throw new AsofError('timestamp_unparsable', isNumber ? { ...params, hint: 'is its timestamp_unit right?' } : params, {
    where,
  });
}

/** The first value that is not null and no instant, and its row, counted from 1. */
async function firstUnparsable(engine: Engine, relation: Relation, column: Column, at: Sql, run?: Run) {
  const value = ident(column.name);
  const [bad] = await engine.rows<{ value: string; o: bigint }>(
    sql`SELECT v::VARCHAR AS value, o FROM (SELECT ${value} AS v, ${at} AS t, ${relation.rowOrder} AS o FROM ${relation.from})
WHERE v IS NOT NULL AND t IS NULL ORDER BY o LIMIT 1`,
    run,
  );
  if (!bad) return null;
  const [before] = await engine.rows<{ n: number }>(
    sql`SELECT count(*)::DOUBLE AS n FROM (SELECT ${relation.rowOrder} AS o FROM ${relation.from}) WHERE o <= ${bad.o}`,
    run,
  );
  return { value: bad.value, row: before!.n };
}
