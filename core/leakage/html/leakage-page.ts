import { sayMeasured, type PeekHistogram } from '../peek-histogram.ts';
import type { LeakageReport } from '../report.ts';
import { leakageSentence } from '../sentence.ts';
import { plural } from '../../text/figures.ts';
import { formatDuration } from '../../time/duration.ts';
import { aucChart } from './auc-chart.ts';
import { featureTable } from './feature-table.ts';
import { html, type Html } from '../../html/html.ts';
import { phraseHtml } from '../../html/phrase.ts';
import { peekChart } from './peek-chart.ts';
import { standalonePage } from '../../html/standalone.ts';
import { style } from '../../html/style.ts';

export interface LeakagePage {
  report: LeakageReport;
  labels: string;
  /** Microseconds; 0 is none. */
  embargo: bigint;
  histograms: PeekHistogram[];
  /** `asof 0.1.0, DuckDB native 1.5.5`. */
  madeBy: string;
}

/** One file that needs nothing else and asks the network for nothing: figures and charts, no rows of the data. */
export function leakagePage(page: LeakagePage): string {
  const { report, labels, embargo, histograms, madeBy } = page;
  const facts = [
    `${plural(report.rows, 'row')} of ${labels}`,
    `naive join: ${report.naive}`,
    `boundary: ${report.boundary}`,
    ...(embargo === 0n ? [] : [`embargo: ${formatDuration(embargo)}`]),
    report.target === null ? 'no target' : `target: ${report.target}`,
  ].join(', ');
  const auc = aucChart(report.features);
  const mark = report.leaked_rows > 0 ? 'leak' : '';
  const charts = [
    ...histograms
      .filter((histogram) => histogram.rows > 0)
      .map((histogram) =>
        section('How far it peeked', `${histogram.view}, ${sayMeasured(histogram)}`, peekChart(histogram)),
      ),
    ...(auc
      ? [
          section(
            'What it cost',
            'AUC of each feature alone, and how much further from 0.5, over the rows with a value by both joins',
            html`${auc}
              <p class="legend">
                <span class="past">●</span> as of <span class="${mark}">◆</span> naive, ${report.naive}
              </p>`,
          ),
        ]
      : []),
  ];
  const body = html`<h1>${leakageSentence(report).map(phraseHtml)}</h1>
    <p class="facts">${facts}</p>
    ${section('Features', 'the naive training set beside the as-of one', featureTable(report.features))}
    <div class="charts">${charts}</div>
    <footer>A value leaks when it could not be known at its row's time. Made by ${madeBy}.</footer>`;
  return standalonePage(`Leakage of ${labels}`, style, body);
}

function section(title: string, subtitle: string, body: Html): Html {
  return html`<section>
    <h2>${title} <small>${subtitle}</small></h2>
    ${body}
  </section>`;
}
