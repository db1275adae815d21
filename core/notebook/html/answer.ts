import type { lookupReport } from '../../ask/lookup.ts';
import { auditFeaturesText } from '../../audit/features-text.ts';
import type { AuditReport } from '../../audit/report.ts';
import { auditSentence } from '../../audit/sentence.ts';
import { catalogSentence, type CatalogReport } from '../../catalog/report.ts';
import type { CostReport } from '../../cost/report.ts';
import { costSentence } from '../../cost/sentence.ts';
import { costFeaturesTable, costViewsTable, savingsTable } from '../../cost/tables.ts';
import { driftFeatures } from '../../drift/html/drift-features.ts';
import type { DriftReport } from '../../drift/report.ts';
import { driftSentence } from '../../drift/sentence.ts';
import { duplicatesTable } from '../../duplicates/pairs-table.ts';
import type { DuplicatesReport } from '../../duplicates/report.ts';
import { duplicatesSentence } from '../../duplicates/sentence.ts';
import type { FreshnessReport } from '../../freshness/report.ts';
import { freshnessSentence } from '../../freshness/sentence.ts';
import { freshnessNotes, freshnessTable } from '../../freshness/views-table.ts';
import { html, type Html } from '../../html/html.ts';
import { phraseHtml } from '../../html/phrase.ts';
import { printedTable } from '../../html/printed-table.ts';
import type { ViewCoverage } from '../../join/request.ts';
import { aucChart } from '../../leakage/html/auc-chart.ts';
import { peekChart } from '../../leakage/html/peek-chart.ts';
import { sayMeasured, type PeekHistogram } from '../../leakage/peek-histogram.ts';
import { featureTable } from '../../leakage/html/feature-table.ts';
import type { LeakageReport } from '../../leakage/report.ts';
import { leakageSentence } from '../../leakage/sentence.ts';
import { valuesSaid } from '../../leakage/values-said.ts';
import { plotSvg } from '../../plot/html/plot-svg.ts';
import type { PlotData } from '../../plot/plot.ts';
import { plotTable, plotNumber } from '../../plot/say-plot.ts';
import type { ColumnProfile } from '../../profile/report.ts';
import type { ServingReport } from '../../serving/report.ts';
import { servingSentence } from '../../serving/sentence.ts';
import { skewFeaturesText } from '../../skew/features-text.ts';
import { skewChart } from '../../skew/html/skew-chart.ts';
import type { SkewReport } from '../../skew/report.ts';
import { skewSentence } from '../../skew/sentence.ts';
import { sentenceText, type Phrase } from '../../text/phrase.ts';
import type { PrintedTable } from '../../text/text-table.ts';
import type { ReaderQuestion } from '../cell/ask-cell.ts';
import type { CellContent } from '../cell/kinds.ts';
import type { Answer } from '../runner/answer.ts';
import type { Checked } from '../runner/ask-claims.ts';
import { proseHtml } from './prose.ts';
import { firstRows, rowsOnPage, type FirstRows } from './rows.ts';
import { columnsTable, coverageTable, lookedUpTable, servedTable } from './tables.ts';

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
  const saidOf = (sentence: readonly Phrase[]): Html => said(sentenceText(sentence).trim());
  switch (content.kind) {
    case 'leakage':
      return leakageHtml(answer.report as LeakageReport, answer.peeks ?? []);
    case 'plot':
      return [html`<p>${answer.said}</p>`, ...pictureHtml(answer.picture ?? null, content.asked.of)];
    case 'skew': {
      const report = answer.report as SkewReport;
      const chart = skewChart(report);
      return [
        saidOf(skewSentence(report)),
        ...(chart ? [chart] : []),
        html`<pre>${skewFeaturesText(report, paper)}</pre>`,
      ];
    }
    case 'audit': {
      const report = answer.report as AuditReport;
      return [saidOf(auditSentence(report)), html`<pre>${auditFeaturesText(report, paper)}</pre>`];
    }
    case 'define': {
      const report = answer.report as LeakageReport;
      return [saidOf([...valuesSaid(report), ...leakageSentence(report)]), featureTable(report.features)];
    }
    case 'drift': {
      const report = answer.report as DriftReport;
      return [saidOf(driftSentence(report)), ...driftFeatures(report)];
    }
    case 'freshness': {
      const report = answer.report as FreshnessReport;
      const notes = freshnessNotes(report).map((line) => html`<p class="rows">${line}</p>`);
      return [saidOf(freshnessSentence(report)), ...tables(freshnessTable(report, paper)), ...notes];
    }
    case 'catalog':
      return [saidOf(catalogSentence(answer.report as CatalogReport))];
    case 'duplicates': {
      const report = answer.report as DuplicatesReport;
      return [saidOf(duplicatesSentence(report)), ...tables(duplicatesTable(report))];
    }
    case 'cost': {
      const report = answer.report as CostReport;
      const found = tables(costViewsTable(report), costFeaturesTable(report), savingsTable(report));
      return [saidOf(costSentence(report)), ...found];
    }
    case 'serving': {
      const report = answer.report as ServingReport;
      return [saidOf(servingSentence(report)), ...tables(servedTable(report.answer))];
    }
    case 'data':
      return [said(answer.said), ...tables(columnsTable((answer.report as { columns: ColumnProfile[] }).columns))];
    case 'training-set':
      return [said(answer.said), ...tables(coverageTable((answer.report as { views: ViewCoverage[] }).views))];
    case 'lookup':
      return [said(answer.said), ...tables(lookedUpTable(answer.report as ReturnType<typeof lookupReport>))];
    case 'check':
      return [claimsHtml(answer.report as Checked)];
    default:
      return content.kind === 'sql' ? [] : [html`<p>${answer.said}</p>`];
  }
}

/** Those that have rows. */
function tables(...all: PrintedTable[]): Html[] {
  return all.filter(({ rows }) => rows.length > 0).map(printedTable);
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
