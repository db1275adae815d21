import { html, type Html } from '../../html/html.ts';
import { count, plural } from '../../text/figures.ts';

/** The first rows of an answer, as text; null is null. */
export interface FirstRows {
  columns: { name: string; isNumber: boolean }[];
  rows: (string | null)[][];
  all: number;
  /** They are not all that the answer has: the others were filtered away. */
  isPart: boolean;
}

/** How many rows a page shows of each answer. */
export const rowsOnPage = 50;

export function firstRows({ columns, rows, all, isPart }: FirstRows): Html {
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
      ${all > rows.length ? `the first ${count(rows.length)} of ${plural(all, 'row')}` : plural(all, 'row')}${isPart ? ', cut down by a filter' : ''}
    </p>`;
}
