import { toLine, type WireError } from '../../errors/asof-error.ts';
import { html, type Html } from '../../html/html.ts';
import { standalonePage } from '../../html/standalone.ts';
import { style } from '../../html/style.ts';
import { bodyText } from '../file/edit.ts';
import type { CellRun } from '../runner/runner.ts';
import { answerHtml, type AnswerOnPage } from './answer.ts';
import { notebookStyle } from './notebook-style.ts';
import { proseHtml } from './prose.ts';
import { firstRows, type FirstRows } from './rows.ts';

export interface NotebookPage {
  /** Null where the notebook has none. */
  title: string | null;
  /** How it is called then. */
  name: string;
  pieces: readonly PieceOnPage[];
  /** What is said behind the last piece; empty where nothing is. */
  left: string;
  /** `asof 0.1.0, DuckDB native 1.5.5`. */
  madeBy: string;
}

/** Markdown, or a cell. */
export type PieceOnPage = { prose: string } | CellOnPage;

/** How a cell stands, and its answer. */
export interface CellOnPage extends Pick<CellRun, 'cell' | 'status' | 'because'> {
  problems: readonly Pick<WireError, 'title' | 'hint' | 'where'>[];
  answer: AnswerOnPage | null;
  /** Null where none are shown. */
  rows: FirstRows | null;
}

/**
 * One file that needs nothing else and asks the network for nothing: prose, and each cell with what it asked, its state
 * and its answer.
 */
export function notebookPage({ title, name, pieces, left, madeBy }: NotebookPage): string {
  const [first] = pieces;
  const startsWithTitle = first !== undefined && 'prose' in first && /^# /.test(first.prose);
  const body = html`${title === null && startsWithTitle ? [] : html`<h1 class="title">${title ?? name}</h1>`}
    ${pieces.map(pieceHtml)} ${left === '' ? [] : html`<p class="rows">${left}</p>`}
    <footer>Made by ${madeBy}.</footer>`;
  return standalonePage(title ?? name, style + notebookStyle, body);
}

function pieceHtml(piece: PieceOnPage): Html {
  if (!('prose' in piece)) return cellHtml(piece);
  return piece.prose === '' ? html`` : html`<div class="prose">${proseHtml(piece.prose)}</div>`;
}

function cellHtml({ cell, status, problems, because, answer, rows }: CellOnPage): Html {
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
  const called = cell.name ?? (cell.kind === 'ask' ? 'question' : cell.kind);
  return html`<section>
    <h2>${called} <small>${about.join(', ')}</small></h2>
    ${because !== '' && cell.kind !== 'ask' ? html`<p class="because">${status}: ${because}</p>` : []}
    ${wrong}${problems.length > 0 ? [] : answerHtml(cell.content, answer)}${rows ? firstRows(rows) : []} ${source}
  </section>`;
}
