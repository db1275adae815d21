import type { AskContext } from '../../ask/context.ts';
import type { Engine, Run } from '../../engine/engine.ts';
import { footingInFile } from '../../engine/scratch.ts';
import { ident, join, sql } from '../../sql/sql.ts';
import { describeType } from '../../types/describe-type.ts';
import type { Cell } from '../cell/cell.ts';
import { sqlError } from '../graph/graph.ts';
import type { SqlRows, SqlSandbox, SqlTable } from '../sql/sandbox.ts';
import { answer, type Answer } from './answer.ts';
import { sizeOf } from './say-rows.ts';
import { askWrittenSql } from './ask-written-sql.ts';
import { sqlReport } from './reports.ts';

interface Parts {
  context: AskContext;
  sandbox: SqlSandbox;
  /** The notebook's, for messages. */
  file: string;
}

/**
 * Runs an SQL cell over tables of the workspace and the rows of the cells that it uses. Its answer has `rows`, `columns`, and where
 * it is one row its values, as `row`. Throws `sql_invalid` with its line, `file_changed`, and what the sandbox throws.
 */
export async function askSql(
  { context, sandbox, file }: Parts,
  cell: Cell,
  used: readonly (Answer & { name: string })[],
  run: Run,
): Promise<Answer> {
  const results = used.flatMap(({ name, version, rows }): SqlTable[] => (rows ? [{ name, version, query: rows }] : []));
  const { refusals, rows: found } = await askWrittenSql(context, sandbox, cell.filled.text, results, run);
  if (!found) throw sqlError(cell, file, refusals[0]!);
  const { table, rows, columns } = found;
  try {
    const row = await onlyRow(context.engine, found);
    const values = row && Object.entries(row).map(([name, value]) => `${name} = ${value}`);
    const said = values?.join(', ') ?? sizeOf(rows, columns.length);
    return answer(sqlReport(found, row), said, {
      rows: sql`SELECT * FROM ${table}`,
      scratches: [footingInFile(() => found.drop())],
    });
  } catch (error) {
    await found.drop();
    throw error;
  }
}

/** Numbers of all types as numbers, so that claims can be made of them; null where it is not one row. */
export async function onlyRow(engine: Engine, { table, columns, rows }: SqlRows): Promise<object | null> {
  if (rows !== 1) return null;
  const values = columns.map(({ name, type }) => {
    const isNumber = describeType(type).kind === 'number';
    return isNumber ? sql`${ident(name)}::DOUBLE AS ${ident(name)}` : sql`${ident(name)}`;
  });
  const [row] = await engine.rows(sql`SELECT ${join(values)} FROM ${table}`);
  return { ...row };
}
