import { toLine } from '../../../errors/asof-error.ts';
import { bodyText } from '../../../notebook/file/edit.ts';
import type { Notebook } from '../../../notebook/notebook.ts';
import type { CellRun } from '../../../notebook/runner/runner.ts';
import { html, type Html } from '../leakage-html/html.ts';
import { standalonePage } from '../leakage-html/standalone.ts';
import { style } from '../leakage-html/style.ts';
import { answerHtml } from './answer.ts';
import { proseHtml } from './prose.ts';
import { firstRows, type FirstRows } from './rows.ts';

export interface NotebookPage {
  notebook: Notebook;
  /** How the notebook is called where it has no title. */
  file: string;
  states: readonly CellRun[];
  /** Of SQL cells, by their index among the states. */
  rows: ReadonlyMap<number, FirstRows>;
  /** `asof 0.1.0, DuckDB native 1.5.5`. */
  madeBy: string;
}

/**
 * One file that needs nothing else and asks the network for nothing: prose, and each cell with what it asked, its state
 * and its answer; of rows only the first of what SQL selected.
 */
export function notebookPage({ notebook, file, states, rows, madeBy }: NotebookPage): string {
  const title = notebook.title ?? file;
  const parts = notebook.parts.flatMap((part) => {
    const index = states.findIndex(({ cell }) => cell.part === part);
    const state = states[index];
    if (state) return [cellHtml(state, rows.get(index))];
    const text = part.kind === 'front' ? '' : bodyText(part);
    return text === '' ? [] : [html`<div class="prose">${proseHtml(text)}</div>`];
  });
  const body = html`${notebook.title === null && /^# /.test(firstProse(notebook)) ? [] : html`<h1 class="title">${title}</h1>`}
    ${parts}
    <footer>Made by ${madeBy}.</footer>`;
  return standalonePage(title, style + ownStyle, body);
}

function firstProse({ parts }: Notebook): string {
  const first = parts.find(({ kind }) => kind !== 'front');
  return first?.kind === 'prose' ? bodyText(first) : '';
}

function cellHtml(state: CellRun, rows: FirstRows | undefined): Html {
  const { cell, status, problems, because } = state;
  const about = [...(cell.name === null ? [] : [cell.kind]), ...(cell.kind === 'ask' ? [] : [status])];
  const wrong = problems.map((problem) => html`<p class="wrong">${toLine(problem)}</p>`);
  const isOpen = cell.kind === 'sql' || problems.length > 0;
  const asked = html`<pre>${bodyText(cell.part)}</pre>`;
  // A question to the reader has its answer in its text.
  const source =
    cell.kind === 'ask' && problems.length === 0
      ? []
      : isOpen
        ? asked
        : html`<details>
            <summary>what was asked</summary>
            ${asked}
          </details>`;
  return html`<section>
    <h2>${cell.name ?? cell.kind}<small>${about.join(', ')}</small></h2>
    ${wrong}${problems.length > 0 ? [] : answerHtml(state)}${rows ? firstRows(rows) : []}
    ${state.answer === null && because !== '' && cell.kind !== 'ask' ? html`<p>${because}</p>` : []} ${source}
  </section>`;
}

const ownStyle = `
h1.title, .prose h1 { font-size: 26px; font-weight: 600; line-height: 1.2; letter-spacing: -.015em; margin: 0 0 18px }
.prose { max-width: 66ch; margin: 0 0 20px; color: var(--ink-2); overflow-wrap: anywhere }
.prose :is(h2, h3) { font-size: 17px; font-weight: 600; color: var(--ink); margin: 22px 0 6px }
.prose td, .prose th { white-space: normal } .prose a { color: inherit }
pre { margin: 10px 0 0; padding: 10px 12px; border-radius: 7px; background: var(--sunk); font: 12px/1.5 "JetBrains Mono", ui-monospace, monospace; overflow-x: auto }
summary { margin-top: 10px; color: var(--ink-3); font-size: 12px; cursor: pointer }
.said { font-size: 19px; line-height: 1.45; max-width: 70ch; margin: 0 0 14px } .said .leak { font-weight: 600 }
.wrong { font-weight: 550; overflow-wrap: anywhere } .areas { max-width: 520px; margin-top: 16px } .rows { color: var(--ink-2); font-size: 12px; margin: 8px 0 0 }
ol.options { margin: 8px 0 0; padding-left: 24px; list-style: upper-alpha }
@media print { body { padding: 0 } section, tr { break-inside: avoid } }
`;
