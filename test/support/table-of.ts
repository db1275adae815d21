import type { Engine } from '../../core/engine/engine.ts';
import { ident, sql, type Sql } from '../../core/sql/sql.ts';
import type { Relation } from '../../core/table/relation.ts';
import { countedOrder } from '../../core/table/row-order.ts';

let tables = 0;

/** A query's rows as an opened relation, in the query's order. */
export async function tableOf(engine: Engine, name: string, query: Sql): Promise<Relation> {
  const table = ident(`table_${++tables}`);
  await engine.exec(sql`CREATE TABLE ${table} AS ${query}`);
  const [counted] = await engine.rows<{ n: number }>(sql`SELECT count(*)::DOUBLE AS n FROM ${table}`);
  return {
    name,
    from: table,
    ...countedOrder,
    columns: await engine.columns(sql`FROM ${table}`),
    rows: counted!.n,
    files: [{ path: table.text, bytes: 0, modified: 0 }],
    inferred: [],
  };
}
