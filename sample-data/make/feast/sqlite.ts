import { writeFileSync } from 'node:fs';
import initSqlJs from 'sql.js/dist/sql-wasm-inline.js';
import type { WrittenRecord, WrittenView } from './materialize.ts';

/** Writes a view's records as Feast's SQLite store has them: a table a view, a row an entity and feature. */
export async function writeFeastSqlite(
  path: string,
  { project, name }: WrittenView,
  records: readonly WrittenRecord[],
): Promise<void> {
  const { Database } = await initSqlJs();
  const database = new Database();
  const table = `${project}_${name}`;
  database.run(
    `CREATE TABLE ${table} (entity_key BLOB, feature_name TEXT, value BLOB, value_text TEXT, vector_value BLOB, event_ts timestamp, created_ts timestamp, PRIMARY KEY(entity_key, feature_name))`,
  );
  database.run(`CREATE INDEX ${table}_ek ON ${table} (entity_key)`);
  for (const { key, event, created, values } of records)
    for (const { name: feature, bytes, text } of values)
      database.run(`INSERT INTO ${table} VALUES (?, ?, ?, ?, NULL, ?, ?)`, [key, feature, bytes, text, event, created]);
  writeFileSync(path, database.export());
  database.close();
}
