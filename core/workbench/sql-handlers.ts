import { filesOf, type AskContext } from '../ask/context.ts';
import type { Run } from '../engine/engine.ts';
import { footingInFile } from '../engine/scratch.ts';
import { AsofError } from '../errors/asof-error.ts';
import { needsHost } from '../errors/needs-host.ts';
import { joinedSetSql } from '../join/join.ts';
import { leakageRows, skewRows } from '../notebook/runner/pair-rows.ts';
import { onlyRow } from '../notebook/runner/ask-sql.ts';
import { askWrittenSql } from '../notebook/runner/ask-written-sql.ts';
import { openTable, tableNames } from '../notebook/runner/workspace-tables.ts';
import { readSql } from '../notebook/sql/read-sql.ts';
import type { SqlTable } from '../notebook/sql/sandbox.ts';
import { plotData, selectedInPlot } from '../plot/plot.ts';
import type { FileVersions, Results } from '../results/results.ts';
import { plainTable } from '../results/table.ts';
import type { Handlers } from '../rpc/contract.ts';
import type { NamedRows, SqlApi } from '../rpc/sql-api.ts';
import { sql } from '../sql/sql.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { HeldAnswer } from './held.ts';
import type { WorkbenchParts } from './ports.ts';

/** Answers the calls of SQL and plot cells. */
export function sqlHandlers(
  { sandbox, engine }: Pick<WorkbenchParts, 'sandbox' | 'engine'>,
  results: Results<HeldAnswer>,
  contextOf: (workspace: string) => AskContext,
): Pick<Handlers, keyof SqlApi> {
  return {
    async sql({ workspace, owner, text, results: named }, run) {
      const started = performance.now();
      const context = contextOf(workspace);
      if (!sandbox) throw needsHost('running SQL');
      const others: NamedTable[] = [];
      for (const one of named) others.push(await rowsNamed(one, context.workspace, results, run));
      const asked = await askWrittenSql(context, sandbox(), text, others, run);
      const { tables, refusals, rows, isRepeatable } = asked;
      const files = Object.assign({}, asked.files, ...others.map((one) => one.files)) as FileVersions;
      if (!rows) return { tables, refusals, found: null };
      const names = rows.columns.map((column) => column.name);
      const held = {
        answer: { rows: sql`SELECT * FROM ${rows.table}` },
        tables: { rows: plainTable(rows.table, names, rows.rows) },
        scratches: [footingInFile(() => rows.drop())],
      };
      const row = await onlyRow(context.engine, rows);
      const result = await results.hold({ owner }, held, run);
      const seconds = (performance.now() - started) / 1000;
      return {
        tables,
        refusals,
        found: { result, files, rows: rows.rows, columns: rows.columns, row, isRepeatable, seconds },
      };
    },
    async rowColumns({ workspace, rows }, run) {
      const { query } = await rowsNamed(rows, contextOf(workspace).workspace, results, run);
      return engine.columns(query);
    },
    async plot({ workspace, rows, asked }, run) {
      const context = contextOf(workspace);
      const { query, files } = await rowsNamed(rows, context.workspace, results, run);
      return { ...(await plotData(engine, query, asked, run)), files };
    },
    async plotMarks({ workspace, rows, asked, brush }, run) {
      const { query } = await rowsNamed(rows, contextOf(workspace).workspace, results, run);
      return selectedInPlot(engine, query, asked, brush, run);
    },
    readSql: ({ text }) => (sandbox ? readSql(engine, text) : Promise.resolve(null)),
  };
}

/** A table of the workspace has files, an answer tells its own. */
type NamedTable = SqlTable & { files: FileVersions };

/** Rows that a cell names: an answer's, or those of a table of the workspace. */
async function rowsNamed(
  named: NamedRows,
  workspace: Workspace,
  results: Results<HeldAnswer>,
  run: Run,
): Promise<NamedTable> {
  if ('result' in named) return { ...answerRows(named.name, named.result, results.get(named.result)), files: {} };
  // Never by a path: it may be any file's.
  const known = tableNames(workspace);
  const table = known.find((name) => name.toLowerCase() === named.table.toLowerCase());
  if (table === undefined)
    throw new AsofError('unknown_name', { what: 'table', name: named.table, known: known.join(', ') });
  const opened = await openTable(workspace, table, run);
  return { ...opened, name: named.name, files: filesOf([opened]) };
}

/** An answer's rows as SQL has them. */
function answerRows(name: string, version: string, answer: HeldAnswer): SqlTable {
  if ('rows' in answer) {
    if (answer.rows === null) throw new AsofError('bad_option', { message: `${name} has no rows` });
    return { name, version, query: answer.rows };
  }
  if ('compared' in answer) return { name, version, query: skewRows(answer.compared) };
  const { pairs, joined } = answer;
  return { name, version, query: pairs ? leakageRows(pairs) : joinedSetSql(joined) };
}
