import type { AskContext } from '../../ask/context.ts';
import { filesOf, verifyOpened } from '../../ask/context.ts';
import type { Run } from '../../engine/engine.ts';
import { nearest } from '../../errors/near.ts';
import type { FileVersions } from '../../results/results.ts';
import type { Relation } from '../../table/relation.ts';
import type { Refusal } from '../sql/gate.ts';
import { openTable, tableNames } from './workspace-tables.ts';
import { readSql, type ReadSql } from '../sql/read-sql.ts';
import type { SqlRows, SqlSandbox, SqlTable } from '../sql/sandbox.ts';
import { placeInText } from '../sql/tokens.ts';

/** What became of SQL of a user's: its rows, until `drop()`; or why it did not run, or the engine did not accept it. */
export interface SqlOutcome extends ReadSql {
  rows: SqlRows | null;
  /** Of the tables of the workspace that it read. */
  files: FileVersions;
}

/**
 * Runs SQL of a user's over the tables of a workspace and over results by their names, which come first.
 * Throws what is wrong with the workspace's files, and what the sandbox throws.
 */
export async function askWrittenSql(
  context: AskContext,
  sandbox: SqlSandbox,
  text: string,
  results: readonly SqlTable[],
  run: Run,
): Promise<SqlOutcome> {
  const read = await readSql(context.engine, text);
  const refused = (refusals: Refusal[]): SqlOutcome => ({ ...read, refusals, rows: null, files: {} });
  if (read.refusals.length > 0) return refused(read.refusals);
  const { workspace } = context;
  const tables: SqlTable[] = [];
  const opened: { relation: Relation; inferred: [] }[] = [];
  for (const name of read.tables) {
    const isIt = (one: string): boolean => one.toLowerCase() === name.toLowerCase();
    const result = results.find((one) => isIt(one.name));
    // Never by a path: it may be any file's.
    const known = result ? undefined : tableNames(workspace).find(isIt);
    const table = known === undefined ? null : await openTable(workspace, known, run);
    if (table) opened.push({ relation: table.relation, inferred: [] });
    const found = result ?? table;
    if (!found) return refused([unknown(text, name, [...results.map((one) => one.name), ...tableNames(workspace)])]);
    tables.push({ ...found, name });
  }
  const ran = await sandbox.run(text, tables, run);
  if ('refused' in ran) return refused([ran.refused]);
  try {
    await verifyOpened(context, opened);
  } catch (error) {
    await ran.drop();
    throw error;
  }
  return { ...read, rows: ran, files: filesOf(opened) };
}

function unknown(text: string, name: string, known: readonly string[]): Refusal {
  const near = nearest(name, known);
  const expected = near ? `did you mean ${near}?` : known.length > 0 ? `there are: ${known.join(', ')}` : '';
  return { message: `there is no table called "${name}"`, expected, at: placeInText(text, name) };
}
