import { sayMeasured, type PeekHistogram } from '../../../leakage/peek-histogram.ts';
import { gain, leastGain, type FeatureLeak, type LeakageReport } from '../../../leakage/report.ts';
import { leakageSentence } from '../../../leakage/sentence.ts';
import type { Phrase } from '../../../text/phrase.ts';
import { count, inflation, percent, plural } from '../../../text/figures.ts';
import { formatDuration } from '../../../time/duration.ts';
import { shortSpan, spanOfSeconds } from '../../../time/span.ts';
import { aucChart } from './auc-chart.ts';
import { html, type Html } from './html.ts';
import { peekChart } from './peek-chart.ts';
import { standalonePage } from './standalone.ts';
import { style } from './style.ts';

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
    <h2>${title}<small>${subtitle}</small></h2>
    ${body}
  </section>`;
}

export function phraseHtml({ text, as }: Phrase): Html {
  if (as === 'plain') return html`${text}`;
  if (as === 'leak') return html`<span class="leak">${text}</span>`;
  return as === 'code' ? html`<code>${text}</code>` : html`<b>${text}</b>`;
}

export function featureTable(features: readonly FeatureLeak[]): Html {
  return html`<table>
    <tr>
      <th>feature</th>
      <th class="n">leaked</th>
      <th class="n">rate</th>
      <th class="n">changed</th>
      <th class="n">nulls, naive</th>
      <th class="n">as of</th>
      <th class="n">peek p50</th>
      <th class="n">p90</th>
      <th class="n">max</th>
      <th class="n">AUC, naive</th>
      <th class="n">as of</th>
      <th class="n">gain</th>
      <th class="n">over rows</th>
    </tr>
    ${features.map(featureRow)}
  </table>`;
}

function featureRow(feature: FeatureLeak): Html {
  const { leaked_rows, peek_seconds, auc } = feature;
  const mark = leaked_rows > 0 ? 'n leak' : 'n';
  const further = gain(feature);
  const flattered = leaked_rows > 0 && (further ?? 0) >= leastGain ? 'n leak' : 'n';
  return html`<tr>
    <td>
      ${feature.view}:<wbr />${feature.feature}${feature.suspicious === null ? '' : html`<br /><small class="leak">suspicious: ${feature.suspicious}</small>`}
    </td>
    <td class="${mark}">${count(leaked_rows)}</td>
    ${cell(feature.leak_rate === null ? undefined : percent(feature.leak_rate), mark)}
    <td class="n">${count(feature.changed_rows)}</td>
    <td class="n">${count(feature.naive_nulls)}</td>
    <td class="n">${count(feature.asof_nulls)}</td>
    ${[peek_seconds?.p50, peek_seconds?.p90, peek_seconds?.max].map(peekCell)}${[auc?.common.naive, auc?.common.asof].map((area) => cell(area?.toFixed(3), 'n'))}${cell(further === null ? undefined : inflation(further), flattered)}${cell(auc ? count(auc.common.rows) : undefined, 'n')}
  </tr> `;
}

function peekCell(seconds: number | undefined): Html {
  return cell(seconds === undefined ? undefined : shortSpan(spanOfSeconds(seconds), { signed: true }), 'n');
}

function cell(text: string | undefined, className: string): Html {
  return text === undefined ? html`<td class="n none">–</td>` : html`<td class="${className}">${text}</td>`;
}
