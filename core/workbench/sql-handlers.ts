import type { AskContext } from '../ask/context.ts';
import { AsofError } from '../errors/asof-error.ts';
import { trainingSetSql } from '../join/join.ts';
import { leakageRows, skewRows } from '../notebook/runner/pair-rows.ts';
import { askWrittenSql } from '../notebook/runner/ask-written-sql.ts';
import type { SqlRows, SqlTable } from '../notebook/sql/sandbox.ts';
import type { Results } from '../results/results.ts';
import type { PagedTable } from '../results/table.ts';
import type { Handlers } from '../rpc/contract.ts';
import type { SqlApi } from '../rpc/sql-api.ts';
import { ident, sql } from '../sql/sql.ts';
import type { HeldAnswer } from './held.ts';
import type { WorkbenchParts } from './ports.ts';

/** Answers the calls of SQL cells. */
export function sqlHandlers(
  { sandbox }: Pick<WorkbenchParts, 'sandbox'>,
  results: Results<HeldAnswer>,
  contextOf: (workspace: string) => AskContext,
): Pick<Handlers, keyof SqlApi> {
  return {
    async sql({ workspace, owner, text, results: named }, run) {
      const started = performance.now();
      const context = contextOf(workspace);
      if (!sandbox) {
        const hint = 'open the workbench on the desktop, or with asof serve';
        throw new AsofError('not_here', { what: 'running SQL', where: 'in a page', hint });
      }
      const others = named.map(({ name, result }) => tableOf(name, result, results.get(result)));
      const { tables, refusals, rows, isRepeatable } = await askWrittenSql(context, sandbox(), text, others, run);
      if (!rows) return { tables, refusals, found: null };
      // They are in a file: there is nothing to make room for.
      const scratch = { tables: [], move: () => Promise.resolve(), drop: () => rows.drop() };
      const held = { answer: { selected: rows }, tables: { rows: rowsOf(rows) }, scratches: [scratch] };
      const result = await results.hold({ owner }, held, run);
      const seconds = (performance.now() - started) / 1000;
      return { tables, refusals, found: { result, rows: rows.rows, columns: rows.columns, isRepeatable, seconds } };
    },
  };
}

/** An answer's rows as SQL has them. */
function tableOf(name: string, version: string, answer: HeldAnswer): SqlTable {
  if ('selected' in answer) return { name, version, query: sql`SELECT * FROM ${answer.selected.table}` };
  if ('compared' in answer) return { name, version, query: skewRows(answer.compared) };
  const { pairs, joined } = answer;
  const picks = joined.views.map((view) => view.picks);
  return { name, version, query: pairs ? leakageRows(pairs) : trainingSetSql(joined.plan, picks) };
}

/** Row by row, in the order of the SELECT. */
function rowsOf({ table, rows, columns }: SqlRows): PagedTable {
  const names = columns.map((column) => column.name);
  let number = 'row';
  while (names.some((name) => name.toLowerCase() === number)) number += '_';
  return {
    from: sql`(SELECT rowid AS ${ident(number)}, * FROM ${table})`,
    number,
    rows,
    columns: names,
    filters: {},
    orders: { row: ident(number) },
  };
}
