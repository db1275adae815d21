import type { Column, Engine, Run } from '../engine/engine.ts';
import { ident, join, sql } from '../sql/sql.ts';
import { instantSql } from '../table/instant-sql.ts';
import type { Relation } from '../table/relation.ts';
import { typeFamily, type TypeFamily } from '../table/type-family.ts';

/** A table's columns, with what a look at its first rows tells of them. */
export interface Shape {
  relation: Relation;
  columns: ShapedColumn[];
}

export interface ShapedColumn extends Column {
  family: TypeFamily;
  /** It holds timestamps: by its type, or its text does. Numbers never count. */
  isTime: boolean;
}

/** How many rows are looked at. */
const looked = 1000;

export async function readShape(engine: Engine, relation: Relation, run?: Run): Promise<Shape> {
  const text = relation.columns.filter((column) => typeFamily(column.type) === 'text');
  const times = await textTimes(engine, relation, text, run);
  const columns = relation.columns.map((column) => {
    const family = typeFamily(column.type);
    const isTime = family === 'date' || family.startsWith('timestamp') || times.has(column.name);
    return { ...column, family, isTime };
  });
  return { relation, columns };
}

/** Text columns of whose values most are timestamps: a few that are not are worth an error, not a silence. */
async function textTimes(engine: Engine, relation: Relation, text: readonly Column[], run?: Run): Promise<Set<string>> {
  if (text.length === 0) return new Set();
  const counts = text.flatMap((column, i) => [
    sql`count(${ident(column.name)})::DOUBLE AS ${ident(`n${i}`)}`,
    sql`count(${instantSql(column)!.at})::DOUBLE AS ${ident(`t${i}`)}`,
  ]);
  const [found] = await engine.rows<Record<string, number>>(
    sql`SELECT ${join(counts)} FROM (SELECT ${join(text.map((column) => ident(column.name)))} FROM ${relation.from} LIMIT ${looked})`,
    run,
  );
  return new Set(text.filter((_, i) => found![`t${i}`]! * 2 > found![`n${i}`]!).map((column) => column.name));
}
