import type { Engine, Run } from '../../../engine/engine.ts';
import type { CellRun } from '../../../notebook/runner/runner.ts';
import { ident, join, sql } from '../../../sql/sql.ts';
import { count, plural } from '../../../text/figures.ts';
import { describeType } from '../../../types/describe-type.ts';
import { html, type Html } from '../leakage-html/html.ts';

/** The first rows of what an SQL cell selected, as text; null is null. */
export interface FirstRows {
  columns: { name: string; isNumber: boolean }[];
  rows: (string | null)[][];
  all: number;
}

const most = 50;

/** Of each SQL cell that has an answer, by its index. */
export async function readFirstRows(
  engine: Engine,
  states: readonly CellRun[],
  run: Run,
): Promise<Map<number, FirstRows>> {
  const found = new Map<number, FirstRows>();
  for (const [index, { cell, answer }] of states.entries()) {
    if (cell.kind !== 'sql' || !answer?.rows) continue;
    const columns = await engine.columns(answer.rows);
    const texts = columns.map(({ name }, i) => sql`${ident(name)}::VARCHAR AS ${ident(`c${i}`)}`);
    const rows = await engine.rows<Record<string, string | null>>(
      sql`SELECT ${join(texts)} FROM (${answer.rows}) LIMIT ${most}`,
      run,
    );
    found.set(index, {
      columns: columns.map(({ name, type }) => ({ name, isNumber: describeType(type).kind === 'number' })),
      rows: rows.map((row) => columns.map((_, i) => row[`c${i}`]!)),
      all: (answer.report as { rows: number }).rows,
    });
  }
  return found;
}

export function firstRows({ columns, rows, all }: FirstRows): Html {
  const align = (isNumber: boolean): string => (isNumber ? 'n' : '');
  return html`<table>
      <tr>
        ${columns.map(({ name, isNumber }) => html`<th class="${align(isNumber)}">${name}</th>`)}
      </tr>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map((value, i) => (value === null ? html`<td class="none ${align(columns[i]!.isNumber)}">null</td>` : html`<td class="${align(columns[i]!.isNumber)}">${value}</td>`))}
          </tr>`,
      )}
    </table>
    <p class="rows">
      ${all > rows.length ? `the first ${count(rows.length)} of ${plural(all, 'row')}` : plural(all, 'row')}
    </p>`;
}
