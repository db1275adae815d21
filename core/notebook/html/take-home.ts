import { html, type Html } from '../../html/html.ts';
import { standalonePage } from '../../html/standalone.ts';
import { style } from '../../html/style.ts';
import { count, plural } from '../../text/figures.ts';
import type { ReaderQuestion } from '../cell/ask-cell.ts';
import type { Checked } from '../runner/ask-claims.ts';
import { claimsHtml } from './answer.ts';
import { notebookStyle } from './notebook-style.ts';
import { proseHtml } from './prose.ts';

export interface TakeHome {
  lesson: string;
  /** The day, as it is said. */
  date: string;
  answers: readonly ReaderAnswer[];
  /** `asof 0.1.0, DuckDB native 1.5.5`. */
  madeBy: string;
}

/** A question, what its reader made of it, and the figures that tell. */
export interface ReaderAnswer {
  asked: ReaderQuestion;
  /** The options that were tried, in their order. */
  tried: readonly number[];
  /** What the checks behind it found; of one that has no answer, why. */
  proofs: readonly (Checked | { lack: string })[];
}

/** One file with each question of a lesson, what was chosen at first, and what is right. Of one that is not answered it does not tell. */
export function takeHomePage({ lesson, date, answers, madeBy }: TakeHome): string {
  const answered = answers.filter(isAnswered);
  const first = answered.filter(({ tried }) => tried.length === 1).length;
  const body = html`<h1 class="title">${lesson}: my answers</h1>
    <p class="facts">
      ${date}. ${count(answered.length)} of ${plural(answers.length, 'question')} answered, ${count(first)} at the first
      try.
    </p>
    ${answers.map(answerSection)}
    <footer>Made by ${madeBy}.</footer>`;
  return standalonePage(`${lesson}: my answers`, style + notebookStyle, body);
}

function isAnswered({ asked, tried }: ReaderAnswer): boolean {
  return tried.some((option) => asked.options[option]!.right);
}

function answerSection(answer: ReaderAnswer, i: number): Html {
  const { asked, tried, proofs } = answer;
  const [first] = tried;
  const state = isAnswered(answer) ? sayTries(tried.length) : 'not answered';
  return html`<section>
    <h2>Question ${i + 1} <small>${state}</small></h2>
    <div class="prose">${proseHtml(asked.question)}</div>
    ${first === undefined ? [] : chosenHtml(asked, first)}${isAnswered(answer) ? [rightHtml(answer), ...proofs.map(proofHtml)] : []}
  </section>`;
}

function sayTries(tries: number): string {
  return tries === 1 ? 'right at the first try' : `right after ${count(tries)} tries`;
}

function chosenHtml({ options }: ReaderQuestion, first: number): Html {
  const { text, right, because } = options[first]!;
  return html`<p>Chosen first: <b>${text}</b> ${right ? '✓ right' : '✗ not this'}</p>
    <p class="because">${because}</p>`;
}

/** Where the first was wrong, what is right. */
function rightHtml({ asked: { options }, tried }: ReaderAnswer): Html {
  if (tried.length === 1) return html``;
  const { text, because } = options.find(({ right }) => right)!;
  return html`<p>Right: <b>${text}</b></p>
    <p class="because">${because}</p>`;
}

function proofHtml(proof: ReaderAnswer['proofs'][number]): Html {
  return 'lack' in proof ? html`<p class="rows">Not checked: ${proof.lack}</p>` : claimsHtml(proof);
}
