import { toLine } from '../../errors/asof-error.ts';
import { bodyText } from '../../notebook/file/edit.ts';
import type { Part } from '../../notebook/file/parts.ts';
import type { Notebook } from '../../notebook/notebook.ts';
import type { CellState } from '../../notebook/runner/runner.ts';
import { html, type Html } from './leakage-html/html.ts';
import { style } from './leakage-html/style.ts';

/**
 * One file that needs nothing else and asks the network for nothing: prose as it is written, each cell with its
 * state and its answer in a sentence; no rows of the data.
 *
 * @param madeBy `asof 0.1.0, DuckDB native 1.5.5`.
 */
export function notebookPage(notebook: Notebook, file: string, states: readonly CellState[], madeBy: string): string {
  const title = notebook.title ?? file;
  const parts = notebook.parts.flatMap((part) => {
    const state = states.find(({ cell }) => cell.part === part);
    if (state) return [cellOf(state)];
    return part.kind === 'front' || bodyText(part) === '' ? [] : [proseOf(part)];
  });
  const whole = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${{ html: `${style}\n.prose, pre { white-space: pre-wrap; overflow-wrap: anywhere }` }}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${parts}
          <footer>Made by ${madeBy}.</footer>
        </main>
      </body>
    </html> `;
  return whole.html;
}

function proseOf(part: Part): Html {
  return html`<div class="prose">${bodyText(part)}</div>`;
}

function cellOf({ cell, status, problems, because, answer }: CellState): Html {
  const said = problems.length > 0 ? problems.map(toLine) : [answer?.said ?? because];
  return html`<section>
    <h2>${cell.name ?? cell.kind}<small>${cell.kind}, ${status}</small></h2>
    <pre>${bodyText(cell.part)}</pre>
    ${said.map((line) => html`<p>${line}</p>`)}
  </section>`;
}
