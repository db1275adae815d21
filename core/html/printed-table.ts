import type { PrintedTable } from '../text/text-table.ts';
import { html, type Html } from './html.ts';

/** A table as a page shows it: numbers to the right, nothing where a terminal has a dash. */
export function printedTable({ columns, rows }: PrintedTable): Html {
  const aligned = (i: number): string => (columns[i]!.align === 'right' ? 'n' : '');
  return html`<table>
    <tr>
      ${columns.map(({ title }, i) => html`<th class="${aligned(i)}">${title}</th>`)}
    </tr>
    ${rows.map(
      (row) =>
        html`<tr>
          ${row.map((text, i) => html`<td class="${aligned(i)}">${text === '-' ? '' : text}</td>`)}
        </tr>`,
    )}
  </table>`;
}
