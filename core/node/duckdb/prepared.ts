import {
  LIST,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBResult,
} from '@duckdb/node-api';

/** Of each connection, those that were used last. */
const most = 32;

const kept = new WeakMap<DuckDBConnection, Map<string, DuckDBPreparedStatement>>();

/** Runs a query over lists of texts, `$1` and on, which is prepared once for a connection. */
export async function streamPrepared(
  connection: DuckDBConnection,
  text: string,
  lists: readonly (readonly (string | null)[])[],
): Promise<DuckDBResult> {
  const statements = kept.get(connection) ?? new Map<string, DuckDBPreparedStatement>();
  kept.set(connection, statements);
  const statement = statements.get(text) ?? (await connection.prepare(text));
  // The last in a map is the one that was put there last.
  statements.delete(text);
  statements.set(text, statement);
  for (const [oldest, unused] of [...statements].slice(0, -most)) {
    statements.delete(oldest);
    unused.destroySync();
  }
  for (const [i, values] of lists.entries()) statement.bindList(i + 1, values, LIST(VARCHAR));
  return statement.stream();
}

/** Before a connection is closed: a statement would keep it. */
export function dropPrepared(connection: DuckDBConnection): void {
  for (const statement of kept.get(connection)?.values() ?? []) statement.destroySync();
  kept.delete(connection);
}
