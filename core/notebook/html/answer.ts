import { auditFeaturesText } from '../../audit/features-text.ts';
import type { AuditReport } from '../../audit/report.ts';
import { auditSentence } from '../../audit/sentence.ts';
import { html, type Html } from '../../html/html.ts';
import { phraseHtml } from '../../html/phrase.ts';
import { aucChart } from '../../leakage/html/auc-chart.ts';
import { peekChart } from '../../leakage/html/peek-chart.ts';
import { sayMeasured, type PeekHistogram } from '../../leakage/peek-histogram.ts';
import { featureTable } from '../../leakage/html/feature-table.ts';
import type { LeakageReport } from '../../leakage/report.ts';
import { leakageSentence } from '../../leakage/sentence.ts';
import { skewChart } from '../../skew/html/skew-chart.ts';
import { skewFeaturesText } from '../../skew/features-text.ts';
import type { SkewReport } from '../../skew/report.ts';
import { skewSentence } from '../../skew/sentence.ts';
import { plotSvg } from '../../plot/html/plot-svg.ts';
import type { PlotData } from '../../plot/plot.ts';
import { plotTable, plotNumber } from '../../plot/say-plot.ts';
import { sentenceText } from '../../text/phrase.ts';
import type { ReaderQuestion } from '../cell/ask-cell.ts';
import type { CellContent } from '../cell/kinds.ts';
import type { Answer } from '../runner/answer.ts';
import type { Checked } from '../runner/ask-claims.ts';
import { proseHtml } from './prose.ts';
import { firstRows, rowsOnPage, type FirstRows } from './rows.ts';

/** What a page shows of an answer. */
export type AnswerOnPage = Pick<Answer, 'report' | 'said'> &
  Partial<Pick<Answer, 'picture'>> & { peeks?: readonly PeekHistogram[] | null };

/** On paper nothing is coloured but what this page colours itself. */
const paper = (text: string): string => text;

/** What a cell answered; of a question to the reader, what that asks. */
export function answerHtml(content: CellContent | null, answer: AnswerOnPage | null): readonly Html[] {
  if (content?.kind === 'ask') return [questionHtml(content.asked, triedOf(answer))];
  if (!content || answer === null) return [];
  const said = (text: string): Html => html`<p class="said">${text}</p>`;
  switch (content.kind) {
    case 'leakage':
      return leakageHtml(answer.report as LeakageReport, answer.peeks ?? []);
    case 'plot':
      return [html`<p>${answer.said}</p>`, ...pictureHtml(answer.picture ?? null, content.asked.of)];
    case 'skew': {
      const report = answer.report as SkewReport;
      const chart = skewChart(report);
      return [
        said(sentenceText(skewSentence(report))),
        ...(chart ? [chart] : []),
        html`<pre>${skewFeaturesText(report, paper)}</pre>`,
      ];
    }
    case 'audit': {
      const report = answer.report as AuditReport;
      return [said(sentenceText(auditSentence(report))), html`<pre>${auditFeaturesText(report, paper)}</pre>`];
    }
    case 'check':
      return [claimsHtml(answer.report as Checked)];
    default:
      return content.kind === 'sql' ? [] : [html`<p>${answer.said}</p>`];
  }
}

function leakageHtml(report: LeakageReport, peeks: readonly PeekHistogram[]): Html[] {
  const areas = aucChart(report.features);
  const charts = peeks
    .filter(({ rows }) => rows > 0)
    .map(
      (peek) =>
        html`<figure>
          <figcaption>How far it peeked: ${peek.view}, ${sayMeasured(peek)}</figcaption>
          ${peekChart(peek)}
        </figure>`,
    );
  return [
    html`<p class="said">${leakageSentence(report).map(phraseHtml)}</p>`,
    featureTable(report.features),
    ...(charts.length > 0 ? [html`<div class="charts">${charts}</div>`] : []),
    ...(areas ? [html`<div class="areas">${areas}</div>`] : []),
  ];
}

/** The picture, what is to be said of it, and its numbers. */
function pictureHtml(data: PlotData | null, of: string): Html[] {
  if (data === null || data.series.length === 0) return [];
  const { head, rows } = plotTable(data);
  const [first] = rows;
  const table: FirstRows = {
    columns: head.map((name, i) => ({ name, isNumber: typeof first?.[i] === 'number' })),
    rows: rows
      .slice(0, rowsOnPage)
      .map((row) => row.map((value) => (typeof value === 'number' ? plotNumber(value) : value))),
    all: rows.length,
    isPart: false,
  };
  return [
    plotSvg(data, of),
    ...(data.notes.length > 0 ? [html`<p class="rows">${data.notes.join(', ')}</p>`] : []),
    html`<details>
      <summary>its numbers</summary>
      ${firstRows(table)}
    </details>`,
  ];
}

/** What was claimed, whether it holds, and the figures that say so. */
export function claimsHtml({ claims }: Checked): Html {
  const items = claims.map(
    ({ that, passed, figures }) =>
      html`<tr>
        <td><code>${that}</code></td>
        <td>${passed ? '✓ holds' : html`<b>✗ does not hold</b>`}</td>
        <td>${figures.join(', ')}</td>
      </tr>`,
  );
  return html`<table>
    ${items}
  </table>`;
}

/** The options that its reader has tried; none where nobody was asked. */
function triedOf(answer: AnswerOnPage | null): readonly number[] {
  return (answer?.report as { tried?: readonly number[] } | undefined)?.tried ?? [];
}

/** Whether an option is right is said of those that were tried alone. */
function questionHtml({ question, options }: ReaderQuestion, tried: readonly number[]): Html {
  const judged = (i: number): Html => {
    const { right, because } = options[i]!;
    return html`<b> ${right ? '✓ right' : '✗ not this'}</b><br />${because}`;
  };
  return html`<div class="prose">${proseHtml(question)}</div>
    <ol class="options">
      ${options.map(({ text }, i) => html`<li>${text}${tried.includes(i) ? judged(i) : []}</li>`)}
    </ol>`;
}
