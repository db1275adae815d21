import type { AskContext } from '../../ask/context.ts';
import type { Engine, Run } from '../../engine/engine.ts';
import { ident, join, sql } from '../../sql/sql.ts';
import { typeFamily } from '../../table/type-family.ts';
import type { Cell } from '../cell/cell.ts';
import { sqlError } from '../graph/graph.ts';
import type { SqlRows, SqlSandbox, SqlTable } from '../sql/sandbox.ts';
import { answer, type Answer } from './answer.ts';
import { sizeOf } from './ask-cell.ts';
import { openTable, type WorkspaceTable } from './workspace-tables.ts';

interface Parts {
  context: AskContext;
  sandbox: SqlSandbox;
  /** The notebook's, for messages. */
  file: string;
}

/**
 * Runs an SQL cell over tables of the workspace and the rows of cells. Its answer has `rows`, `columns`, and where
 * it is one row its values, as `row`. Throws `sql_invalid` with its line, `file_changed`, and what the sandbox throws.
 */
export async function askSql(
  { context: { engine, workspace }, sandbox, file }: Parts,
  cell: Cell,
  tables: readonly string[],
  used: readonly (Answer & { name: string })[],
  run: Run,
): Promise<Answer> {
  const opened: WorkspaceTable[] = [];
  for (const name of tables) opened.push(await openTable(workspace, name, run));
  const results = used.flatMap(({ name, version, rows }): SqlTable[] => (rows ? [{ name, version, query: rows }] : []));
  const found = await sandbox.run(cell.filled.text, [...opened, ...results], run);
  if ('refused' in found) throw sqlError(cell, file, found.refused);
  const { table, rows, columns } = found;
  try {
    for (const { relation } of opened) await workspace.tables.verify(relation);
    const row = rows === 1 ? await onlyRow(engine, found) : null;
    const values = row && Object.entries(row).map(([name, value]) => `${name} = ${value}`);
    const said = values?.join(', ') ?? sizeOf(rows, columns.length);
    return answer({ rows, columns, ...(row && { row }) }, said, sql`SELECT * FROM ${table}`, () => found.drop());
  } catch (error) {
    await found.drop();
    throw error;
  }
}

/** Numbers of all types as numbers, so that claims can be made of them. */
async function onlyRow(engine: Engine, { table, columns }: SqlRows): Promise<object> {
  const values = columns.map(({ name, type }) => {
    const isNumber = ['integer', 'decimal', 'float'].includes(typeFamily(type));
    return isNumber ? sql`${ident(name)}::DOUBLE AS ${ident(name)}` : sql`${ident(name)}`;
  });
  const [row] = await engine.rows(sql`SELECT ${join(values)} FROM ${table}`);
  return { ...row };
}
